using System.Diagnostics;
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
        "campaigns.messages", "{message}", "Messages whose delivery came to an end, by channel, provider, outcome and reason code.");

    // The default bounds are for milliseconds.
    private static readonly InstrumentAdvice<double> Delays =
        new() { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14400, 86400] };

    private static readonly InstrumentAdvice<double> Calls =
        new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] };

    private static readonly Histogram<double> QueueDelay = Meter.CreateHistogram(
        "campaigns.queue.delay", "s", "Time from a message's due instant until a sender received it, by channel.", tags: null, Delays);

    private static readonly Histogram<double> HandoverDelay = Meter.CreateHistogram(
        "campaigns.handover.delay", "s", "Time from a message's due instant until its provider took it, by channel and provider.",
        tags: null, Delays);

    private static readonly Histogram<double> SendDuration = Meter.CreateHistogram(
        "campaigns.send.duration", "s", "Duration of provider calls, by channel and provider.", tags: null, Calls);

    /// <summary>A delivery came to its end.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="provider">What the operator calls the provider.</param>
    /// <param name="outcome"><c>sent</c>, <c>failed</c>, <c>unknown</c>.</param>
    /// <param name="reason">The code of the reason, of a closed list; null: none.</param>
    public static void Ended(string channel, string provider, string outcome, string? reason)
    {
        var tags = new TagList { { "channel", channel }, { "provider", provider }, { "outcome", outcome } };
        if (reason is not null)
            tags.Add("reason", reason);
        Messages.Add(1, tags);
    }

    /// <summary>A provider took a message.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="provider">What the operator calls the provider.</param>
    /// <param name="delay">How long after its turn.</param>
    public static void HandedOver(string channel, string provider, TimeSpan delay) =>
        HandoverDelay.Record(Math.Max(0, delay.TotalSeconds), new("channel", channel), new("provider", provider));

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
