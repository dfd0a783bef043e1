using Campaigns.Api.Tests.Hosting;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Senders;

namespace Campaigns.Api.Tests.Events;

/// <summary>Events that change a right are read strictly: what is not understood is refused, and nothing changes.</summary>
public sealed class RightsTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Theory]
    [InlineData("customer.refused", """{ "channel": "SMS" }""", "/data/channel", "unknown-channel", "did you mean \"sms\"")]
    [InlineData("customer.refused", """{ "channel": "mail" }""", "/data/channel", "unknown-channel", "did you mean \"email\"")]
    [InlineData("customer.refused", """{ "channel": null }""", "/data/channel", "wrong-type", "leave it out for all")]
    [InlineData("customer.consented", """{ "chanel": "sms" }""", "/data/chanel", "unknown-property", "did you mean \"channel\"")]
    [InlineData("customer.consented", """{ "channels": ["sms"] }""", "/data/channels", "unknown-property", "did you mean \"channel\"")]
    [InlineData("customer.consented", """{ "purpose": "marketting" }""", "/data/purpose", "unknown-purpose", "did you mean \"marketing\"")]
    [InlineData("customer.do_not_disturb", """{ "onn": false }""", "/data/onn", "unknown-property", "did you mean \"on\"")]
    [InlineData("customer.suppressed", """{ "channel": "sms", "untill": "2036-01-01" }""", "/data/untill", "unknown-property", "did you mean \"until\"")]
    [InlineData("customer.unsuppressed", """{ "channel": "e-mail" }""", "/data/channel", "unknown-channel", "did you mean \"email\"")]
    [InlineData("customer.preferences", """{ "most_per_moth": 2 }""", "/data/most_per_moth", "unknown-property", "did you mean \"most_per_month\"")]
    public async Task Event_NotUnderstood_IsRefusedWithTheNearestSpelling(string type, string data, string pointer, string code, string says)
    {
        var before = await host.ContentAsync();

        var answer = await host.SendAsync(HttpMethod.Post, "/api/events",
            $$"""{ "specversion": "1.0", "id": "{{Guid.NewGuid()}}", "source": "/crm", "type": "{{type}}", "subject": "rita", "data": {{data}} }""");

        Assert.Equal(400, answer.Status);
        Assert.Equal([pointer], answer.Pointers);
        var error = answer.Json.GetProperty("errors")[0];
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.Contains(says, error.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(before, await host.ContentAsync());
    }

    [Fact]
    public async Task Event_OfATypeNearlyARefusal_IsRefused()
    {
        var answer = await host.SendAsync(HttpMethod.Post, "/api/events",
            """{ "specversion": "1.0", "id": "t1", "source": "/crm", "type": "customer.refuse", "subject": "rita", "data": {} }""");

        Assert.Equal((400, "/type"), (answer.Status, Assert.Single(answer.Pointers)));
    }

    [Fact]
    public async Task Event_DatedAhead_IsTakenWithANotice()
    {
        var answer = await host.SendAsync(HttpMethod.Post, "/api/events",
            """{ "specversion": "1.0", "id": "t2", "source": "/crm", "type": "customer.consented", "subject": "sue", "time": "2036-01-01T00:00:00Z", "data": { "channel": "sms" } }""");

        Assert.Equal(200, answer.Status);
        Assert.Contains("it counts from its receipt", answer.Json[0].GetProperty("notice").GetString(), StringComparison.Ordinal);
        var consent = (await host.Customers.LoadAsync(new("sue"), TestContext.Current.CancellationToken)).Profile.Consents.Single();
        Assert.Equal(NodaTime.Instant.FromDateTimeOffset(host.Time.GetUtcNow()), consent.At);
    }

    [Fact]
    public async Task Reply_OfAGatewayThatKnowsTheNumberOnly_ConcernsWhoeverWasWrittenToThere()
    {
        var cancel = TestContext.Current.CancellationToken;
        foreach (var (customer, message) in ((string, string)[])[("gw-1", "gw-message-1"), ("gw-2", "gw-message-2")])
        {
            await host.PutAsync($"/api/customers/{customer}", """{ "attributes": { "phone": "+886955500177" } }""");
            await host.Customers.Reports.AddAsync(
                ReportKeys.Of(Channel.Sms, "+886 955-500-177"), new(new(customer), new(message)), cancel);
        }

        var bounced = await SendAsync("gw-b", "message.bounced",
            """{ "address": "+886955500177", "message_id": "gw-message-2", "reason": "opted-out" }""");
        Assert.Equal("accepted", bounced.Json[0].GetProperty("result").GetString());
        Assert.Empty(await ConsentsAsync("gw-1"));
        Assert.False(Assert.Single(await ConsentsAsync("gw-2")).Granted);

        var replied = await SendAsync("gw-r", "message.replied", """{ "address": "+886 955 500 177", "text": "退訂，" }""");
        Assert.Equal("accepted", replied.Json[0].GetProperty("result").GetString());
        Assert.False(Assert.Single(await ConsentsAsync("gw-1")).Granted);

        var unknown = await SendAsync("gw-u", "message.replied", """{ "address": "+886955500178", "text": "STOP" }""");
        Assert.Equal("ignored", unknown.Json[0].GetProperty("result").GetString());
    }

    private Task<ApiResponse> SendAsync(string id, string type, string data) => host.SendAsync(HttpMethod.Post, "/api/events",
        $$"""{ "specversion": "1.0", "id": "{{id}}", "source": "/gateway", "type": "{{type}}", "data": {{data}} }""");

    private async Task<IReadOnlyList<Consent>> ConsentsAsync(string customer) =>
        (await host.Customers.LoadAsync(new(customer), TestContext.Current.CancellationToken)).Profile.Consents;
}
