using System.Globalization;
using Campaigns.Senders.Monitoring;
using Microsoft.Extensions.Logging;

namespace Campaigns.Hosting;

/// <summary>
/// One line in the log when a provider stops answering and one when it is back, however many messages there are. Codes and names of
/// the operator's own, nothing about a person.
/// </summary>
public static partial class ProviderLog
{
    /// <summary>The event id of the line that a provider does not answer; alerts may rely on it.</summary>
    public const int AwayEvent = 4001;

    /// <summary>The event id of the line that a provider answers again.</summary>
    public const int BackEvent = 4002;

    /// <summary>Lets the providers of a host tell of themselves in a log.</summary>
    public static void Attach(CampaignServices services, ILogger log)
    {
        foreach (var provider in services.Monitors.Values.Select(monitor => monitor.Provider).Distinct())
            provider.Changed += change => Write(log, change);
    }

    private static void Write(ILogger log, ProviderChange change)
    {
        if (change is ProviderChange.Away away)
            LogAway(log, away.Provider, away.Reason, away.Since.ToString("uuuu-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                away.Failures);
        else if (change is ProviderChange.Back back)
            LogBack(log, back.Provider, (long)back.After.TotalSeconds);
    }

    [LoggerMessage(AwayEvent, LogLevel.Warning,
        "The provider {Provider} does not answer: {Reason}. {Failures} sends in a row failed since {Since}; its messages wait and are tried again",
        EventName = "ProviderAway")]
    private static partial void LogAway(ILogger log, string provider, string reason, string since, int failures);

    // At the same level as the other, so that no filter lets only one of the two pass.
    [LoggerMessage(BackEvent, LogLevel.Warning, "The provider {Provider} answers again after {Seconds} s", EventName = "ProviderBack")]
    private static partial void LogBack(ILogger log, string provider, long seconds);
}
