using System.Collections.Immutable;
using Campaigns.Definitions.ContactPolicies;
using NodaTime;

namespace Campaigns.Decisions.Contacts;

/// <summary>How far back any rule of a policy still looks.</summary>
public static class LedgerHorizon
{
    /// <summary>Reports about a message come in for this long, so it stays known at least as long.</summary>
    private static readonly Duration Reports = Duration.FromDays(30);

    /// <summary>The longest window of the policy, with a day to spare for zones; at least thirty days.</summary>
    public static Duration Of(ContactPolicy policy)
    {
        var longest = Duration.Max(Reports, Longest(policy.Caps));
        if (policy.Gap is { } gap)
            longest = Duration.Max(longest, gap.Min);
        return longest + Duration.FromDays(1);
    }

    /// <summary>The longest window of the shared caps, with a day to spare for zones.</summary>
    public static Duration OfShared(ContactPolicy policy) => Longest(policy.SharedCaps) + Duration.FromDays(1);

    private static Duration Longest(ImmutableArray<FrequencyCap> caps)
    {
        var longest = Duration.Zero;
        foreach (var cap in caps)
        {
            var length = cap.Window switch
            {
                CapWindow.Rolling rolling => rolling.Length,
                CapWindow.Calendar { Unit: CalendarUnit.Day } => Duration.FromDays(1),
                CapWindow.Calendar { Unit: CalendarUnit.Week } => Duration.FromDays(7),
                _ => Duration.FromDays(31),
            };
            longest = Duration.Max(longest, length);
        }

        return longest;
    }
}
