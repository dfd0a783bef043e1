using System.Text.Json;
using Campaigns.Api.Tests.Hosting;
using Campaigns.Model;
using Campaigns.Runtime.Customers;
using Campaigns.Senders.Links;

namespace Campaigns.Api.Tests.Events;

/// <summary>A gateway reports about a message without knowing the customer.</summary>
public sealed class MessageReportTests(ApiHost host) : IClassFixture<ApiHost>
{
    private static int _customers;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("message.delivered", "delivered")]
    [InlineData("message.opened", "opened")]
    [InlineData("message.clicked", "clicked")]
    [InlineData("message.bounced", "failed")]
    [InlineData("message.complained", "failed")]
    public async Task Report_ByTokenByMessageOrByCustomer_IsTheCustomers(string type, string kind)
    {
        foreach (var by in (Func<string, string, object>[])
        [
            (customer, message) => new { report_token = Token(customer, message) },
            (customer, message) => new { report_token = Token(customer, message), message_id = message, customer_id = customer },
            (_, message) => new { message_id = message },
            (customer, message) => new { message_id = message, customer_id = customer },
        ])
        {
            var (customer, message) = await SentAsync();
            var answer = await host.PostAsync("/api/events", Bodies.Event(message, type, by(customer, message)));

            Assert.Equal(("accepted", null), Result(answer));
            var told = Assert.Single(await TimelineAsync(customer), one => one.GetProperty("kind").GetString() != "consent");
            Assert.Equal((kind, message), (told.GetProperty("kind").GetString(), told.GetProperty("message").GetString()));
            Assert.DoesNotContain("report_token", (await host.GetAsync($"/api/customers/{customer}/timeline")).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Report_WithAnotherSubject_IsTheMessagesCustomers()
    {
        var (customer, message) = await SentAsync();
        var report = $$"""
            { "specversion": "1.0", "id": "s", "source": "/gateway", "type": "message.delivered", "subject": "sms-42",
              "data": { "report_token": "{{Token(customer, message)}}" } }
            """;

        Assert.Equal(("accepted", null), Result(await host.PostAsync("/api/events", report)));
        Assert.Single(await TimelineAsync(customer));
    }

    [Theory]
    [InlineData("""{ "message_id": "nobody-s" }""")]
    [InlineData("""{ "message_id": "nobody-s", "customer_id": "stranger" }""")]
    public async Task Report_AboutAnUnknownMessage_IsIgnoredAndCreatesNobody(string data)
    {
        var before = await host.ContentAsync();
        foreach (var type in (string[])["message.delivered", "message.opened", "message.clicked", "message.bounced"])
        {
            using var parsed = JsonDocument.Parse(data);
            var answer = await host.PostAsync("/api/events", Bodies.Event("u", type, parsed.RootElement));
            Assert.Equal((200, ("ignored", "the report concerns no known message")), (answer.Status, Result(answer)));
        }

        Assert.Equal(before, await host.ContentAsync());
        Assert.Equal(404, (await host.GetAsync("/api/customers/stranger")).Status);
    }

    [Fact]
    public async Task Report_ThatRefusesForACustomerWhoIsNotKnownYet_IsNotLost()
    {
        var answer = await host.PostAsync(
            "/api/events", Bodies.Event("c", "message.complained", new { message_id = "m", customer_id = "coming", channel = "email" }));

        Assert.Equal("accepted", Result(answer).Result);
        Assert.Contains((await host.Customers.LoadAsync(new("coming"), Cancel)).Profile.Consents, consent => !consent.Granted);
    }

    [Fact]
    public async Task Report_WithATokenThatIsNone_IsRefused()
    {
        var (customer, message) = await SentAsync();
        var token = Token(customer, message);
        foreach (var (data, code, pointer) in ((object, string, string)[])
        [
            (new { report_token = "nonsense" }, "bad-token", "/data/report_token"),
            (new { report_token = 7 }, "bad-token", "/data/report_token"),
            (new { report_token = token[..^1] + (token[^1] == 'A' ? 'B' : 'A') }, "bad-token", "/data/report_token"),
            (new { report_token = host.Links.Create(new(LinkPurpose.Unsubscribe, new(customer), new(message), Channel.Sms)) }, "bad-token",
                "/data/report_token"),
            (new { report_token = token, message_id = "another" }, "wrong-message", "/data/message_id"),
            (new { report_token = token, customer_id = "another" }, "wrong-customer", "/data/customer_id"),
        ])
        {
            var answer = await host.PostAsync("/api/events", Bodies.Event("t", "message.delivered", data));
            Assert.Equal((400, code, pointer), (answer.Status, Assert.Single(answer.Codes), Assert.Single(answer.Pointers)));
        }

        Assert.Empty(await TimelineAsync(customer));
        Assert.Equal(404, (await host.GetAsync($"/api/c/{token}?to=https://insurer.example/")).Status);
        Assert.Equal(404, (await host.PostAsync($"/api/unsubscribe/{token}")).Status);
    }

    [Fact]
    public async Task Reports_InOneBatch_EachFindTheirOwn()
    {
        var (one, first) = await SentAsync();
        var (other, second) = await SentAsync();
        var answer = await host.PostAsync("/api/events", $"""
            [{Bodies.Event("b1", "message.delivered", new { report_token = Token(one, first) })},
             {Bodies.Event("b2", "message.delivered", new { message_id = second })},
             {Bodies.Event("b3", "message.delivered", new { message_id = "nobody-s" })},
             {Bodies.Event("b4", "message.delivered", new { report_token = "x" })}]
            """);

        Assert.Equal(["accepted", "accepted", "ignored", "rejected"],
            answer.Json.EnumerateArray().Select(one => one.GetProperty("result").GetString()));
        Assert.Single(await TimelineAsync(one));
        Assert.Single(await TimelineAsync(other));
    }

    /// <summary>A customer to whom a message was sent by a webhook.</summary>
    private async Task<(string Customer, string Message)> SentAsync()
    {
        var n = Interlocked.Increment(ref _customers);
        var (customer, message) = ($"reported-{n}", $"m{n}");
        await host.PutAsync($"/api/customers/{customer}", "{}");
        await host.Customers.Reports.AddAsync(ReportIndex.MessageKey(new(message)), new(new(customer), new(message)), Cancel);
        return (customer, message);
    }

    private string Token(string customer, string message) =>
        host.Links.Create(new LinkClaims(LinkPurpose.Report, new(customer), new(message), Channel.Sms));

    private async Task<List<JsonElement>> TimelineAsync(string customer) =>
        [.. (await host.GetAsync($"/api/customers/{customer}/timeline")).Json.GetProperty("facts").EnumerateArray()];

    private static (string? Result, string? Notice) Result(ApiResponse answer) => (answer.Json[0].GetProperty("result").GetString(),
        answer.Json[0].TryGetProperty("notice", out var notice) ? notice.GetString() : null);
}
