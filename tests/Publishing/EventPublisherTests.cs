using System.Text.Json;
using Campaigns.Runtime.Ports;
using Microsoft.Extensions.Time.Testing;
using NodaTime;

namespace Campaigns.Publishing.Tests;

/// <summary>Both publishers against a real server: what it gets, and what its answers mean.</summary>
public sealed class EventPublisherTests
{
    private static readonly OutgoingEvent[] Two =
    [
        new("k3-12-0", "campaigns.message.sent", "renewal-countdown/d45", Instant.FromUtc(2026, 3, 2, 2, 0), "0000000012.0000",
            """{"customer_id":"C-1","channel":"sms"}"""u8.ToArray()),
        new("k3-12-1", "campaigns.enrollment.ended", null, Instant.FromUtc(2026, 3, 2, 2, 0).PlusNanoseconds(123_456_700),
            "0000000012.0001", "{}"u8.ToArray()),
    ];

    public static TheoryData<PublicationKind> Kinds => [PublicationKind.EventGrid, PublicationKind.CloudEvents];

    public static MatrixTheoryData<PublicationKind, (int Status, bool Refused)> Statuses => new(
        [PublicationKind.EventGrid, PublicationKind.CloudEvents],
        [(400, true), (413, true), (415, true), (401, false), (403, false), (404, false), (408, false), (429, false), (500, false),
            (503, false)]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<PublishResult> PublishAsync(PublicationKind kind, string address, string? key = "a2V5")
    {
        var publisher = EventPublisherFactory.Create(
            new PublicationOptions { Kind = kind, Endpoint = address, Key = key, Source = "/insurer/campaigns" }, TimeProvider.System);
        using var _ = publisher as IDisposable;
        return await publisher.PublishAsync(Two, Cancel);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Publish_ABatch_ArrivesAsCloudEvents(PublicationKind kind)
    {
        await using var receiver = await EventReceiver.StartAsync();

        Assert.IsType<PublishResult.Accepted>(await PublishAsync(kind, receiver.Address));

        var request = Assert.Single(receiver.Requests);
        Assert.StartsWith("application/cloudevents-batch+json", request.Headers.ContentType.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("/api/events", request.Address, StringComparison.Ordinal);
        Assert.Equal(
            """[{"id":"k3-12-0","source":"/insurer/campaigns","type":"campaigns.message.sent","data":{"customer_id":"C-1","channel":"sms"},"time":"2026-03-02T02:00:00Z","specversion":"1.0","datacontenttype":"application/json","subject":"renewal-countdown/d45","sequence":"0000000012.0000"},"""
            + """{"id":"k3-12-1","source":"/insurer/campaigns","type":"campaigns.enrollment.ended","data":{},"time":"2026-03-02T02:00:00.1234567Z","specversion":"1.0","datacontenttype":"application/json","sequence":"0000000012.0001"}]""",
            Normal(request.Body));
    }

    private static string Normal(JsonElement events) => JsonSerializer.Serialize(events)
        .Replace("T02:00:00.0000000Z", "T02:00:00Z", StringComparison.Ordinal).Replace("\\u002B00:00", "Z", StringComparison.Ordinal);

    [Fact]
    public async Task Publish_WithAKey_ProvesItself()
    {
        await using var receiver = await EventReceiver.StartAsync();
        await PublishAsync(PublicationKind.EventGrid, receiver.Address);
        await PublishAsync(PublicationKind.CloudEvents, receiver.Address);
        await PublishAsync(PublicationKind.CloudEvents, receiver.Address, key: null);

        var headers = receiver.Requests.Select(request => request.Headers).ToList();
        Assert.Equal("a2V5", headers[0]["aeg-sas-key"].ToString());
        Assert.Equal("Bearer a2V5", headers[1].Authorization.ToString());
        Assert.Empty(headers[2].Authorization.ToString());
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task Publish_AnotherStatus_IsRefusedOrUnavailable(PublicationKind kind, (int Status, bool Refused) answered)
    {
        var (status, refused) = answered;
        await using var receiver = await EventReceiver.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = "1";
            return Task.CompletedTask;
        });

        var answer = await PublishAsync(kind, receiver.Address);

        Assert.Equal(refused ? new PublishResult.Refused($"http-{status}")
            : new PublishResult.Unavailable($"http-{status}", Duration.FromSeconds(1)), answer);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Publish_NothingListens_IsUnavailable(PublicationKind kind)
    {
        string gone;
        await using (var receiver = await EventReceiver.StartAsync())
            gone = receiver.Address;

        Assert.IsType<PublishResult.Unavailable>(await PublishAsync(kind, gone));
    }

    [Fact]
    public async Task Publish_ToCloudEvents_ThatNeverAnswers_TimesOut()
    {
        var time = new FakeTimeProvider();
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var end = new CancellationTokenSource();
        await using var receiver = await EventReceiver.StartAsync(async context =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, end.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var publisher =
            new HttpEventPublisher(new PublicationOptions { Kind = PublicationKind.CloudEvents, Endpoint = receiver.Address }, time);

        var answer = publisher.PublishAsync(Two, Cancel).AsTask();
        await arrived.Task;
        time.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal(new PublishResult.Unavailable("http-timeout"), await answer);
        await end.CancelAsync();
    }

    [Theory]
    [InlineData("https://topic.westeurope-1.eventgrid.azure.net/api/events", null)]
    [InlineData("http://127.0.0.1:7190/events", null)]
    [InlineData("http://insurer.example/events", "publish:endpoint")]
    [InlineData("topic", "publish:endpoint")]
    [InlineData("", "publish:endpoint")]
    public void Check_Endpoint_MustBeSafe(string endpoint, string? wrong) =>
        Assert.Equal(wrong, new PublicationOptions { Endpoint = endpoint }.Check().SingleOrDefault()?[..wrong!.Length]);

    [Fact]
    public void Check_SeveralErrors_AreReportedTogether() => Assert.Equal(
        ["publish:endpoint", "publish:kind", "publish:source", "publish:key", "publish:timeout"],
        new PublicationOptions { Kind = (PublicationKind)7, Source = "", Key = " ", Timeout = TimeSpan.Zero }.Check()
        .Select(line => line[..line.IndexOf(": ", StringComparison.Ordinal)]));
}
