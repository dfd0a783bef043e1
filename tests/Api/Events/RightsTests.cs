using Campaigns.Api.Tests.Hosting;

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
}
