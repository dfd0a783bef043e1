using Campaigns.Senders.Settings;
using NodaTime;

namespace Campaigns.Senders.Outbox;

/// <summary>Where and how the outbox writes.</summary>
public sealed record OutboxOptions
{
    /// <summary>The folder that gets a folder per channel and day; created when missing.</summary>
    public string Root { get; init; } = "";

    /// <summary>The IANA zone whose calendar names the day folders, for example <c>Asia/Taipei</c>.</summary>
    public string TimeZone { get; init; } = "Etc/UTC";

    /// <summary>
    /// Whether a message is forced to the disk before it counts as accepted. Off: a killed process loses nothing, a
    /// power cut may lose the last seconds.
    /// </summary>
    public bool Flush { get; init; }

    /// <summary>
    /// How many days back a message with the same id is looked for: a retry after midnight belongs to another folder.
    /// The default is the default deadline of a <c>send</c> (P7D), after which nothing is retried.
    /// </summary>
    public int LookBackDays { get; init; } = 7;

    internal void Check(SettingCheck check)
    {
        check.RequireText(Root, "root", "out/messages");
        check.Require(DateTimeZoneProviders.Tzdb.GetZoneOrNull(TimeZone) is not null, "timeZone",
            $"is '{TimeZone}'; expected an IANA zone such as Asia/Taipei");
        check.RequireBetween(LookBackDays, 0, 366, "lookBackDays");
    }
}
