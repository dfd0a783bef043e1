using NodaTime;

namespace Campaigns.Model.Events;

/// <summary>How far events may be dated ahead of their receipt.</summary>
public static class EventClock
{
    /// <summary>Clocks differ a little; an answer from the future would outrank every later one.</summary>
    public static readonly Duration Ahead = Duration.FromMinutes(5);

    /// <summary>Whether a time lies so far ahead that the event counts from its receipt.</summary>
    public static bool IsAhead(Instant time, Instant now) => time > now + Ahead;
}
