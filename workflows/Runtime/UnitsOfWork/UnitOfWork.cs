using Campaigns.Model;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Dispatch;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Throttling;
using NodaTime;

namespace Campaigns.Runtime.UnitsOfWork;

/// <summary>
/// What the attempts at one unit of work share. A conflict has it decided again over fresh data, but for the same
/// instant: what it comes to is then mostly the same, and the timers of an attempt that lost serve the next.
/// </summary>
internal sealed class UnitOfWork(SendRateLimiter sendRateLimiter)
{
    /// <summary>How old the instant of a decision may become; short beside all that rules of contact measure.</summary>
    private static readonly Duration MaxAge = Duration.FromSeconds(5);

    /// <summary>
    /// A timer as near as that may ring before the save: it is set anew each time. More than clocks of machines differ
    /// by.
    /// </summary>
    private static readonly Duration Near = Duration.FromSeconds(10);

    private readonly HashSet<WakeTimer> _set = [];
    private readonly HashSet<MessageRequest> _queued = [];
    private Instant _queuedAt;
    private Instant? _instant;

    /// <summary>The sending instants in hand.</summary>
    public SendRateLeases Leases { get; } = new(sendRateLimiter);

    /// <summary>The notice of what is to be published that is on its queue already.</summary>
    public TimelineBatchNotice? Notice { get; set; }

    /// <summary>The journeys that failed in an earlier attempt, with why: the next is decided without them.</summary>
    public Dictionary<JourneyId, Exception> Faulty { get; } = [];

    /// <summary>What has been queued for those to do later.</summary>
    public HashSet<string> Deferred { get; } = [];

    /// <summary>What earlier attempts asked about enrollments that are not in the customer's head: the next has the answers.</summary>
    public OlderQuestions Older { get; } = new();

    /// <summary>The entries of the lookup index that attempts have written, by their hash, with the tag of the latest.</summary>
    public Dictionary<string, string?> Lookups { get; } = [];

    /// <summary>Whether what was decided is durable.</summary>
    public bool Saved { get; set; }

    /// <summary>The instant to decide for.</summary>
    public Instant InstantAt(Instant now)
    {
        if (_instant is not { } instant || now - instant > MaxAge)
            _instant = instant = now;
        return instant;
    }

    /// <summary>Those of the timers an attempt asks for that no earlier one has set, or that may have fired since.</summary>
    public IReadOnlyList<WakeTimer> Missing(List<WakeTimer> alarms, Instant now)
    {
        if (_set.Count == 0)
            return alarms;
        var near = now + Near;
        return alarms.FindAll(alarm => alarm.At <= near || !_set.Contains(alarm));
    }

    /// <summary>Remembers which timers are set.</summary>
    public void HaveSet(IReadOnlyList<WakeTimer> alarms) => _set.UnionWith(alarms);

    /// <summary>Those messages that are not on their queues, or have been for so long that a sender may give them up.</summary>
    public List<MessageRequest> Unqueued(List<MessageRequest> dispatches, Instant now)
    {
        if (_queued.Count > 0 && now - _queuedAt > AheadOfSave.MaxAge)
            _queued.Clear();
        if (dispatches.Count == 1)
            return _queued.Contains(dispatches[0]) ? [] : dispatches;
        return [.. dispatches.Distinct().Where(dispatch => !_queued.Contains(dispatch))];
    }

    /// <summary>Remembers what is on its queue.</summary>
    public void HaveQueued(List<MessageRequest> dispatches, Instant at)
    {
        if (_queued.Count == 0)
            _queuedAt = at;
        _queued.UnionWith(dispatches);
    }
}
