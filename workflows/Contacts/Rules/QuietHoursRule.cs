using NodaTime;
using NodaTime.TimeZones;

namespace Campaigns.Workflows.Contacts.Rules;

/// <summary>
/// Nothing from <c>From ≤ local time &lt; To</c>. A local time that the zone skips moves to the end of the skip, so a quiet
/// time that lies in the skip does not exist that day; an ambiguous one is its first occurrence.
/// </summary>
internal sealed class QuietHoursRule(QuietHours quiet, DateTimeZone zone, ulong spreadHash) : ITimingRule
{
    private static readonly ZoneLocalMappingResolver Resolver =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    public Block? Blocks(Instant at)
    {
        var today = at.InZone(zone).Date;
        // A quiet time that crosses midnight may have begun yesterday.
        return Within(at, today.PlusDays(-1)) ?? Within(at, today);
    }

    private Block? Within(Instant at, LocalDate day)
    {
        if (!quiet.Weekdays.IsEmpty && !quiet.Weekdays.Contains(day.DayOfWeek))
            return null;
        var start = zone.ResolveLocal(day + quiet.From, Resolver).ToInstant();
        var lastDay = quiet.To <= quiet.From ? day.PlusDays(1) : day;
        var end = zone.ResolveLocal(lastDay + quiet.To, Resolver).ToInstant();
        if (at < start || at >= end)
            return null;
        var spread = quiet.Spread > Duration.Zero ? Duration.FromSeconds((long)(spreadHash % (ulong)Math.Max(1, (long)quiet.Spread.TotalSeconds))) : Duration.Zero;
        return new(new("quiet-hours") { Frees = end }, end + spread);
    }
}
