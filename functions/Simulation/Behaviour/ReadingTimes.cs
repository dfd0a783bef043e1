using NodaTime;

namespace Campaigns.Simulation.Behaviour;

/// <summary>
/// When customers read a message that was delivered, and when they do what it asks: evenly within these bounds. Nobody learns them; what is
/// learned of persuasion is learned by them.
/// </summary>
internal static class ReadingTimes
{
    /// <summary>The soonest they read.</summary>
    public static readonly Duration Earliest = Duration.FromMinutes(3);

    /// <summary>The latest.</summary>
    public static readonly Duration Latest = Duration.FromHours(20);

    /// <summary>They act after a whole number of hours from one to this.</summary>
    public const int MostHours = 60;

    /// <summary>Who is persuaded has acted by then.</summary>
    public static readonly Duration All = Latest + Duration.FromHours(MostHours);

    /// <summary>The part of those persuaded who have acted so long after the delivery.</summary>
    public static double PartBy(Duration since)
    {
        var (hours, sum) = (since.TotalHours, 0.0);
        for (var wait = 1; wait <= MostHours; wait++)
            sum += Math.Clamp((hours - wait - Earliest.TotalHours) / (Latest - Earliest).TotalHours, 0, 1);
        return sum / MostHours;
    }
}
