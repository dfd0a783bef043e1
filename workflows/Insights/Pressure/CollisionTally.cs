using System.Collections.Immutable;
using Campaigns.Model;
using Campaigns.Model.Timeline;

namespace Campaigns.Insights.Pressure;

/// <summary>Counts, by pair of journeys, the messages of the one that had to wait for the other.</summary>
internal sealed class CollisionTally
{
    private const string OutrankedPrefix = "outranked:";
    private const string CapPrefix = "cap:";
    private readonly Dictionary<(JourneyId Waited, JourneyId WentFirst), JourneyCollision> _pairs = [];

    /// <summary>Messages that stood back for messages nobody knows the journey of.</summary>
    public long Unattributed { get; private set; }

    /// <summary>Reads from a timeline event who stood in the way of a message.</summary>
    public void Add(HeldMessage held, TimelineEvent timelineEvent, MessageOwners owners)
    {
        var reason = timelineEvent.Reason ?? "";
        if (reason.StartsWith(OutrankedPrefix, StringComparison.Ordinal))
        {
            Add(held, new JourneyId(reason[OutrankedPrefix.Length..]),
                timelineEvent.Kind is TimelineEventKind.Bumped or TimelineEventKind.Released ? CollisionKind.Bumped
                : CollisionKind.Outranked);
            return;
        }

        var cap = reason.StartsWith(CapPrefix, StringComparison.Ordinal);
        if ((!cap && reason != "gap") || timelineEvent.Detail?["used"] is not IReadOnlyList<string> used)
            return;
        foreach (var message in used)
        {
            if (owners.Find(message) is { } journey)
                Add(held, journey, cap ? CollisionKind.Cap : CollisionKind.Gap);
            else if (!held.Unattributed)
                (held.Unattributed, Unattributed) = (true, Unattributed + 1);
        }
    }

    /// <summary>A message that had to wait was sent after all.</summary>
    public void SentLater(HeldMessage held)
    {
        foreach (var journey in held.Collisions.Select(c => c.WentFirst).Distinct())
        {
            var pair = Of(held.Journey, journey);
            _pairs[(held.Journey, journey)] = pair with { SentLater = pair.SentLater + 1 };
        }
    }

    /// <summary>Adds what another has counted.</summary>
    public void Add(CollisionTally other)
    {
        Unattributed += other.Unattributed;
        foreach (var (journeys, pair) in other._pairs)
        {
            var known = Of(journeys.Waited, journeys.WentFirst);
            _pairs[journeys] = known with
            {
                Messages = known.Messages + pair.Messages,
                SentLater = known.SentLater + pair.SentLater,
                Outranked = known.Outranked + pair.Outranked,
                Bumped = known.Bumped + pair.Bumped,
                Gap = known.Gap + pair.Gap,
                Cap = known.Cap + pair.Cap,
            };
        }
    }

    public ImmutableArray<JourneyCollision> Result() =>
    [
        .. _pairs.Values.OrderByDescending(pair => pair.Messages)
            .ThenBy(pair => pair.Waited.Value, StringComparer.Ordinal).ThenBy(pair => pair.WentFirst.Value, StringComparer.Ordinal),
    ];

    private void Add(HeldMessage held, JourneyId journey, CollisionKind kind)
    {
        var known = held.Collisions.Any(c => c.WentFirst == journey);
        if (!held.Collisions.Add((journey, kind)))
            return;
        var pair = Of(held.Journey, journey);
        pair = known ? pair : pair with { Messages = pair.Messages + 1 };
        _pairs[(held.Journey, journey)] = kind switch
        {
            CollisionKind.Outranked => pair with { Outranked = pair.Outranked + 1 },
            CollisionKind.Bumped => pair with { Bumped = pair.Bumped + 1 },
            CollisionKind.Gap => pair with { Gap = pair.Gap + 1 },
            CollisionKind.Cap => pair with { Cap = pair.Cap + 1 },
            _ => throw new InvalidOperationException($"unknown collision kind {kind}"),
        };
    }

    private JourneyCollision Of(JourneyId waited, JourneyId first) =>
        _pairs.GetValueOrDefault((waited, first)) ?? new JourneyCollision(waited, first);
}
