using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Tests.Support;
using Campaigns.Senders.Webhook;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using NodaTime.Extensions;

namespace Campaigns.Senders.Tests.Webhook;

public sealed class WebhookProviderTests : IDisposable
{
    private const string Secret = "a secret of sixteen and more";
    private readonly FakeTimeProvider _time = new(Messages.Morning.ToDateTimeOffset());
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Send_Message_PostsTheDocumentedShapeSignedAndKeyed()
    {
        await using var server = await WebhookServer.StartAsync(202, """{ "id": "gw-7" }""");

        Assert.Equal(new ProviderResult.Accepted("gw-7"), await Send(server.Url));

        var (headers, body) = Assert.Single(server.Requests);
        Assert.Equal("m1", headers["Idempotency-Key"]);
        Assert.True(
            WebhookSignature.Verify(Secret, body, headers[WebhookSignature.Header], _time.GetUtcNow().ToInstant(),
                Duration.FromMinutes(1)));
        var json = JsonDocument.Parse(body).RootElement;
        Assert.Equal(["id", "channel", "to", "locale", "at", "content"], json.EnumerateObject().Select(property => property.Name));
        Assert.Equal("2026-03-02T02:00:00Z", json.GetProperty("at").GetString());
        Assert.Equal("text", json.GetProperty("content").GetProperty("kind").GetString());
        Assert.Equal("【安心保險】保單即將到期\n回 N 退訂", json.GetProperty("content").GetProperty("body").GetString());
    }

    [Theory]
    [InlineData(200, """{ "Id": "gw-7" }""")]
    [InlineData(200, """{ "ID": "gw-7", "Status": "queued" }""")]
    [InlineData(200, """{ "Id": "other", "id": "gw-7" }""")]
    public async Task Send_AnsweredInAnotherCase_IsReadAllTheSame(int status, string body)
    {
        await using var server = await WebhookServer.StartAsync(status, body);

        Assert.Equal(new ProviderResult.Accepted("gw-7"), await Send(server.Url));
    }

    [Theory]
    [InlineData("")]
    [InlineData("OK")]
    [InlineData("[1]")]
    [InlineData("""{ "id": null }""")]
    [InlineData("""{ "id": "\ud800" }""")]
    [InlineData("""{ "\ud800": 1, "\udc00": 2 }""")]
    public async Task Send_AcceptedWithoutAnId_IsAcceptedAllTheSame(string body)
    {
        await using var server = await WebhookServer.StartAsync(200, body);

        Assert.Equal(new ProviderResult.Accepted(), await Send(server.Url));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Send_Overloaded_IsUnavailableWithTheHint(int status)
    {
        await using var server = await WebhookServer.StartAsync(status, retryAfter: "17");

        Assert.Equal(new ProviderResult.Unavailable($"http-{status}", Duration.FromSeconds(17)), await Send(server.Url));
    }

    [Fact]
    public async Task Send_HintAsADate_IsMeasuredOnTheInjectedClock()
    {
        await using var server = await WebhookServer.StartAsync(503, retryAfter: "Mon, 02 Mar 2026 02:02:00 GMT");

        Assert.Equal(new ProviderResult.Unavailable("http-503", Duration.FromMinutes(2)), await Send(server.Url));
    }

    [Theory]
    [InlineData(400, "", "http-400", false)]
    [InlineData(404, "not json", "http-404", false)]
    [InlineData(422, """{ "reason": "bad-number", "suppress": true }""", "bad-number", true)]
    [InlineData(422, """{ "Reason": "bad-number", "Suppress": true }""", "bad-number", true)]
    [InlineData(410, "", "address-gone", true)]
    [InlineData(409, "", "http-409", false)]
    public async Task Send_Refused_IsRejected(int status, string body, string reason, bool suppress)
    {
        await using var server = await WebhookServer.StartAsync(status, body);

        Assert.Equal(new ProviderResult.Rejected(reason, suppress), await Send(server.Url));
    }

    [Theory]
    [InlineData(302)]
    [InlineData(401)]
    [InlineData(408)]
    [InlineData(500)]
    public async Task Send_NotTheMessagesFault_IsUnavailable(int status)
    {
        await using var server = await WebhookServer.StartAsync(status);

        Assert.Equal(new ProviderResult.Unavailable($"http-{status}"), await Send(server.Url));
    }

    [Theory]
    [InlineData(502, false)]
    [InlineData(504, false)]
    [InlineData(409, true)]
    public async Task Send_OutcomeUnclear_IsUnknown(int status, bool honoursKey)
    {
        await using var server = await WebhookServer.StartAsync(status);

        Assert.Equal(new ProviderResult.Unknown($"http-{status}"), await Send(server.Url, honoursKey));
    }

    [Fact]
    public async Task Send_ConnectionRefused_IsUnavailable()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)closed.LocalEndpoint).Port}/send";
        closed.Stop();

        Assert.Equal(new ProviderResult.Unavailable("http-connection"), await Send(url));
    }

    [Fact]
    public async Task Send_ConnectionLostAfterTheRequest_IsUnknown()
    {
        await using var server = await WebhookServer.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        Assert.Equal(new ProviderResult.Unknown("http-connection"), await Send(server.Url));
    }

    [Fact]
    public async Task Send_NoAnswerInTime_IsUnknown()
    {
        await using var server =
            await WebhookServer.StartAsync(context =>
                Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));

        var sending = Send(server.Url);
        await server.Arrived.Task;
        _time.Advance(TimeSpan.FromSeconds(16));

        Assert.Equal(new ProviderResult.Unknown("http-timeout"), await sending);
    }

    [Fact]
    public async Task Send_CancelledBeforeTheRequest_IsUnavailable()
    {
        using var handler = new StalledConnect();
        using var http = new HttpClient(handler.Handler);
        using var cancel = new CancellationTokenSource();
        var provider = new WebhookProvider(new WebhookOptions { Url = "http://127.0.0.1:9/send", Secret = Secret }, http, _time);

        var sending = provider.SendAsync(Messages.Sms(), cancel.Token).AsTask();
        await handler.Connecting.Task;
        await cancel.CancelAsync();

        Assert.Equal(new ProviderResult.Unavailable("http-timeout"), await sending);
    }

    private Task<ProviderResult> Send(string url, bool honoursKey = false) =>
        new WebhookProvider(new WebhookOptions { Url = url, Secret = Secret, HonoursIdempotencyKey = honoursKey }, _http, _time)
            .SendAsync(Messages.Sms(), TestContext.Current.CancellationToken).AsTask();

    private sealed class StalledConnect : IDisposable
    {
        public StalledConnect() => Handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancel) =>
            {
                Connecting.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancel);
                return Stream.Null;
            },
        };

        public SocketsHttpHandler Handler { get; }

        public TaskCompletionSource Connecting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Dispose() => Handler.Dispose();
    }
}
