using Campaigns.Model;
using NodaTime;

namespace Campaigns.Portfolio.History;

/// <summary>The history a file tells, in the order it happened; for a replay.</summary>
/// <remarks>An external merge sort: memory holds one run of <see cref="RunLength"/> events, temporary files the rest.</remarks>
public sealed class PortfolioHistory : IDisposable
{
    /// <summary>How many events are sorted in memory at a time.</summary>
    public const int RunLength = 8192;

    private readonly HistoryCodec _codec;
    private readonly List<HistoryRun> _runs = [];
    private readonly List<HistoryEvent> _last = [];

    private PortfolioHistory(PortfolioMap map) => (_codec, TimeZone) = (new(map), map.TimeZone);

    /// <summary>The zone in which the file's days begin.</summary>
    public DateTimeZone TimeZone { get; }

    /// <summary>How many events there are.</summary>
    public int Count { get; private set; }

    /// <summary>Reads the whole file and sorts what happened within the days given, both included, in the map's time zone.</summary>
    /// <param name="reader">The file; none of its rows may have been read.</param>
    /// <param name="from">The first day; null for everything up to <paramref name="to"/>.</param>
    /// <param name="to">The last day; null for everything from <paramref name="from"/>.</param>
    /// <param name="rejected">Hears of every row that cannot be used, as it is met.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static PortfolioHistory Sort(
        PortfolioReader reader,
        LocalDate? from = null,
        LocalDate? to = null,
        Action<PortfolioRow.Rejected>? rejected = null,
        CancellationToken cancellation = default)
    {
        var zone = reader.Map.TimeZone;
        var first = from is { } start ? zone.StartOf(start) : Instant.MinValue;
        var after = to is { } end ? zone.StartOf(end.Saturated().PlusDays(1)) : Instant.MaxValue;
        var timeline = new PortfolioHistory(reader.Map);
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
            timeline._last.Sort(HistoryOrder.Instance);
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
        var next = new PriorityQueue<IEnumerator<HistoryEvent>, HistoryEvent>(HistoryOrder.Instance);
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
        _last.Add(new(
            happened.At, happened.Order, happened.Type, row.Customer, row.Policy, row.Line, row.CustomerAttributes, row.Consents,
            happened.Data));
        if (_last.Count < RunLength)
            return;
        _last.Sort(HistoryOrder.Instance);
        _runs.Add(HistoryRun.Write(_last, _codec));
        _last.Clear();
    }
}
