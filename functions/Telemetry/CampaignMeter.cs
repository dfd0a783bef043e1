using System.Diagnostics.Metrics;

namespace Campaigns.Telemetry;

/// <summary>
/// What operators watch of deliveries, measured with .NET's own meters: a host exports them by subscribing to
/// <see cref="Name"/>, and <c>dotnet-counters monitor --counters Campaigns</c> shows them on any. Channels, providers and
/// outcomes only: nothing about a person.
/// </summary>
public static class CampaignMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Campaigns";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Messages = Meter.CreateCounter<long>(
        "campaigns.messages", "{message}", "Messages whose delivery came to an end, by channel and outcome.");

    private static readonly Histogram<double> QueueDelay = Meter.CreateHistogram<double>(
        "campaigns.queue.delay", "s", "Time from a message's due instant until a sender received it, by channel.");

    private static readonly Histogram<double> SendDuration = Meter.CreateHistogram<double>(
        "campaigns.send.duration", "s", "Duration of provider calls, by channel and provider.");

    /// <summary>A delivery came to its end.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="outcome"><c>sent</c>, <c>failed</c>, <c>unknown</c>.</param>
    public static void Ended(string channel, string outcome) => Messages.Add(1, new("channel", channel), new("outcome", outcome));

    /// <summary>A sender took a message up.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="delay">How long after its turn.</param>
    public static void Received(string channel, TimeSpan delay) =>
        QueueDelay.Record(Math.Max(0, delay.TotalSeconds), new KeyValuePair<string, object?>("channel", channel));

    /// <summary>A provider answered.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="provider">The provider.</param>
    /// <param name="duration">How long it took.</param>
    public static void Answered(string channel, string provider, TimeSpan duration) =>
        SendDuration.Record(duration.TotalSeconds, new("channel", channel), new("provider", provider));
}
