using Campaigns.Model.Timeline;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Senders.Monitoring;

/// <summary>
/// Watches the answers of one provider, which several channels may share: whether it is away, since when and why. In memory, as this
/// process sees it; a few fields, however many messages there are.
/// </summary>
/// <param name="name">What the operator calls the provider.</param>
/// <param name="provider">The provider.</param>
/// <param name="time">The clock.</param>
public sealed class ProviderMonitor(string name, IChannelProvider provider, TimeProvider time)
{
    /// <summary>So many sends in a row that were not answered make a provider away, where no circuit breaker says so sooner.</summary>
    public const int FailuresUntilAway = 5;

    /// <summary>
    /// So long without an answer makes a provider away when at least two sends in a row failed: few messages must not hide an outage, nor
    /// one that was lost be one.
    /// </summary>
    public static readonly Duration FailingUntilAway = Duration.FromSeconds(30);

    private const int FailuresOfAnOutage = 2;
    private readonly Lock _lock = new();
    private readonly UnknownTold _unknown = new(name);
    private int _failures;
    private Instant? _failingSince;
    private bool _away;
    private string? _lastError;
    private Instant? _lastErrorAt;

    /// <summary>
    /// Told when the provider goes away and when it is back, once each, and of messages that became unknown, at most every
    /// five minutes. Must be quick and must not throw.
    /// </summary>
    public event Action<ProviderChange>? Changed;

    /// <summary>What the operator calls it.</summary>
    public string Name => name;

    /// <summary>How it is.</summary>
    public ProviderState State
    {
        get
        {
            var breaker = provider.Breaker;
            lock (_lock)
            {
                return new(name, breaker?.State)
                {
                    IsAway = _away || HasFailedForLong,
                    FailingSince = _failingSince,
                    LastError = _lastError,
                    LastErrorAt = _lastErrorAt,
                    OpenUntil = breaker?.OpenUntil,
                };
            }
        }
    }

    /// <summary>What the timeline is told of a message that was not taken, after <see cref="Answered"/>.</summary>
    /// <returns>Null: it was held back by our own limit, or stopped; the provider was not asked.</returns>
    internal ProviderOutage? OutageOf(ProviderResult.Unavailable answer, Instant nextTry)
    {
        if (answer.Reason is DeliveryReason.RateLimited or DeliveryReason.Cancelled)
            return null;
        lock (_lock)
            return new(CauseOf(answer.Reason), _failingSince ?? Now, nextTry);
    }

    /// <summary>Notes the answer to a send.</summary>
    internal void Answered(ProviderResult answer)
    {
        var breaker = provider.Breaker;
        ProviderChange? change;
        lock (_lock)
        {
            change = answer switch
            {
                ProviderResult.Accepted or ProviderResult.Rejected => Reached(breaker),
                // Our own limit, and our own stop, say nothing about the provider.
                ProviderResult.Unavailable { Reason: DeliveryReason.RateLimited or DeliveryReason.Cancelled } => null,
                ProviderResult.Unknown { Reason: DeliveryReason.Cancelled } => null,
                ProviderResult.Unavailable away => Failed(away.Reason, breaker),
                ProviderResult.Unknown unknown => Failed(unknown.Reason, breaker),
                _ => null,
            };
        }

        Tell(change);
    }

    /// <summary>
    /// Tells what time alone brings about: that the provider has been failing for long, that more messages became unknown. To be called
    /// every few seconds.
    /// </summary>
    public void Look()
    {
        ProviderChange? away = null;
        ProviderChange? unknown;
        lock (_lock)
        {
            if (!_away && HasFailedForLong)
                away = Away();
            unknown = _unknown.Due(Now);
        }

        Tell(away);
        Tell(unknown);
    }

