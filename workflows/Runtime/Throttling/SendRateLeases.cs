using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Runtime.Throttling;

/// <summary>
/// The sending instants one unit of work has in hand. Decisions are made in memory, so where one is wanting the decision
/// is made again once it has been fetched; what was taken for a decision that came to nothing serves the next.
/// </summary>
/// <param name="deliveries">Gives them out.</param>
internal sealed class SendRateLeases(ISendInstants deliveries)
{
    private List<(JourneyId Journey, Instant At)> _available = [];
    private List<(JourneyId Journey, Instant At)> _used = [];
    private readonly List<(JourneyId Journey, int PerMinute)> _missing = [];

    /// <summary>Whether a decision has been made without an instant it needed.</summary>
    public bool IsIncomplete => _missing.Count > 0;

    /// <summary>To be called before each decision.</summary>
    public void Restart() => (_available, _used) = ([.. _used, .. _available], []);

    /// <summary>When a message of this journey may go; null: fetch, and decide again.</summary>
    public Instant? TryAcquire(JourneyId journey, SendRate sendRate, Instant now)
    {
        // Fetched for this unit of work, it stays good while that lasts, though the clock has gone on meanwhile.
        var place = _available.FindIndex(lease => lease.Journey == journey);
        if ((place >= 0 ? _available[place].At : deliveries.TryAcquire(journey, sendRate.PerMinute, now)) is not { } at)
        {
            _missing.Add((journey, sendRate.PerMinute));
            return null;
        }

        if (place >= 0)
            _available.RemoveAt(place);
        _used.Add((journey, at));
        return Instant.Max(at, now);
    }

    /// <summary>Fetches what was wanting.</summary>
    public async ValueTask AcquireMissingAsync(Instant now, CancellationToken cancel)
    {
        foreach (var wanted in _missing.GroupBy(lease => lease))
        {
            foreach (var at in await deliveries.AcquireAsync(wanted.Key.Journey, wanted.Key.PerMinute, wanted.Count(), now, cancel))
                _available.Add((wanted.Key.Journey, at));
        }

        _missing.Clear();
    }
}
