using System.Collections.Immutable;
using Campaigns.Decisions.Contacts;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model.Timeline;
using NodaTime;

namespace Campaigns.Decisions.Tests.Contacts;

/// <summary>The contact policy written down a second time, as plainly as can be: is this instant allowed, yes or no.</summary>
internal static class ContactPolicyOracle
{
    /// <summary>Whether a message may go at an instant, given what else is on the ledger.</summary>
    public static bool Allows(ContactPolicy policy, LedgerEntry message, ContactLedger others, DateTimeZone zone)
    {
        var exempt = policy.Exempt.Contains(message.Category);
        if (exempt && message.AnyHour)
            return true;
        // What a customer prefers holds no notice back; the night does.
        var quietHours = policy.QuietHours.Where(quiet => !exempt || quiet.Reason == ContactReason.QuietHours);
        if (quietHours.Any(quiet => IsQuiet(quiet, message.At, zone)))
            return false;
        if (exempt)
            return true;
        var binding = others.Entries.Where(other => other.Message != message.Message && Binds(policy, other, message)).ToList();
        return KeepsGap(policy, message, binding) && policy.Caps.All(cap => KeepsCap(policy, cap, message, binding, zone));
    }

    /// <summary>Whether messages kept every rule, each against those that went out before it, in this order.</summary>
    public static bool Kept(ContactPolicy policy, IReadOnlyList<LedgerEntry> sent, DateTimeZone zone) =>
        sent.Select((message, i) =>
            Allows(policy, message, sent.Take(i).Aggregate(ContactLedger.Empty, (before, one) => before.With(one)), zone))
            .All(kept => kept);

    private static bool Binds(ContactPolicy policy, LedgerEntry other, LedgerEntry message) => other.Status switch
    {
        ContactStatus.Planned =>
            policy.LookAhead > Duration.Zero && other.Priority > message.Priority && other.At - message.At <= policy.LookAhead,
        ContactStatus.Reserved => other.Priority >= message.Priority || policy.Exempt.Contains(other.Category),
        _ => true,
    };

    private static bool KeepsGap(ContactPolicy policy, LedgerEntry message, IEnumerable<LedgerEntry> others) =>
        policy.Gap is not { } gap || !Has(gap.Categories, message, policy)
        || others.All(other =>
            !Has(gap.Categories, other, policy) || (other.At - message.At >= gap.Min || message.At - other.At >= gap.Min));

    private static bool KeepsCap(
        ContactPolicy policy, FrequencyCap cap, LedgerEntry message, IEnumerable<LedgerEntry> others, DateTimeZone zone)
    {
        if (!Has(cap.Limits, message, policy) || (cap.Channels.Count > 0 && !cap.Channels.Contains(message.Channel)))
            return true;
        var counted = others.Where(other =>
            Has(cap.Counts, other, policy) && (cap.Channels.Count == 0 || cap.Channels.Contains(other.Channel)))
            .Select(other => other.At).Append(message.At).ToList();
        if (cap.Window is CapWindow.Rolling rolling)
        {
            // A half-open window is fullest when it begins with one of the contacts.
            return counted.Where(begin => begin <= message.At && message.At - begin < rolling.Length)
                .All(begin => counted.Count(at => at >= begin && at - begin < rolling.Length) <= cap.Limit);
        }

        var unit = ((CapWindow.Calendar)cap.Window).Unit;
        return counted.Count(at => UnitOf(at) == UnitOf(message.At)) <= cap.Limit;

        LocalDate UnitOf(Instant at)
        {
            var day = at.InZone(zone).Date;
            return unit switch
            {
                CalendarUnit.Day => day,
                CalendarUnit.Month => new LocalDate(day.Year, day.Month, 1),
                _ => Enumerable.Range(0, 7).Select(back => day.PlusDays(-back)).First(d => d.DayOfWeek == policy.WeekStart),
            };
        }
    }

    private static bool Has(ImmutableHashSet<string> categories, LedgerEntry entry, ContactPolicy policy) =>
        categories.Count == 0 ? !policy.Exempt.Contains(entry.Category) : categories.Contains(entry.Category);

    /// <summary>
    /// Walks over the days around: from the first occurrence of the one time to that of the other, skipped ones moved to the end of the
    /// skip.
    /// </summary>
    private static bool IsQuiet(QuietHours quiet, Instant at, DateTimeZone zone)
    {
        for (var back = 0; back <= 1; back++)
        {
            var day = at.InZone(zone).Date.PlusDays(-back);
            var (begin, end) = (First(day + quiet.From), First((quiet.To <= quiet.From ? day.PlusDays(1) : day) + quiet.To));
            if (at >= begin && at < end)
                return true;
        }

        return false;

        Instant First(LocalDateTime local)
        {
            var mapping = zone.MapLocal(local);
            return mapping.Count == 0 ? mapping.LateInterval.Start : mapping.First().ToInstant();
        }
    }
}
