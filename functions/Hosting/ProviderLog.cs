using System.Globalization;
using Campaigns.Senders.Monitoring;
using Microsoft.Extensions.Logging;

namespace Campaigns.Hosting;

/// <summary>
/// One line in the log when a provider stops answering and one when it is back, however many messages there are; and one when messages
/// became unknown, at most every five minutes. Codes and names of the operator's own, nothing about a person.
/// </summary>
public static partial class ProviderLog
{
    /// <summary>The event id of the line that a provider does not answer; alerts may rely on it.</summary>
    public const int AwayEvent = 4001;

    /// <summary>The event id of the line that a provider answers again.</summary>
    public const int BackEvent = 4002;

    /// <summary>The event id of the line that it is unknown of messages whether a provider took them.</summary>
    public const int UnknownEvent = 4003;

    /// <summary>Lets the providers of a host tell of themselves in a log.</summary>
    public static void Attach(CampaignServices services, ILogger log)
    {
        foreach (var provider in Of(services))
            provider.Changed += change => Write(log, change);
    }

    /// <summary>Lets the providers tell what time alone brings about; to be called every few seconds.</summary>
    public static void Look(CampaignServices services)
    {
        foreach (var provider in Of(services))
            provider.Look();
    }

    private static IEnumerable<ProviderMonitor> Of(CampaignServices services) =>
        services.Monitors.Values.Select(monitor => monitor.Provider).Distinct();

    private static void Write(ILogger log, ProviderChange change)
    {
        if (change is ProviderChange.Away away)
            LogAway(log, away.Provider, away.Reason, away.Since.ToString("uuuu-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                away.Failures);
        else if (change is ProviderChange.Back back)
            LogBack(log, back.Provider, (long)back.After.TotalSeconds);
        else if (change is ProviderChange.Unknown unknown)
            LogUnknown(log, unknown.Provider, unknown.Count, unknown.Reason);
    }

    [LoggerMessage(AwayEvent, LogLevel.Warning,
        "The provider {Provider} does not answer: {Reason}. {Failures} sends in a row failed since {Since}; its messages wait and are tried again",
        EventName = "ProviderAway")]
    private static partial void LogAway(ILogger log, string provider, string reason, string since, int failures);

    // At the same level as the other, so that no filter lets only one of the two pass.
    [LoggerMessage(BackEvent, LogLevel.Warning, "The provider {Provider} answers again after {Seconds} s", EventName = "ProviderBack")]
    private static partial void LogBack(ILogger log, string provider, long seconds);

    [LoggerMessage(UnknownEvent, LogLevel.Warning,
        "The provider {Provider} left messages unknown: {Count} since this was told last, the last one for {Reason}; "
        + "see 'campaigns unknown list'",
        EventName = "MessagesUnknown")]
    private static partial void LogUnknown(ILogger log, string provider, long count, string reason);
}
