using NodaTime;

namespace Campaigns.Definitions.Expressions.Compiled;

/// <summary>One evaluation of a compiled expression: what it sees, and until when its value stays as it is.</summary>
/// <param name="names">The values by name.</param>
/// <param name="now">The instant, in the customer's zone.</param>
internal ref struct Evaluation(ScopeNames names, ZonedDateTime now)
{
    /// <summary>The values by name.</summary>
    public readonly ScopeNames Names => names;

    /// <summary>The instant, in the customer's zone.</summary>
    public readonly ZonedDateTime Now => now;

    /// <summary>The customer's zone.</summary>
    public readonly DateTimeZone Zone => now.Zone;

    /// <summary>
    /// Whether a value came up about which only Scriban knows what to do: the expression is then evaluated by it from the beginning, which
    /// comes to the same, since expressions change nothing.
    /// </summary>
    public bool IsGivenUp { get; private set; }

    /// <summary>
    /// While the data stay as they are, the node that was evaluated last has the same value at every instant before this; later than all
    /// instants: at every instant.
    /// </summary>
    public Instant SameUntil { get; set; } = Instant.MaxValue;

    /// <summary>Leaves the expression to Scriban.</summary>
    public object? GiveUp()
    {
        IsGivenUp = true;
        return null;
    }
}
