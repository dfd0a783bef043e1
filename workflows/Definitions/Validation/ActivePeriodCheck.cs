namespace Campaigns.Definitions.Validation;

/// <summary>A journey that is never active takes no entries, which nobody means.</summary>
public static class ActivePeriodCheck
{
    /// <summary>Told where a clock is: to who checks a workspace, and to who publishes.</summary>
    public const string AlreadyOver = "\"activeUntil\" has passed, so nobody can enter any more; write a later time if somebody should";

    internal static void Run(CheckedJourney journey)
    {
        var zone = journey.Context.ContactPolicy.TimeZone;
        if (journey.Definition.Active is { From: { } from, Until: { } until } && until.In(zone) <= from.In(zone))
            journey.Error("/activeUntil", "never-active",
                "\"activeUntil\" is not after \"activeFrom\", so nobody could ever enter; write a later time, or leave one of the two out");
        else if (journey.Context.Now is { } now && journey.Definition.Active?.IsOver(now, zone) == true)
            journey.Warn("/activeUntil", "already-over", AlreadyOver);
    }
}
