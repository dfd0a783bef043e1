using System.Text;
using Azure.Messaging;
using Campaigns.Golden;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Publishing.Tests.Golden;

/// <summary>The CloudEvents that other systems parse, from the timeline to the bytes of the request.</summary>
public sealed class PublishedEventTests
{
    private static readonly Instant Morning = Instant.FromUtc(2026, 3, 2, 2, 0);

    private static readonly TimelineEvent[] Minimal = [new(Morning, TimelineEventKind.Ended)];

    private static readonly TimelineEvent[] Rich =
    [
        Of(TimelineEventKind.Sent, reason: null, channel: Channel.Email,
            ("template", "renewal/offer"), ("locale", "zh-Hant"), ("text_version", "v3"), ("provider", "smtp"), ("provider_id", "gw-7")),
        Of(TimelineEventKind.Refused, "cap:all-30d", Channel.Sms,
            ("until", "2026-03-05T09:00:00+08:00"), ("limit", 4m), ("used", new[] { "m1", "m2" }), ("frees", "2026-03-09T02:00:00Z")),
        Of(TimelineEventKind.Failed, "550 +886912345678 unknown", Channel.Sms, ("error", "never leaves"), ("provider", "acs")),
        Of(TimelineEventKind.Entered, reason: null, channel: null, ("holdout", true)),
        Of(TimelineEventKind.Published, "crm.reached", channel: null, ("tier", "高"), ("journey", "not overwritten"), ("score", 0.5m)),
        Of(TimelineEventKind.Planned, reason: null, channel: Channel.Sms), // which stays inside
    ];

    public static TheoryData<string> Files => ["cloud-events.golden", "cloud-events-minimal.golden"];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task CloudEvents_AreWrittenAndReadAsInTheirFile(string file)
    {
        var timeline = file.Contains("minimal", StringComparison.Ordinal) ? Minimal : Rich;
        var events = TimelineCloudEvents.Of(new CustomerId("客戶 7@臺北"), 12, timeline).ToList();
        await using var receiver = await EventReceiver.StartAsync();
        using var publisher = new HttpEventPublisher(
            new PublicationOptions { Kind = PublicationKind.CloudEvents, Endpoint = receiver.Address, Source = "/insurer/campaigns" },
            TimeProvider.System);

        Assert.IsType<PublishResult.Accepted>(await publisher.PublishAsync(events, TestContext.Current.CancellationToken));

        GoldenFile.Holds(file, Assert.Single(receiver.Requests).Body.GetRawText());
        var read = CloudEvent.ParseMany(BinaryData.FromBytes(GoldenFile.Read(file)));
        Assert.Equal(
            events.Select(e => (e.Id, e.Type, e.Subject, e.Time.ToDateTimeOffset(), e.Sequence, Encoding.UTF8.GetString(e.Data.Span))),
            read.Select(e => (e.Id, e.Type, e.Subject, e.Time!.Value, (string)e.ExtensionAttributes["sequence"], e.Data!.ToString()))!);
    }

    private static TimelineEvent Of(string kind, string? reason, Channel? channel, params (string Name, object? Value)[] detail) =>
        new(Morning + Duration.FromMilliseconds(123), kind)
        {
            Journey = new("renewal-countdown"),
            Version = 3,
            Enrollment = new("renewal-countdown~k3f9~1"),
            Policy = new("保單-1"),
            Step = new("d45"),
            Channel = channel,
            Reason = reason,
            Message = channel is null ? null : new("m1"),
            Detail = AttributeBag.Of(detail.Select(d => KeyValuePair.Create(d.Name, d.Value))),
        };
}
