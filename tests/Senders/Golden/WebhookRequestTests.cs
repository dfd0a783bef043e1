using System.Text;
using Campaigns.Golden;
using Campaigns.Model;
using Campaigns.Model.Messages;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Tests.Support;
using Campaigns.Senders.Webhook;
using Microsoft.Extensions.Time.Testing;
using NodaTime;

namespace Campaigns.Senders.Tests.Golden;

/// <summary>Requests of the webhook provider as a gateway receives them: body, content type, idempotency key and signature.</summary>
public sealed class WebhookRequestTests : IDisposable
{
    private const string Secret = "a secret of sixteen and more";
    private static readonly string[] Headers = ["Accept", "Content-Type", "Idempotency-Key", WebhookSignature.Header];

    private static readonly Dictionary<string, OutgoingMessage> Messages = new()
    {
        ["webhook-sms.golden"] = Support.Messages.Sms(),
        ["webhook-email.golden"] = Support.Messages.Email(unsubscribe: new Uri("https://go.insurer.example/api/unsubscribe/t0k3n?l=zh")),
        ["webhook-push.golden"] = Support.Messages.On(
            Channel.Push, new RenderedMessage.Push("續保 <30 天>", "He said \"now\" & left 🙂", "https://insurer.example/renew?p=1&q=2")),
        ["webhook-push-minimal.golden"] = new(
            new MessageId("m2"), Channel.Push, "token", new RenderedMessage.Push("T", "B", null), "en", Support.Messages.Morning),
        ["webhook-reported.golden"] = Support.Messages.Sms() with { ReportToken = "t0k3n" },
        ["webhook-task.golden"] = Support.Messages.On(Channel.Agent, new RenderedMessage.Task("Call Mei", "Line 1\nLine 2")),
    };

    private readonly FakeTimeProvider _time = new(Support.Messages.Morning.ToDateTimeOffset());
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public static TheoryData<string> Files => [.. Messages.Keys];

    public void Dispose() => _http.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Request_IsWrittenAndVerifiedAsInItsFile(string file)
    {
        await using var server = await WebhookServer.StartAsync(202);
        var provider = new WebhookProvider(new WebhookOptions { Url = server.Url, Secret = Secret }, _http, _time);

        Assert.IsType<ProviderResult.Accepted>(await provider.SendAsync(Messages[file], TestContext.Current.CancellationToken));

        var (headers, body) = Assert.Single(server.Requests);
        GoldenFile.Holds(
            file, string.Concat(Headers.Select(name => $"{name}: {headers[name]}\n")) + "\n" + Encoding.UTF8.GetString(body));

        var golden = Encoding.UTF8.GetString(GoldenFile.Read(file)).Split("\n\n", 2);
        var signature = golden[0].Split('\n').Single(line => line.StartsWith(WebhookSignature.Header, StringComparison.Ordinal))
            [(WebhookSignature.Header.Length + 2)..];
        Assert.True(WebhookSignature.Verify(
            Secret, Encoding.UTF8.GetBytes(golden[1]), signature, Support.Messages.Morning, Duration.FromMinutes(1)));
    }
}
