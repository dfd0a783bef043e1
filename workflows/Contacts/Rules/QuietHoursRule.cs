using NodaTime;
using NodaTime.TimeZones;

namespace Campaigns.Workflows.Contacts.Rules;

/// <summary>
/// Nothing from <c>From ≤ local time &lt; To</c>. A local time that the zone skips moves to the end of the skip, so a quiet
/// time that lies in the skip does not exist that day; an ambiguous one is its first occurrence.
/// </summary>
internal sealed class QuietHoursRule(QuietHours quiet, DateTimeZone zone, CustomerId customer) : ITimingRule
{
    private static readonly ZoneLocalMappingResolver Resolver =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    public Instant? Until(Instant at) => EndOf(at) is { } end ? end + Spread() : null;

    public Blocking Explain(Instant at) => new("quiet-hours") { Frees = EndOf(at) };

    private Instant? EndOf(Instant at)
    {
        var today = at.InZone(zone).Date;
        // A quiet time that crosses midnight may have begun yesterday.
        return EndWithin(at, today.PlusDays(-1)) ?? EndWithin(at, today);
    }

    private Instant? EndWithin(Instant at, LocalDate day)
    {
        if (!quiet.Weekdays.IsEmpty && !quiet.Weekdays.Contains(day.DayOfWeek))
            return null;
        var start = zone.ResolveLocal(day + quiet.From, Resolver).ToInstant();
        if (at < start)
            return null;
        var lastDay = quiet.To <= quiet.From ? day.PlusDays(1) : day;
        var end = zone.ResolveLocal(lastDay + quiet.To, Resolver).ToInstant();
        return at < end ? end : null;
    }

    /// <summary>The customer's own part of the spread, so that nobody's 09:00 is everybody's 09:00.</summary>
    private Duration Spread() => quiet.Spread > Duration.Zero
        ? Duration.FromSeconds((long)(StableHash.Of(customer.Value) % (ulong)Math.Max(1, (long)quiet.Spread.TotalSeconds)))
        : Duration.Zero;
}
