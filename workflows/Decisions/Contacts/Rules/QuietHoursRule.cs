using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Decisions.Contacts.Rules;

/// <summary>
/// Nothing from <c>From ≤ local time &lt; To</c>, each resolved by <see cref="ZoneClock"/>: a quiet time that lies in what
/// the zone skips does not exist that day.
/// </summary>
internal sealed class QuietHoursRule(QuietHours quiet, DateTimeZone zone, CustomerId customer) : ITimingRule
{
    public Instant? Until(Instant at) => EndOf(at) is { } end ? end + Spread() : null;

    public BlockingReason Explain(Instant at) => new(quiet.Reason) { Frees = EndOf(at) };

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
        var start = zone.InstantOf(day + quiet.From);
        if (at < start)
            return null;
        var lastDay = quiet.To <= quiet.From ? day.PlusDays(1) : day;
        var end = zone.InstantOf(lastDay + quiet.To);
        return at < end ? end : null;
    }

    /// <summary>The customer's own part of the spread, so that nobody's 09:00 is everybody's 09:00.</summary>
    private Duration Spread() => quiet.Spread > Duration.Zero
        ? Duration.FromSeconds((long)(StableHash.Of(customer.Value) % (ulong)Math.Max(1, (long)quiet.Spread.TotalSeconds)))
        : Duration.Zero;
}
