using Campaigns.Model;
using Campaigns.Portfolio;
using Campaigns.Portfolio.Replay;
using Campaigns.Runtime.Simulation;
using NodaTime;

namespace Campaigns.Simulation.Starts;

/// <summary>The customers of a portfolio as an import of it on the first day would make them.</summary>
public sealed class PortfolioStart
{
    private readonly Dictionary<CustomerId, List<PortfolioRow.Mapped>> _rows = [];
    private readonly string _source;

    /// <summary>Reads a file.</summary>
    /// <param name="reader">The file; none of its rows may have been read.</param>
    /// <param name="source">Its name.</param>
    /// <param name="rejected">Hears of every row that cannot be used.</param>
    /// <param name="cancel">Stops it.</param>
    public PortfolioStart(PortfolioReader reader, string source, Action<PortfolioRow.Rejected>? rejected, CancellationToken cancel)
    {
        _source = source;
        foreach (var row in reader.Rows())
        {
            cancel.ThrowIfCancellationRequested();
            if (row is PortfolioRow.Rejected refused)
                rejected?.Invoke(refused);
            else if (row is PortfolioRow.Mapped mapped)
                Add(mapped);
        }
    }

    /// <summary>How many customers there are.</summary>
    public long Count => _rows.Count;

    /// <summary>The customers.</summary>
    /// <param name="at">When they are imported.</param>
    public IEnumerable<SimulatedCustomer> Customers(Instant at) =>
        _rows.Select(customer => SimulatedCustomer.New(customer.Key, Imported(customer.Value, at)));

    private void Add(PortfolioRow.Mapped row)
    {
        if (!_rows.TryGetValue(row.Customer, out var rows))
            _rows[row.Customer] = rows = new(1);
        rows.Add(row with { Text = "", Events = [] }); // what an import does not look at
    }

    private IEnumerator<TimedEvents> Imported(List<PortfolioRow.Mapped> rows, Instant at)
    {
        foreach (var row in rows)
            yield return new TimedEvents(at, PortfolioEvents.Of(row, _source, at));
    }
}
