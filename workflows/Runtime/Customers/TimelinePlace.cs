namespace Campaigns.Runtime.Customers;

/// <summary>A place on a timeline.</summary>
/// <param name="Batch">The number of a unit of work.</param>
/// <param name="Events">How many of its events lie before.</param>
public readonly record struct TimelinePlace(long Batch, int Events)
{
    private const int MaxEvents = 1_000_000; // of a unit of work, which has two megabytes

    /// <summary>The greatest that <see cref="Number"/> can be.</summary>
    public const long MaxNumber = long.MaxValue / MaxEvents * MaxEvents;

    /// <summary>The place as one number; 0 is the beginning.</summary>
    public long Number => (Batch * MaxEvents) + Events;

    /// <summary>The place of a number.</summary>
    public static TimelinePlace Of(long number) => new(number / MaxEvents, (int)(number % MaxEvents));
}
