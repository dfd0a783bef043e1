using System.Diagnostics;
using Campaigns.Runtime.Customers;

namespace Campaigns.Runtime.Intake;

/// <summary>Events of one customer that are taken together or not at all, and what became of them.</summary>
/// <param name="events">At least one.</param>
internal sealed class EventUnit(IReadOnlyList<CustomerEvent> events)
{
    /// <summary>The events, in order.</summary>
    public IReadOnlyList<CustomerEvent> Events => events;

    /// <summary>Whether they are one statement: all data is written before any of it is reacted to.</summary>
    public bool IsStatement { get; init; }

    /// <summary>For each event whether it had not been taken before.</summary>
    public bool[] Fresh { get; } = new bool[events.Count];

    /// <summary>Whether one of them was taken before with other data; then none of them is taken.</summary>
    public bool Differs { get; set; }

    /// <summary>Whether the customer's data had been erased, so that nothing was changed.</summary>
    public bool Erased { get; set; }

    /// <summary>What became of all of them.</summary>
    public EventTaking Taking => new(Fresh.Contains(true), Failure) { Differs = Differs, Erased = Erased };

    /// <summary>The span in which they came; they may be taken in another caller's.</summary>
    public Activity? Origin { get; } = Activity.Current;

    /// <summary>Whether all of it is stored.</summary>
    public bool Taken { get; set; }

    /// <summary>Why it was not taken, or what went wrong after it was.</summary>
    public Exception? Failure { get; set; }
}
