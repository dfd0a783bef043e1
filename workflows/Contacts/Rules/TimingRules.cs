using NodaTime;

namespace Campaigns.Workflows.Contacts.Rules;

/// <summary>A rule about when.</summary>
internal interface ITimingRule
{
    /// <summary>Null when the instant is allowed; otherwise why not, and the first later instant this rule allows.</summary>
    Block? Blocks(Instant at);
}

/// <summary>An instant a rule does not allow.</summary>
/// <param name="Why">The reason.</param>
/// <param name="Until">The first later instant the rule allows.</param>
internal readonly record struct Block(Blocking Why, Instant Until);

/// <summary>The timing rules that apply to a request, in the order in which they name the reason.</summary>
internal static class TimingRules
{
    public static List<ITimingRule> For(
        ContactRequest request, Channel channel, ContactLedger ledger, ContactPolicy policy, CustomerId customer, DateTimeZone zone)
    {
        var rules = new List<ITimingRule>();
        // A notice the law requires is held back by nothing, even where a cap or the gap names its category.
        if (policy.Exempt.Contains(request.Category))
            return rules;
        foreach (var quiet in policy.QuietHours)
        {
            if (quiet.Channels.IsEmpty || quiet.Channels.Contains(channel))
                rules.Add(new QuietHoursRule(quiet, zone, StableHash.Of(customer.Value)));
        }

        if (policy.Gap is { } gap && Includes(gap.Categories, request.Category, exempt: false))
            rules.Add(new GapRule(gap, ledger, policy));
        foreach (var cap in policy.Caps)
        {
            if (!Includes(cap.Limits, request.Category, exempt: false)
                || (cap.Channels.Count > 0 && !cap.Channels.Contains(channel))
                || (cap.Journeys.Count > 0 && !cap.Journeys.Contains(request.Journey.Value)))
                continue;
            var limit = Math.Min(cap.Limit, Math.Max(0, request.LimitOverride ?? cap.Limit));
            var counted = CountedContacts.Of(cap, ledger, policy);
            rules.Add(cap.Window switch
            {
                CapWindow.Rolling rolling => new RollingCapRule(cap, limit, rolling.Length, counted),
                CapWindow.Calendar calendar => new CalendarCapRule(cap, limit, new CalendarWindow(calendar.Unit, policy.WeekStart, zone), counted),
                _ => throw new ArgumentOutOfRangeException(nameof(policy), cap.Window, "unknown window"),
            });
        }

        return rules;
    }

    /// <summary>Whether a list of categories, empty meaning all but the exempt, includes one.</summary>
    public static bool Includes(System.Collections.Immutable.ImmutableHashSet<string> categories, string category, bool exempt) =>
        categories.Count == 0 ? !exempt : categories.Contains(category);
}
