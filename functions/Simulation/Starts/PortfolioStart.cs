using Campaigns.Model;
using Campaigns.Portfolio;
using Campaigns.Portfolio.History;
using Campaigns.Portfolio.Replay;
using Campaigns.Runtime.Simulation;
using NodaTime;

namespace Campaigns.Simulation.Starts;

/// <summary>
/// The customers of a portfolio as an import of it on the first day would make them. Memory holds their ids and the places of their rows,
/// some 150 bytes a customer; the rows wait in a temporary file.
/// </summary>
public sealed class PortfolioStart : IDisposable
{
    private const int None = -1;

    private readonly Dictionary<CustomerId, (int First, int Last)> _customers = [];
    private readonly List<(long Place, int Next)> _rows = [];
    private readonly RowSpool _spool;
    private readonly string _source;

    /// <summary>Reads a file.</summary>
    /// <param name="reader">The file; none of its rows may have been read.</param>
    /// <param name="source">Its name.</param>
    /// <param name="rejected">Hears of every row that cannot be used.</param>
    /// <param name="cancel">Stops it.</param>
    public PortfolioStart(PortfolioReader reader, string source, Action<PortfolioRow.Rejected>? rejected, CancellationToken cancel)
    {
        (_source, _spool) = (source, new RowSpool(reader.Map));
        try
        {
            foreach (var row in reader.Rows())
            {
                cancel.ThrowIfCancellationRequested();
                if (row is PortfolioRow.Rejected refused)
                    rejected?.Invoke(refused);
                else if (row is PortfolioRow.Mapped mapped)
                    Add(mapped);
            }
        }
        catch
        {
            _spool.Dispose();
            throw;
        }
    }

    /// <summary>How many customers there are.</summary>
    public long Count => _customers.Count;

    /// <summary>The customers; one reading at a time.</summary>
    /// <param name="at">When they are imported.</param>
    public IEnumerable<SimulatedCustomer> Customers(Instant at)
    {
        foreach (var (customer, (first, _)) in _customers)
        {
            // Read here and not when the walk asks: several walk at the same time.
            var rows = new List<PortfolioRow.Mapped>(1);
            for (var row = first; row != None; row = _rows[row].Next)
                rows.Add(_spool.Read(customer, _rows[row].Place));
            yield return SimulatedCustomer.New(customer, Imported(rows, at));
        }
    }

    /// <summary>Removes the temporary file.</summary>
    public void Dispose() => _spool.Dispose();

    private void Add(PortfolioRow.Mapped row)
    {
        var number = _rows.Count;
        _rows.Add((_spool.Add(row), None));
        if (_customers.TryGetValue(row.Customer, out var known))
        {
            _rows[known.Last] = (_rows[known.Last].Place, number);
            _customers[row.Customer] = (known.First, number);
        }
        else
            _customers[row.Customer] = (number, number);
    }

    private IEnumerator<TimedEvents> Imported(List<PortfolioRow.Mapped> rows, Instant at)
    {
        foreach (var row in rows)
            yield return new TimedEvents(at, PortfolioEvents.Of(row, _source, at));
    }
}
