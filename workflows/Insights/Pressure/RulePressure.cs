namespace Campaigns.Insights.Pressure;

/// <summary>What one reason code did to messages.</summary>
/// <param name="Reason">The code: <c>gap</c>, <c>cap:marketing-month</c>, <c>outranked:renewal-countdown</c>, …</param>
public sealed record RulePressure(string Reason)
{
    /// <summary>Messages it held back: put off, bumped, refused, or withdrawn by a rule; each counted once, however often.</summary>
    public long Messages { get; init; }

    /// <summary>Of those, the ones that were sent later all the same.</summary>
    public long SentLater { get; init; }

    /// <summary>How often it put a message off.</summary>
    public long PutOff { get; init; }

    /// <summary>How often it took a slot from a message that had one, for a more important one.</summary>
    public long Bumped { get; init; }

    /// <summary>How often it refused a message.</summary>
    public long Refused { get; init; }

    /// <summary>
    /// How often a message that had a slot was withdrawn. Where the reason is the outcome of an exit, it is not among
    /// <see cref="Messages"/>.
    /// </summary>
    public long Withdrawn { get; init; }
}
