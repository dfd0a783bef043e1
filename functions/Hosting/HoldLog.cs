using System.Globalization;
using Campaigns.Runtime.Ports;
using Microsoft.Extensions.Logging;

namespace Campaigns.Hosting;

/// <summary>One line in a host's log when it learns that messages are held, and one when they are released.</summary>
/// <param name="library">Knows what is held.</param>
/// <param name="log">The log.</param>
public sealed partial class HoldLog(ICampaignLibrary library, ILogger log)
{
    /// <summary>The event id of the line that messages are held; alerts may rely on it.</summary>
    public const int HeldEvent = 4004;

    /// <summary>The event id of the line that they are released.</summary>
    public const int ReleasedEvent = 4005;

    private DeliveryHold _told = DeliveryHold.None;

    /// <summary>Tells what has changed; to be called every few seconds.</summary>
    public void Look()
    {
        var now = library.Hold;
        if (ReferenceEquals(now, _told))
            return;
        foreach (var held in now.Held.Except(_told.Held))
        {
            LogHeld(log, NameOf(held), held.Since.ToString("uuuu-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), held.By,
                held.Because ?? "no reason given");
        }

        foreach (var released in _told.Held.Except(now.Held))
            LogReleased(log, NameOf(released));
        _told = now;
    }

    private static string NameOf(HeldDelivery held) => held.Channel?.Name ?? "all channels";

    [LoggerMessage(HeldEvent, LogLevel.Warning, "Messages by {Channel} are held since {Since} by {By}: {Because}",
        EventName = "MessagesHeld")]
    private static partial void LogHeld(ILogger log, string channel, string since, string by, string because);

    // At the same level as the other, so that no filter lets only one of the two pass.
    [LoggerMessage(ReleasedEvent, LogLevel.Warning, "Messages by {Channel} are released", EventName = "MessagesReleased")]
    private static partial void LogReleased(ILogger log, string channel);
}
