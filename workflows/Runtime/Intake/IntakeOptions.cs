using Campaigns.Model.Messages;
using NodaTime;

namespace Campaigns.Runtime.Intake;

/// <summary>How events of one customer are taken when many come at the same moment.</summary>
public sealed record IntakeOptions
{
    /// <summary>
    /// The most events in one unit of work: each has a row that must be in the batch that decides, and a batch of the
    /// store holds 100. A caller's own list is never divided for it.
    /// </summary>
    public int MaxTogether { get; init; } = MaxInUnit;

    /// <summary>The most events of one customer that may wait in this process; whoever brings more is asked to come again.</summary>
    public int MaxWaiting { get; init; } = 4096;

    /// <summary>
    /// Whether callers wait for each other and are served together. If not, each decides at once and all but one meet a
    /// conflict: for comparisons.
    /// </summary>
    public bool Grouped { get; init; } = true;

    /// <summary>The longest pause after the first conflict; it doubles with each further one.</summary>
    public Duration FirstPause { get; init; } = Duration.FromMilliseconds(10);

    /// <summary>The longest pause after any conflict.</summary>
    public Duration LongestPause { get; init; } = Duration.FromMilliseconds(500);

    /// <summary>Where the length of a pause is drawn from.</summary>
    public Random Random { get; init; } = Random.Shared;

    /// <summary>The words by which customers refuse messages in a reply, take that back, and ask for help.</summary>
    public Func<ReplyWords> Replies { get; init; } = static () => ReplyWords.Carriers;

    /// <summary>The most events that one unit of work can hold.</summary>
    internal const int MaxInUnit = 64;
}
