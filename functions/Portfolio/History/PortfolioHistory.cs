using Campaigns.Model;
using NodaTime;

namespace Campaigns.Portfolio.History;

/// <summary>The history a file tells, in the order it happened, or customer by customer.</summary>
/// <remarks>An external merge sort: memory holds one run of <see cref="RunLength"/> events, temporary files the rest.</remarks>
public sealed class PortfolioHistory : IDisposable
{
    /// <summary>How many events are sorted in memory at a time.</summary>
    public const int RunLength = 8192;

    private readonly HistoryCodec _codec;
    private readonly List<HistoryRun> _runs = [];
    private readonly List<HistoryEvent> _last = [];

    private readonly HistoryOrder _order;

    private PortfolioHistory(PortfolioMap map, HistoryOrder order) => (_codec, TimeZone, _order) = (new(map), map.TimeZone, order);

    /// <summary>The zone in which the file's days begin.</summary>
    public DateTimeZone TimeZone { get; }

    /// <summary>How many events there are.</summary>
    public int Count { get; private set; }

    /// <summary>When the first of them happened; null: there is none.</summary>
    public Instant? First { get; private set; }

    /// <summary>Reads the whole file and sorts what happened within the days given, both included, in the map's time zone.</summary>
    /// <param name="reader">The file; none of its rows may have been read.</param>
    /// <param name="from">The first day; null for everything up to <paramref name="to"/>.</param>
    /// <param name="to">The last day; null for everything from <paramref name="from"/>.</param>
    /// <param name="rejected">Hears of every row that cannot be used, as it is met.</param>
    /// <param name="byCustomer">Whether <see cref="Customers"/> is to be read, not <see cref="Events"/>.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static PortfolioHistory Sort(
        PortfolioReader reader,
        LocalDate? from = null,
        LocalDate? to = null,
        Action<PortfolioRow.Rejected>? rejected = null,
        bool byCustomer = false,
        CancellationToken cancellation = default)
    {
        var zone = reader.Map.TimeZone;
        var first = from is { } start ? zone.StartOf(start) : Instant.MinValue;
        var after = to is { } end ? zone.StartOf(end.Saturated().PlusDays(1)) : Instant.MaxValue;
        var timeline = new PortfolioHistory(reader.Map, byCustomer ? HistoryOrder.ByCustomer : HistoryOrder.ByTime);
        try
        {
            foreach (var row in reader.Rows())
            {
                cancellation.ThrowIfCancellationRequested();
                if (row is PortfolioRow.Rejected refused)
                    rejected?.Invoke(refused);
                else if (row is PortfolioRow.Mapped mapped)
                    foreach (var happened in mapped.Events.Where(e => e.At >= first && e.At < after))
                        timeline.Add(mapped, happened);
            }
            timeline._last.Sort(timeline._order);
            return timeline;
        }
        catch
        {
            timeline.Dispose();
            throw;
        }
    }

    /// <summary>The events by time, then by their order in the map, then by customer and policy. One reading at a time.</summary>
    public IEnumerable<HistoryEvent> Events()
    {
        if (_order != HistoryOrder.ByTime)
            throw new InvalidOperationException("the history is sorted by customer");
        return Merged();
    }

    /// <summary>The events of each customer in the same order, customer by customer. One reading at a time.</summary>
    public IEnumerable<IReadOnlyList<HistoryEvent>> Customers()
    {
        if (_order != HistoryOrder.ByCustomer)
            throw new InvalidOperationException("the history is sorted by time");
        var customer = new List<HistoryEvent>();
        foreach (var happened in Merged())
        {
            if (customer.Count > 0 && customer[0].Customer != happened.Customer)
            {
                yield return customer;
                customer = [];
            }

            customer.Add(happened);
        }

        if (customer.Count > 0)
            yield return customer;
    }

    private IEnumerable<HistoryEvent> Merged()
    {
        var next = new PriorityQueue<IEnumerator<HistoryEvent>, HistoryEvent>(_order);
        foreach (var run in _runs.Select(r => r.Read()).Append(_last))
        {
            var events = run.GetEnumerator();
            if (events.MoveNext())
                next.Enqueue(events, events.Current);
        }
        while (next.TryPeek(out var events, out var happened))
        {
            yield return happened;
            if (events.MoveNext())
                next.DequeueEnqueue(events, events.Current);
            else
                next.Dequeue();
        }
    }

    /// <summary>Removes the temporary files.</summary>
    public void Dispose() => _runs.ForEach(run => run.Dispose());

    private void Add(PortfolioRow.Mapped row, PortfolioEvent happened)
    {
        Count++;
        if (!(First <= happened.At))
            First = happened.At;
        _last.Add(new(
            happened.At, happened.Order, happened.Type, row.Customer, row.Policy, row.Line, row.CustomerAttributes, row.Consents,
            happened.Data));
        if (_last.Count < RunLength)
            return;
        _last.Sort(_order);
        _runs.Add(HistoryRun.Write(_last, _codec));
        _last.Clear();
    }
}
