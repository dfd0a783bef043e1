using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Core;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.AzureCommunication;
using Campaigns.Senders.Email;
using Campaigns.Senders.Providers;
using Campaigns.Senders.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using NodaTime;

namespace Campaigns.Senders.Tests.AzureCommunication;

/// <summary>Both providers against a real server that answers as the public REST reference says.</summary>
public sealed class AcsProviderTests
{
    private const string Key = "c2VjcmV0LW9mLXRoZS1yZXNvdXJjZQ==";
    private static readonly EmailIdentity Identity =
        new() { From = "service@insurer.example", ReplyTo = "help@insurer.example", UnsubscribeMailbox = "out@insurer.example" };
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 2, 2, 0, 5, TimeSpan.Zero));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Root(WebhookServer server) => new Uri(server.Url).GetLeftPart(UriPartial.Authority);

    private async Task<ProviderResult> SmsAsync(WebhookServer server, string? key = Key, TokenCredential? credential = null)
    {
        using var http = new HttpClient();
        return await new AcsSmsProvider(new() { Endpoint = Root(server), AccessKey = key, From = "+15550100" }, http, _time,
            credential).SendAsync(Messages.Sms(), Cancel);
    }

    private async Task<ProviderResult> EmailAsync(WebhookServer server, OutgoingMessage? message = null, bool track = true)
    {
        using var http = new HttpClient();
        return await new AcsEmailProvider(new() { Endpoint = Root(server), AccessKey = Key, TrackEngagement = track }, Identity, http,
            _time).SendAsync(message ?? Messages.Email(), Cancel);
    }

    private static string SmsAnswer(int status) =>
        JsonSerializer.Serialize(
            new
            {
                value = new[] { new { to = "+886912345678", messageId = "Outgoing_1", httpStatusCode = status,
                    repeatabilityResult = "accepted", successful = status == 202 } }
            });

    [Fact]
    public async Task Sms_Accepted_WasAskedForWithTagAndReport()
    {
        string? address = null;
        await using var server = await WebhookServer.StartAsync(async context =>
        {
            address = context.Request.Path + context.Request.QueryString;
            context.Response.StatusCode = 202;
            await context.Response.WriteAsync(SmsAnswer(202));
        });

        Assert.Equal(new ProviderResult.Accepted("Outgoing_1"), await SmsAsync(server));

        Assert.Equal("/sms?api-version=2021-03-07", address);
        var body = JsonElement.Parse(Assert.Single(server.Requests).Body);
        var id = AcsIds.GuidOf(new("m1"));
        Assert.True(JsonElement.DeepEquals(body, JsonElement.Parse($$"""
            { "from": "+15550100", "smsRecipients": [ { "to": "+886912345678", "repeatabilityRequestId": "{{id}}", "repeatabilityFirstSent": "Mon, 02 Mar 2026 02:00:00 GMT" } ],
              "message": "【安心保險】保單即將到期\n回 N 退訂", "smsSendOptions": { "enableDeliveryReport": true, "tag": "m1" } }
            """)), body.GetRawText());
    }

    [Fact]
    public async Task Request_WithAKey_IsSignedAsDocumented()
    {
        await using var server = await WebhookServer.StartAsync(202, SmsAnswer(202));
        await SmsAsync(server);

        var (headers, body) = Assert.Single(server.Requests);
        var hash = Convert.ToBase64String(SHA256.HashData(body));
        Assert.Equal(hash, headers["x-ms-content-sha256"].ToString());
        Assert.Equal("Mon, 02 Mar 2026 02:00:05 GMT", headers["x-ms-date"].ToString());
        var signed = $"POST\n/sms?api-version=2021-03-07\nMon, 02 Mar 2026 02:00:05 GMT;{headers.Host};{hash}";
        using var mac = new HMACSHA256(Convert.FromBase64String(Key));
        Assert.Equal(
            $"HMAC-SHA256 " +
            $"SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={Convert.ToBase64String(mac.ComputeHash(Encoding.UTF8.GetBytes(signed)))}",
            headers.Authorization.ToString());
    }

    [Fact]
    public async Task Request_WithoutAKey_BringsATokenForTheService()
    {
        await using var server = await WebhookServer.StartAsync(202, SmsAnswer(202));
        var identity = new StubCredential();
        await SmsAsync(server, key: null, identity);

        Assert.Equal("Bearer a-token", Assert.Single(server.Requests).Headers.Authorization.ToString());
        Assert.Equal(["https://communication.azure.com/.default"], identity.Asked);
    }

    public static TheoryData<int, ProviderResult> SmsRecipientStatuses => new()
    {
        { 202, new ProviderResult.Accepted("Outgoing_1") },
        { 400, new ProviderResult.Rejected("bad-address", SuppressAddress: true) },
        { 401, new ProviderResult.Unavailable("http-401") },
        { 429, new ProviderResult.Unavailable("http-429") },
        { 500, new ProviderResult.Unavailable("http-500") },
    };

    [Theory]
    [MemberData(nameof(SmsRecipientStatuses))]
    public async Task Sms_TheRecipientsOwnStatus_Decides(int status, ProviderResult answer)
    {
        await using var server = await WebhookServer.StartAsync(202, SmsAnswer(status));

        Assert.Equal(answer, await SmsAsync(server));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{ "value": [] }""")]
    [InlineData("<html>")]
    public async Task Sms_AnswerThatSaysNothing_IsUnknown(string body)
    {
        await using var server = await WebhookServer.StartAsync(202, body);

        Assert.IsType<ProviderResult.Unknown>(await SmsAsync(server));
    }

    public static TheoryData<int, string, ProviderResult> Statuses => new()
    {
        { 400, """{ "error": { "code": "BadRequest", "message": "mei@example.com is no address" } }""",
            new ProviderResult.Rejected("acs:BadRequest", SuppressAddress: false) },
        { 400, "", new ProviderResult.Rejected("http-400", SuppressAddress: false) },
        { 401, "", new ProviderResult.Unavailable("http-401", Duration.FromSeconds(90)) },
        { 403, "", new ProviderResult.Unavailable("http-403", Duration.FromSeconds(90)) },
        { 404, """{ "error": { "code": "DomainNotLinked" } }""", new ProviderResult.Unavailable("http-404", Duration.FromSeconds(90)) },
        { 409, "", new ProviderResult.Unknown("http-409") },
        { 429, "", new ProviderResult.Unavailable("http-429", Duration.FromSeconds(90)) },
        { 500, "", new ProviderResult.Unavailable("http-500", Duration.FromSeconds(90)) },
        { 503, "", new ProviderResult.Unavailable("http-503", Duration.FromSeconds(90)) },
        { 504, "", new ProviderResult.Unknown("http-504") },
    };

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task BothProviders_ReadAStatusAlike(int status, string body, ProviderResult answer)
    {
        await using var server = await WebhookServer.StartAsync(status, body, retryAfter: "90");

        Assert.Equal(answer, await EmailAsync(server));
        Assert.Equal(answer, await SmsAsync(server));
    }

    [Fact]
    public async Task Email_Accepted_UnderAnOperationOfOurs_WithItsWayOut()
    {
        var message = Messages.Email(unsubscribe: new Uri("https://campaigns.insurer.example/api/unsubscribe/t"));
        string? address = null;
        await using var server = await WebhookServer.StartAsync(async context =>
        {
            address = context.Request.Path + context.Request.QueryString;
            context.Response.StatusCode = 202;
            await context.Response.WriteAsync($$"""{ "id": "{{context.Request.Headers["Operation-Id"]}}", "status": "Running" }""");
        });

        var accepted = Assert.IsType<ProviderResult.Accepted>(await EmailAsync(server, message));

        Assert.Equal("/emails:send?api-version=2023-03-31", address);
        Assert.Equal(AcsIds.GuidOf(message.Id).ToString(), accepted.ProviderId);
        using var http = new HttpClient();
        Assert.Equal([AcsIds.EmailKey(accepted.ProviderId!.ToUpperInvariant())],
            new AcsEmailProvider(new() { AccessKey = Key }, Identity, http, _time).ReportKeysOf(message));
        var body = JsonElement.Parse(Assert.Single(server.Requests).Body);
        Assert.True(JsonElement.DeepEquals(body, JsonElement.Parse("""
            { "senderAddress": "service@insurer.example", "content": { "subject": "您的保單將於 30 天後到期", "plainText": "續保請按這裡", "html": "<p>續保請按這裡</p>" },
              "recipients": { "to": [ { "address": "mei@example.com" } ] }, "replyTo": [ { "address": "help@insurer.example" } ],
              "headers": { "List-Unsubscribe": "<https://campaigns.insurer.example/api/unsubscribe/t>, <mailto:out@insurer.example?subject=unsubscribe>",
                           "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" }, "userEngagementTrackingDisabled": false }
            """)), body.GetRawText());
    }

    [Fact]
    public async Task Email_OfService_HasNoWayOut_AndTrackingCanBeOff()
    {
        await using var server = await WebhookServer.StartAsync(202, "{}");

        Assert.Equal(new ProviderResult.Accepted(), await EmailAsync(server, track: false));

        var body = JsonElement.Parse(Assert.Single(server.Requests).Body);
        Assert.False(body.TryGetProperty("headers", out _));
        Assert.True(body.GetProperty("userEngagementTrackingDisabled").GetBoolean());
    }

    [Fact]
    public async Task NothingListens_IsUnavailable_AndALostAnswerUnknown()
    {
        var server = await WebhookServer.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        Assert.Equal(new ProviderResult.Unknown("http-connection"), await SmsAsync(server));
        await server.DisposeAsync();

        using var http = new HttpClient();
        var gone = new AcsSmsProvider(new() { Endpoint = "http://127.0.0.1:9", AccessKey = Key, From = "+15550100" }, http, _time);
        Assert.Equal(new ProviderResult.Unavailable("http-connection"), await gone.SendAsync(Messages.Sms(), Cancel));
    }

    [Theory]
    [InlineData("m1", "9a6b019f-95a4-8a9a-b4ed-aab5e5c1529d")]
    [InlineData("3memb7fynqntqjffay0hdfbftw", "4e3b125d-7bbe-8efb-853a-2a4da960682f")]
    public void GuidOf_AMessage_NeverChanges(string message, string guid) => Assert.Equal(guid, AcsIds.GuidOf(new(message)).ToString());

    [Theory]
    [InlineData("https://insurer.communication.azure.com", Key, "+15550100", null)]
    [InlineData("https://insurer.communication.azure.com/", null, "INSURER", null)]
    [InlineData("https://insurer.communication.azure.com/sms", Key, "+15550100", "endpoint")]
    [InlineData("http://insurer.communication.azure.com", Key, "+15550100", "endpoint")]
    [InlineData("https://insurer.communication.azure.com", "a key!", "+15550100", "accessKey")]
    [InlineData("https://insurer.communication.azure.com", Key, "", "from")]
    public void Settings_AreChecked(string endpoint, string? key, string from, string? wrong)
    {
        var options = new ProviderOptions
        {
            Providers = new Dictionary<string, ProviderSettings>
            {
                ["acs"] = new() { Kind = ProviderKind.AcsSms, AcsSms = new() { Endpoint = endpoint, AccessKey = key, From = from } }
            },
            Channels = new Dictionary<string, string> { ["sms"] = "acs" },
        };

        var fine = ProviderRegistry.TryCreate(options, _time, out var registry, out var errors);
        using var _ = registry;

        Assert.Equal(wrong is null, fine);
        Assert.Equal(wrong is null ? [] : [$"providers:acs:acsSms:{wrong}"], errors.Select(error => error.Setting));
    }

    [Fact]
    public void Settings_OfAKindForAnotherChannel_AreRefused()
    {
        var options = new ProviderOptions
        {
            Providers = new Dictionary<string, ProviderSettings>
            {
                ["texts"] = new() { Kind = ProviderKind.AcsSms, AcsSms = new() { Endpoint = "https://a.example", From = "X" } },
                ["mails"] = new() { Kind = ProviderKind.AcsEmail, AcsEmail = new() { Endpoint = "https://a.example" } },
            },
            Channels = new Dictionary<string, string> { ["sms"] = "mails", ["push"] = "texts", ["email"] = "mails" },
        };

        Assert.False(ProviderRegistry.TryCreate(options, _time, out _, out var errors));
        Assert.Equal(
            ["channels:push: names the provider 'texts' of kind acsSms, which carries only sms",
                "channels:sms: names the provider 'mails' of kind acsEmail, which carries only email",
                "email: is missing; a provider of the channel email needs email:from"],
            errors.Select(error => error.ToString()));
    }

    private sealed class StubCredential : TokenCredential
    {
        public List<string> Asked { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Asked.AddRange(requestContext.Scopes);
            return new(new AccessToken("a-token", DateTimeOffset.MaxValue));
        }
    }
}
