using Campaigns.Model;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Definitions.Journeys;

/// <summary>A time as a journey names it: exact, or on the clock of the contact policy's zone.</summary>
/// <param name="Local">What the clock shows.</param>
/// <param name="Offset">Its distance from UTC; null: that of the zone.</param>
public sealed record ActiveTime(LocalDateTime Local, Offset? Offset)
{
    private static readonly LocalDateTimePattern LocalText = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm");
    private static readonly OffsetDateTimePattern ExactText =
        OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mmo<Z+HH:mm>");

    /// <summary>Reads <c>2026-07-01T09:00</c>, <c>2026-07-01T09:00+08:00</c> or <c>2026-07-01T01:00Z</c>; null: it is none.</summary>
    public static ActiveTime? TryRead(string text) =>
        LocalText.Parse(text) is { Success: true, Value: var local } ? new ActiveTime(local, null)
        : ExactText.Parse(text) is { Success: true, Value: var exact } ? new ActiveTime(exact.LocalDateTime, exact.Offset)
        : null;

    /// <summary>When that is.</summary>
    /// <param name="zone">The contact policy's zone.</param>
    public Instant In(DateTimeZone zone) => Offset is { } offset ? Local.WithOffset(offset).ToInstant() : zone.InstantOf(Local);
}
