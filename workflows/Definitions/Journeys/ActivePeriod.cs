using NodaTime;

namespace Campaigns.Definitions.Journeys;

/// <summary>The time in which customers may enter a journey; who has entered goes on beyond it.</summary>
/// <param name="From">Its first instant; null: since ever.</param>
/// <param name="Until">The first instant after it; null: for ever.</param>
public sealed record ActivePeriod(ActiveTime? From, ActiveTime? Until)
{
    /// <summary>Whether customers may enter at an instant.</summary>
    /// <param name="instant">The instant.</param>
    /// <param name="zone">The contact policy's zone.</param>
    public bool Contains(Instant instant, DateTimeZone zone) => !IsBefore(instant, zone) && !IsOver(instant, zone);

    /// <summary>Whether it has yet to begin.</summary>
    public bool IsBefore(Instant instant, DateTimeZone zone) => From is { } from && instant < from.In(zone);

    /// <summary>Whether it is over.</summary>
    public bool IsOver(Instant instant, DateTimeZone zone) => Until is { } until && instant >= until.In(zone);
}
