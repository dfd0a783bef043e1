using System.Collections.Immutable;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using NodaTime;

namespace Campaigns.Decisions.Contacts.Rules;

/// <summary>The timing rules that apply to a message, in the order in which they name the reason.</summary>
internal sealed class TimingRules
{
    private readonly List<ITimingRule> _rules = [];
    private readonly GapRule? _gap;
    private readonly List<(CapRule Cap, List<LedgerEntry> Lower)> _caps = [];
    private readonly List<LedgerEntry> _lowerOfGap = [];

    public TimingRules(
        ContactClaim claim, CompetingContacts competing, ContactPolicy policy, CustomerId customer, DateTimeZone zone, int? limitOverride)
    {
        // A notice the law requires is held back by no cap or gap, even one that names its category; but it lets people sleep, unless its
        // journey says that it cannot wait. What the customer prefers does not hold it.
        var exempt = policy.Exempt.Contains(claim.Category);
        if (exempt && claim.AnyHour)
            return;
        foreach (var quiet in policy.QuietHours)
        {
            if (exempt && quiet.Reason != ContactReason.QuietHours)
                continue;
            if (quiet.Channels.IsEmpty || quiet.Channels.Contains(claim.Channel))
                _rules.Add(new QuietHoursRule(quiet, zone, customer));
        }

        if (exempt)
            return;
        List<LedgerEntry> near = [];
        if (policy.Gap is { } gap && Includes(gap.Categories, claim.Category, exempt: false))
        {
            List<LedgerEntry> OfGap(List<LedgerEntry> contacts) =>
                contacts.FindAll(entry => Includes(gap.Categories, entry.Category, policy.Exempt.Contains(entry.Category)));
            var taken = OfGap(competing.Taken);
            _gap = new GapRule(gap.Min, taken);
            _lowerOfGap = OfGap(competing.Lower);
            near = CompetingContacts.Merge(
                taken.FindAll(entry => entry.Status == ContactStatus.Reserved && claim.IsOutrankedBy(entry)),
                OfGap(competing.Planned));
        }

        var planned = new List<(CapRule, List<LedgerEntry>)>();
        foreach (var cap in policy.Caps)
        {
            if (!Holds(cap, claim))
                continue;
            var rule = Rule(cap, Counted(competing.Taken, cap, policy), policy, zone, limitOverride);
            _caps.Add((rule, Counted(competing.Lower, cap, policy)));
            if (Counted(competing.Planned, cap, policy) is { Count: > 0 } ahead)
                planned.Add((rule, ahead));
        }

        if (near.Count > 0 || planned.Count > 0)
            _rules.Add(new OutrankedRule(_gap, near, planned, policy.LookAhead, claim.Journey));
        if (_gap is not null)
            _rules.Add(_gap);
        foreach (var (cap, _) in _caps)
            _rules.Add(cap);
    }

    /// <summary>The first rule that forbids an instant, or null.</summary>
    public ITimingRule? FirstAgainst(Instant at)
    {
        foreach (var rule in _rules)
        {
            if (rule.Until(at) is not null)
                return rule;
        }

        return null;
    }

    /// <summary>
    /// The earliest instant from <paramref name="from"/> on that every rule allows. Each rule moves the candidate on as
    /// far as it allows nothing itself; when none moves it any more, all allow it. Only forbidden instants are passed
    /// over, so nothing earlier is missed.
    /// </summary>
    /// <returns>Null when there is none up to <paramref name="last"/>.</returns>
    public Instant? Earliest(Instant from, Instant last)
    {
        var at = from;
        while (at <= last)
        {
            var before = at;
            foreach (var rule in _rules)
            {
                if (rule.Until(at) is not { } until)
                    continue;
                at = until;
                break;
            }

            if (at == before)
                return at;
        }

        return null;
    }

    /// <summary>
    /// The contacts of lower priority that must make way for a message at this instant: all within the gap, and as few as
    /// the caps need, the least first and of equals the latest.
    /// </summary>
    public List<LedgerEntry> Displaced(Instant at)
    {
        var displaced = _gap is null ? [] : _lowerOfGap.FindAll(entry => _gap.IsNear(entry, at));
        var forCaps = new List<LedgerEntry>();
        foreach (var (cap, lower) in _caps)
        {
            var staying = lower.FindAll(entry => !displaced.Contains(entry) && !forCaps.Contains(entry));
            while (staying.Count > 0 && CompetingContacts.Merge(cap.Counted, staying) is var together && cap.Find(together, at) is { } full)
            {
                var min = together.GetRange(full.First, full.Count).Where(staying.Contains).MinBy(Rank)!;
                staying.Remove(min);
                forCaps.Add(min);
            }
        }

        // What a later cap took may have made room for what an earlier one had taken.
        foreach (var entry in forCaps.OrderByDescending(Rank).ToList())
        {
            if (_caps.TrueForAll(cap => HasRoom(cap, entry)))
                forCaps.Remove(entry);
        }

        displaced.AddRange(forCaps);
        return displaced;

        static (int, long) Rank(LedgerEntry entry) => (entry.Priority, -entry.At.ToUnixTimeTicks());

        bool HasRoom((CapRule Cap, List<LedgerEntry> Lower) cap, LedgerEntry back) =>
            cap.Cap.Find(
                CompetingContacts.Merge(cap.Cap.Counted,
                    cap.Lower.FindAll(entry => entry == back || (!displaced.Contains(entry) && !forCaps.Contains(entry)))), at) is null;
    }

    private static bool Holds(FrequencyCap cap, ContactClaim claim) =>
        Includes(cap.Limits, claim.Category, exempt: false)
        && (cap.Channels.Count == 0 || cap.Channels.Contains(claim.Channel))
        && (cap.Journeys.Count == 0 || cap.Journeys.Contains(claim.Journey.Value));

    private static List<LedgerEntry> Counted(List<LedgerEntry> contacts, FrequencyCap cap, ContactPolicy policy) =>
        contacts.FindAll(entry =>
        Includes(cap.Counts, entry.Category, policy.Exempt.Contains(entry.Category))
        && (cap.Channels.Count == 0 || cap.Channels.Contains(entry.Channel))
        && (cap.Journeys.Count == 0 || cap.Journeys.Contains(entry.Enrollment.Journey.Value)));

    private static CapRule Rule(FrequencyCap cap, List<LedgerEntry> counted, ContactPolicy policy, DateTimeZone zone, int? limitOverride)
    {
        var limit = Math.Min(cap.Limit, Math.Max(0, limitOverride ?? cap.Limit));
        return cap.Window switch
        {
            CapWindow.Rolling rolling => new RollingCapRule(cap, limit, rolling.Length, counted),
            CapWindow.Calendar calendar =>
                new CalendarCapRule(cap, limit, new CalendarWindow(calendar.Unit, policy.WeekStart, zone), counted),
            _ => throw new ArgumentOutOfRangeException(nameof(cap), cap.Window, "unknown window"),
        };
    }

    /// <summary>Whether a list of categories, empty meaning all but the exempt, includes one.</summary>
    private static bool Includes(ImmutableHashSet<string> categories, string category, bool exempt) =>
        categories.Count == 0 ? !exempt : categories.Contains(category);
}
