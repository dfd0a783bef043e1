using Campaigns.Hosting;
using Campaigns.Portfolio.History;
using Campaigns.Runtime.Customers;
using NodaTime;

namespace Campaigns.Portfolio.Replay;

/// <summary>
/// A portfolio's history as events: what happened before the first day is told at its beginning, in order, so that the
/// replay starts from the portfolio as it stood that day.
/// </summary>
public sealed class PortfolioStream : IEventStream, IDisposable
{
    private readonly IEnumerator<HistoryEvent> _events;
    private readonly Instant _from;
    private readonly string _source;
    private bool _hasNext;

    /// <summary>Begins the stream.</summary>
    /// <param name="timeline">The sorted history.</param>
    /// <param name="from">When the replay begins.</param>
    /// <param name="source">Who reports: the file's name.</param>
    public PortfolioStream(PortfolioHistory timeline, Instant from, string source)
    {
        _events = timeline.Events().GetEnumerator();
        _from = from;
        _source = source;
        _hasNext = _events.MoveNext();
    }

    /// <inheritdoc/>
    public Instant? NextAt => _hasNext ? Instant.Max(_events.Current.At, _from) : null;

    /// <summary>Terms told so far.</summary>
    public long Count { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<CustomerEvent> Next()
    {
        var units = PortfolioEvents.Of(_events.Current, _source, Instant.Max(_events.Current.At, _from));
        Count++;
        _hasNext = _events.MoveNext();
        return units;
    }

    /// <summary>Closes the history.</summary>
    public void Dispose() => _events.Dispose();
}
