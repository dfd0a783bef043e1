using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Runtime.Throttling;

/// <summary>
/// The sending instants one unit of work has in hand. Decisions are made in memory, so where one is wanting the decision
/// is made again once it has been fetched; what was taken for a decision that came to nothing serves the next.
/// </summary>
/// <param name="desk">Gives them out.</param>
internal sealed class PaceTickets(PaceDesk desk)
{
    private List<(JourneyId Journey, Instant At)> _hand = [];
    private List<(JourneyId Journey, Instant At)> _used = [];
    private readonly List<(JourneyId Journey, int PerMinute)> _wanting = [];

    /// <summary>Whether a decision has been made without an instant it needed.</summary>
    public bool Short => _wanting.Count > 0;

    /// <summary>To be called before each decision.</summary>
    public void BeginAgain() => (_hand, _used) = ([.. _used, .. _hand], []);

    /// <summary>When a message of this journey may go; null: fetch, and decide again.</summary>
    public Instant? Take(JourneyId journey, Pace pace, Instant now)
    {
        // Fetched for this unit of work, it stays good while that lasts, though the clock has gone on meanwhile.
        var place = _hand.FindIndex(ticket => ticket.Journey == journey);
        if ((place >= 0 ? _hand[place].At : desk.TryTake(journey, pace.PerMinute, now)) is not { } at)
        {
            _wanting.Add((journey, pace.PerMinute));
            return null;
        }

        if (place >= 0)
            _hand.RemoveAt(place);
        _used.Add((journey, at));
        return Instant.Max(at, now);
    }

    /// <summary>Fetches what was wanting.</summary>
    public async ValueTask FetchAsync(Instant now, CancellationToken cancel)
    {
        foreach (var wanted in _wanting.GroupBy(ticket => ticket))
        {
            foreach (var at in await desk.TakeAsync(wanted.Key.Journey, wanted.Key.PerMinute, wanted.Count(), now, cancel))
                _hand.Add((wanted.Key.Journey, at));
        }

        _wanting.Clear();
    }
}
