namespace Campaigns.Definitions.Validation;

/// <summary>A journey that is never active takes no entries, which nobody means.</summary>
internal static class ActivePeriodCheck
{
    public static void Run(CheckedJourney journey)
    {
        var zone = journey.Context.ContactPolicy.TimeZone;
        if (journey.Definition.Active is { From: { } from, Until: { } until } && until.In(zone) <= from.In(zone))
            journey.Error("/activeUntil", "never-active",
                "\"activeUntil\" is not after \"activeFrom\", so nobody could ever enter; write a later time, or leave one of the two out");
    }
}
