using System.Collections.Immutable;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using NodaTime;

namespace Campaigns.Decisions.Contacts.Rules;

/// <summary>
/// The timing rules that apply to a message, in the order in which they name the reason. They see the contacts as these are shown to the
/// message, for as long as they are.
/// </summary>
internal sealed class TimingRules
{
    private readonly PlacedContacts _contacts;
    private readonly List<ITimingRule> _rules;
    private readonly GapRule? _gap;
    private readonly List<CapRule> _caps = [];

    public TimingRules(
        ContactClaim claim, PlacedContacts contacts, ContactPolicy policy, CustomerId customer, DateTimeZone zone, int? limitOverride,
        SharedCapRules? shared)
    {
        _contacts = contacts;
        _rules = new(policy.QuietHours.Length + policy.Caps.Length + 2);
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
        if (policy.Gap is { } gap && Includes(gap.Categories, claim.Category, exempt: false))
            _gap = new GapRule(contacts, gap.Min);
        for (var i = 0; i < policy.Caps.Length; i++)
        {
            if (Holds(policy.Caps[i], claim))
                _caps.Add(Rule(policy.Caps[i], i, contacts, policy, zone, limitOverride));
        }

        _rules.Add(new OutrankedRule(contacts, claim, _gap, _caps));
        if (_gap is not null)
            _rules.Add(_gap);
        _rules.AddRange(_caps);
        if (shared is not null)
            _rules.AddRange(shared.Rules);
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
    /// over, so nothing earlier is missed, and the order of the rules does not matter: those that reckon with a calendar come last.
    /// </summary>
    /// <param name="from">Where the search begins.</param>
    /// <param name="last">Where it ends.</param>
    /// <param name="reached">How far it has come: nothing before is allowed.</param>
    /// <returns>Null when there is none up to <paramref name="last"/>.</returns>
    public Instant? Earliest(Instant from, Instant last, out Instant reached)
    {
        reached = from;
        var moved = true;
        while (moved && reached <= last)
        {
            moved = false;
            for (var i = _rules.Count - 1; i >= 0; i--)
            {
                while (reached <= last && _rules[i].Until(reached) is { } until)
                    (reached, moved) = (until, true);
            }
        }

        return reached <= last ? reached : null;
    }

    /// <summary>
    /// The contacts of lower priority that must make way for a message at this instant: all within the gap, and as few as
    /// the caps need, the least first and of equals the latest.
    /// </summary>
    public List<LedgerEntry> Displaced(Instant at)
    {
        var displaced = new List<LedgerEntry>(0);
        var (first, end) = _gap?.Around(at) ?? default;
        for (var i = first; i < end; i++)
        {
            if (_contacts.Span[i] is { Role: ContactRole.Lower, Kind.IsOfGap: true } near)
                Leave(i, near);
        }

        var forCaps = displaced.Count;
        foreach (var cap in _caps)
        {
            while (cap.Find(ContactRole.Taken | ContactRole.Lower, at) is { } full && Least(cap, full, at) is { } least)
                Leave(least, _contacts.Span[least]);
        }

        Return(displaced, forCaps, at);
        return displaced;

        void Leave(int index, in PlacedContact contact)
        {
            displaced.Add(contact.Entry);
            _contacts.SetRole(index, ContactRole.None);
        }
    }

    /// <summary>The place of the contact of a full window that makes way first; null: none does.</summary>
    private int? Least(CapRule cap, FullWindow full, Instant at)
    {
        int? least = null;
        for (var i = full.First; i < full.End; i++)
        {
            if (cap.Counts(i, ContactRole.Lower, at)
                && (least is not { } other || RankOf(_contacts.Span[i].Entry).CompareTo(RankOf(_contacts.Span[other].Entry)) < 0))
                least = i;
        }

        return least;
    }

    /// <summary>What a later cap took may have made room for what an earlier one had taken.</summary>
    private void Return(List<LedgerEntry> displaced, int forCaps, Instant at)
    {
        if (displaced.Count == forCaps)
            return;
        foreach (var entry in displaced.Skip(forCaps).OrderByDescending(RankOf).ToList())
        {
            var index = _contacts.After(entry.At);
            while (_contacts.Span[--index].Entry.Message != entry.Message)
            {
            }

            _contacts.SetRole(index, ContactRole.Lower);
            if (_caps.TrueForAll(cap => cap.Find(ContactRole.Taken | ContactRole.Lower, at) is null))
                displaced.Remove(entry);
            else
                _contacts.SetRole(index, ContactRole.None);
        }
    }

    private static (int, long) RankOf(LedgerEntry entry) => (entry.Priority, -entry.At.ToUnixTimeTicks());

    /// <summary>Whether a cap holds back a message that is not exempt.</summary>
    internal static bool Holds(FrequencyCap cap, ContactClaim claim) =>
        Includes(cap.Limits, claim.Category, exempt: false)
        && (cap.Channels.Count == 0 || cap.Channels.Contains(claim.Channel))
        && (cap.Journeys.Count == 0 || cap.Journeys.Contains(claim.Journey.Value));

    /// <summary>The rule of a cap.</summary>
    internal static CapRule Rule(
        FrequencyCap cap, int number, PlacedContacts contacts, ContactPolicy policy, DateTimeZone zone, int? limitOverride)
    {
        var limit = Math.Min(cap.Limit, Math.Max(0, limitOverride ?? cap.Limit));
        return cap.Window switch
        {
            CapWindow.Rolling rolling => new RollingCapRule(contacts, cap, number, limit, rolling.Length),
            CapWindow.Calendar calendar =>
                new CalendarCapRule(contacts, cap, number, limit, new CalendarWindow(calendar.Unit, policy.WeekStart, zone)),
            _ => throw new ArgumentOutOfRangeException(nameof(cap), cap.Window, "unknown window"),
        };
    }

    /// <summary>Whether a list of categories, empty meaning all but the exempt, includes one.</summary>
    internal static bool Includes(ImmutableHashSet<string> categories, string category, bool exempt) =>
        categories.Count == 0 ? !exempt : categories.Contains(category);
}
