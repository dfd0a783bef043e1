using NodaTime;

namespace Campaigns.Simulation.Behaviour.Learning;

/// <summary>What a history's messages came to, of one journey and channel.</summary>
internal sealed class MessageCounts
{
    public long Sent { get; set; }

    public long Delivered { get; set; }

    public long Bounced { get; set; }

    public long Opened { get; set; }

    public long Clicked { get; set; }

    /// <summary>Delivered messages whose link was not followed, to customers who had not come to the goal yet.</summary>
    public Persuasion OnMessage { get; } = new();

    /// <summary>The same of those whose link was followed.</summary>
    public Persuasion OnClick { get; } = new();

    public void Add(MessageCounts other)
    {
        Sent += other.Sent;
        Delivered += other.Delivered;
        Bounced += other.Bounced;
        Opened += other.Opened;
        Clicked += other.Clicked;
        OnMessage.Add(other.OnMessage);
        OnClick.Add(other.OnClick);
    }
}

/// <summary>How often the goal was reached after messages, and for how long each of them could be what brought it about.</summary>
internal sealed class Persuasion
{
    private readonly Dictionary<(int SinceEntry, int Exposure), long> _exposures = [];

    /// <summary>Messages after which the goal was reached, none having come in between.</summary>
    public long Reached { get; private set; }

    /// <summary>Messages.</summary>
    public long Messages { get; private set; }

    /// <summary>Takes a message.</summary>
    /// <param name="sinceEntry">How long after the entry it was delivered.</param>
    /// <param name="exposure">Until the next was, or all who act on it have.</param>
    /// <param name="reached">Whether the goal was reached within that.</param>
    public void Add(Duration sinceEntry, Duration exposure, bool reached)
    {
        Messages++;
        Reached += reached ? 1 : 0;
        var key = ((int)sinceEntry.TotalHours, (int)Math.Ceiling(exposure.TotalHours));
        _exposures[key] = _exposures.GetValueOrDefault(key) + 1;
    }

    public void Add(Persuasion other)
    {
        Messages += other.Messages;
        Reached += other.Reached;
        foreach (var (key, count) in other._exposures)
            _exposures[key] = _exposures.GetValueOrDefault(key) + count;
    }

    /// <summary>How many of them would have reached the goal meanwhile on their own, and how many could be seen to be persuaded.</summary>
    /// <param name="aloneBy">The part of customers who reach the goal on their own by a time after the entry.</param>
    public (double Alone, double Seen) Expected(Func<Duration, double> aloneBy)
    {
        var (alone, seen) = (0.0, 0.0);
        foreach (var ((sinceEntry, exposure), count) in _exposures)
        {
            var (from, to) = (Duration.FromHours(sinceEntry), Duration.FromHours(sinceEntry + exposure));
            var before = Math.Min(aloneBy(from), 1 - 1e-9);
            var meanwhile = (aloneBy(to) - before) / (1 - before);
            alone += count * meanwhile;
            seen += count * (1 - meanwhile) * ReadingTimes.PartBy(Duration.FromHours(exposure));
        }

        return (alone, seen);
    }
}
