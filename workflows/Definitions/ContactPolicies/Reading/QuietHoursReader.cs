using System.Collections.Immutable;
using Campaigns.Definitions.Json;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Definitions.ContactPolicies.Reading;

/// <summary>Reads the times of day when nothing is sent.</summary>
internal static class QuietHoursReader
{
    private static readonly Duration Day = Duration.FromHours(24);

    public static ImmutableArray<QuietHours> ReadAll(JsonCursor at) =>
        [.. at.AsList("a list of quiet hours such as [ { \"from\": \"21:00\", \"to\": \"09:00\" } ]").Select(Read).OfType<QuietHours>()];

    private static QuietHours? Read(JsonCursor at)
    {
        if (at.AsObject("an object such as { \"from\": \"21:00\", \"to\": \"09:00\" }", "channels", "weekdays", "from", "to", "spread")
            is not { } quiet)
            return null;
        var channels = quiet["channels"]?.AsDistinct<Channel>("a list of channels such as [\"sms\"]", c => c.AsChannel()) ?? [];
        var weekdays = quiet["weekdays"]?.AsDistinct<IsoDayOfWeek>("a list of weekdays such as [\"sunday\"]", d => d.AsWeekday()) ?? [];
        var from = quiet.Required("from", "\"from\": \"21:00\"")?.AsTimeOfDay();
        var to = quiet.Required("to", "\"to\": \"09:00\"")?.AsTimeOfDay();
        ReportEmptyLists(quiet);
        if (from is not null && from == to && weekdays.Length is 0 or 7)
            at.Error("always-quiet",
                $"quiet from {from:HH\\:mm} to the same time every day leaves no time to send at all; shorten it, or name the weekdays");
        return new QuietHours(channels, weekdays, from ?? LocalTime.Midnight, to ?? LocalTime.Noon, ReadSpread(quiet));
    }

    /// <summary>An empty list would mean "all", the opposite of what it says.</summary>
    private static void ReportEmptyLists(JsonObjectCursor quiet)
    {
        foreach (var name in new[] { "channels", "weekdays" })
        {
            if (quiet[name] is { IsEmptyList: true } empty)
                empty.Error("empty", $"an empty list of {name} says nothing; leave \"{name}\" out to mean all of them");
        }
    }

    private static Duration ReadSpread(JsonObjectCursor quiet)
    {
        if (quiet["spread"] is not { } at || at.AsDuration(PeriodSign.NotNegative) is not { } spread)
            return Duration.Zero;
        if (spread >= Day)
            at.Error("out-of-range", "the spread must be shorter than a day, or it reaches the next quiet time");
        return spread;
    }
}
