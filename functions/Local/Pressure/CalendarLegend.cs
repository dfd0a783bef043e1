using Campaigns.Insights.Pressure;
using Campaigns.Local.Commands;
using NodaTime;

namespace Campaigns.Local.Pressure;

/// <summary>What stands in a customer's calendar: a sign, a colour and a sentence for each mark.</summary>
internal static class CalendarLegend
{
    /// <summary>One character for the grid.</summary>
    public static char Sign(CalendarMark mark) => mark switch
    {
        CalendarMark.Sent => '●',
        CalendarMark.Unknown => '◐',
        CalendarMark.Failed => '✕',
        CalendarMark.PutOff => '▲',
        CalendarMark.Bumped => '▼',
        CalendarMark.Refused => '✕',
        CalendarMark.Withdrawn => '–',
        CalendarMark.Reserved => '◆',
        CalendarMark.AsksAgain => '△',
        CalendarMark.Planned => '○',
        _ => throw new InvalidOperationException($"{mark} is no mark"),
    };

    /// <summary>A colour of the console.</summary>
    public static string Colour(CalendarMark mark) =>
        mark.IsAhead() ? "blue" : mark.IsHeldBack() || mark == CalendarMark.Failed ? "yellow" : "green";

    /// <summary>What the sign means.</summary>
    public static string Meaning(CalendarMark mark) => mark switch
    {
        CalendarMark.Sent => "sent",
        CalendarMark.Unknown => "possibly sent",
        CalendarMark.Failed or CalendarMark.Refused => "not sent",
        CalendarMark.PutOff => "deferred",
        CalendarMark.Bumped => "displaced",
        CalendarMark.Withdrawn => "withdrawn",
        CalendarMark.Reserved => "reserved",
        CalendarMark.AsksAgain => "retried",
        CalendarMark.Planned => "planned",
        _ => throw new InvalidOperationException($"{mark} is no mark"),
    };

    /// <summary>The sentence; the journey is said beside it.</summary>
    public static string Sentence(CalendarEntry entry, DateTimeZone zone)
    {
        var by = entry.Channel is { } channel ? $" by {channel}" : "";
        var why = DisplayText.Reason(entry.Reason);
        var until = entry.Until is { } instant ? $"; retried {TimelineEventFormatter.At(instant, zone)}" : "";
        return entry.Mark switch
        {
            CalendarMark.Sent => $"{entry.Step} was sent{by}",
            CalendarMark.Unknown => $"{entry.Step} was possibly sent{by}: {why}",
            CalendarMark.Failed => $"{entry.Step} failed{by}: {why}",
            CalendarMark.PutOff => $"{entry.Step} was deferred: {why}{until}",
            CalendarMark.Bumped => $"{entry.Step} was displaced: {why}{until}",
            CalendarMark.Refused => $"{entry.Step} was not sent: {why}",
            CalendarMark.Withdrawn => $"{entry.Step} was withdrawn{by}: {why}",
            CalendarMark.Reserved => $"{entry.Step} is reserved{by}",
            CalendarMark.AsksAgain => $"{entry.Step} will be retried: {why}",
            CalendarMark.Planned => $"{entry.Step} is planned{by}",
            _ => throw new InvalidOperationException($"{entry.Mark} is no mark"),
        };
    }
}
