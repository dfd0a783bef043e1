using System.Collections.Immutable;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Customers.Preferences;
using Campaigns.Model.Timeline;
using NodaTime;

namespace Campaigns.Decisions.Contacts;

/// <summary>The contact policy as one customer's preferences narrow it.</summary>
public static class PersonalRules
{
    /// <summary>The reason of a message put off to the customer's preferred hours.</summary>
    public const string PreferredHoursReason = ContactReason.PreferredHours;

    /// <summary>The cap of the number of messages a month the customer prefers.</summary>
    public const string MonthCap = "preference-month";

    private static readonly Duration Month = Duration.FromDays(30);
    private static readonly Duration LongestSpread = Duration.FromMinutes(30);

    /// <summary>The policy with the customer's preferences added; the policy itself when there are none.</summary>
    public static ContactPolicy For(this ContactPolicy policy, CustomerProfile profile)
    {
        if (profile.Preferences is not { } preferences || preferences is { Less: false, MostPerMonth: null, Hours: null })
            return policy;
        var caps = preferences.Less ? [.. policy.Caps.Select(Halved)] : policy.Caps;
        return policy with
        {
            Caps = preferences.MostPerMonth is { } max ? caps.Add(new FrequencyCap(MonthCap, max, new CapWindow.Rolling(Month))) : caps,
            QuietHours = preferences.Hours is { } hours ? policy.QuietHours.Add(OutsideOf(hours)) : policy.QuietHours,
        };
    }

    /// <summary>The channels of a send in the order this customer likes.</summary>
    public static ImmutableArray<Channel> Order(ImmutableArray<Channel> channels, CustomerPreferences? preferences) =>
        preferences?.Channel is { } preferred && channels.IndexOf(preferred) > 0 ? [preferred, .. channels.Remove(preferred)] : channels;

    private static FrequencyCap Halved(FrequencyCap cap) => cap with { Limit = cap.Limit == 0 ? 0 : Math.Max(1, cap.Limit / 2) };

    private static QuietHours OutsideOf(PreferredHours hours)
    {
        // Not all who like 18:00 at 18:00 sharp, but within the time they like.
        var length = Period.Between(hours.From, hours.To, PeriodUnits.Ticks).Ticks;
        var half = Duration.FromTicks((length > 0 ? length : length + NodaConstants.TicksPerDay) / 2);
        return new QuietHours([], [], hours.To, hours.From, Duration.Min(LongestSpread, half)) { Reason = PreferredHoursReason };
    }
}