    /// <summary>Notes that nobody knows of a message whether the provider took it.</summary>
    /// <param name="reason">Why not.</param>
    internal void BecameUnknown(string? reason)
    {
        ProviderChange? change;
        lock (_lock)
        {
            _unknown.Add(DeliveryReason.Classify(reason ?? DeliveryReason.Other).Code);
            change = _unknown.Due(Now);
        }

        Tell(change);
    }

    private void Tell(ProviderChange? change)
    {
        if (change is not null)
            Changed?.Invoke(change);
    }

    private bool HasFailedForLong => _failures >= FailuresOfAnOutage && _failingSince is { } since && Now - since >= FailingUntilAway;

    private ProviderChange.Back? Reached(ProviderBreaker? breaker)
    {
        // An answer that was under way when the breaker opened does not mean that the provider is back.
        if (breaker?.State == BreakerState.Open)
            return null;
        var back = _away ? new ProviderChange.Back(name, Now - (_failingSince ?? Now)) : null;
        (_failures, _failingSince, _away) = (0, null, false);
        return back;
    }

    private ProviderChange.Away? Failed(string reason, ProviderBreaker? breaker)
    {
        _failures++;
        _failingSince ??= Now;
        _lastError = CauseOf(reason);
        _lastErrorAt = Now;
        return _away || (_failures < FailuresUntilAway && breaker?.State != BreakerState.Open && !HasFailedForLong) ? null : Away();
    }

    private ProviderChange.Away Away()
    {
        _away = true;
        return new(name, _lastError!, _failures, _failingSince!.Value);
    }

    /// <summary>"The breaker is open" is no cause; what opened it is. A code only: others' words may hold an address.</summary>
    private string CauseOf(string reason) =>
        DeliveryReason.Classify(reason == DeliveryReason.BreakerOpen ? provider.Breaker?.LastFailure ?? reason : reason).Code;

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());
}

/// <summary>How a provider is, as one process sees it.</summary>
/// <param name="Name">What the operator calls it.</param>
/// <param name="Breaker">The state of its circuit breaker; null: it has none.</param>
public sealed record ProviderState(string Name, BreakerState? Breaker)
{
    /// <summary>
    /// Whether it does not answer: its breaker opened, <see cref="ProviderMonitor.FailuresUntilAway"/> sends failed in a row, or at least
    /// two did and it has been failing for <see cref="ProviderMonitor.FailingUntilAway"/>.
    /// </summary>
    public bool IsAway { get; init; }

    /// <summary>The first failure since it last answered; null: the last send was answered.</summary>
    public Instant? FailingSince { get; init; }

    /// <summary>The code of the last failure, a <see cref="DeliveryReason"/>; kept when the provider is back.</summary>
    public string? LastError { get; init; }

    /// <summary>When that was.</summary>
    public Instant? LastErrorAt { get; init; }

    /// <summary>While the breaker is open: when one message tries again.</summary>
    public Instant? OpenUntil { get; init; }
}

/// <summary>A provider went away or came back, or left messages unknown.</summary>
/// <param name="Provider">What the operator calls it.</param>
public abstract record ProviderChange(string Provider)
{
    /// <summary>It does not answer any more.</summary>
    /// <param name="Provider">What the operator calls it.</param>
    /// <param name="Reason">The code of the last failure.</param>
    /// <param name="Failures">How many sends in a row were not answered.</param>
    /// <param name="Since">When the first of them was.</param>
    public sealed record Away(string Provider, string Reason, int Failures, Instant Since) : ProviderChange(Provider);

    /// <summary>It answers again.</summary>
    /// <param name="Provider">What the operator calls it.</param>
    /// <param name="After">How long it did not.</param>
    public sealed record Back(string Provider, Duration After) : ProviderChange(Provider);

    /// <summary>Nobody knows of messages whether it took them.</summary>
    /// <param name="Provider">What the operator calls it.</param>
    /// <param name="Count">How many since that was told last.</param>
    /// <param name="Reason">The code of the last.</param>
    public sealed record Unknown(string Provider, long Count, string Reason) : ProviderChange(Provider);
}
