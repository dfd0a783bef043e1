using System.Text;
using Campaigns.Api.Tests.Hosting;

namespace Campaigns.Api.Tests.Journeys;

public sealed class JourneyTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Theory]
    [InlineData("renewal-countdown")]
    [InlineData("gift-to-paid")]
    [InlineData("win-back")]
    public async Task Publish_ShippedJourneys_Succeeds(string id)
    {
        var text = Encoding.UTF8.GetString(Repository.Journey($"{id}.json"));
        await host.PublishAsync(id, text);
        var got = (await host.GetAsync($"/api/journeys/{id}")).Json;
        Assert.Equal("published", got.GetProperty("status").GetString());
        Assert.Equal(text, got.GetProperty("live").GetProperty("text").GetString());
        Assert.Equal(id, got.GetProperty("live").GetProperty("document").GetProperty("id").GetString());
        Assert.False(got.GetProperty("has_unpublished_changes").GetBoolean());
    }

    [Fact]
    public async Task Journey_EachStateChange_IsAllowedOrRefused()
    {
        const string id = "states";
        var path = $"/api/journeys/{id}";
        var draft = await host.PutAsync(path, Bodies.OnRequest(id));
        Assert.Equal(("done", "draft", 0), Change(draft));
        Assert.Equal(("unchanged", "draft", 0), Change(await host.PutAsync(path, Bodies.OnRequest(id))));
        foreach (var impossible in (string[])["pause", "resume", "retire"])
            Assert.Equal(409, (await host.PostAsync($"{path}/{impossible}")).Status);

        Assert.Equal(("done", "published", 1), Change(await host.PostAsync($"{path}/publish")));
        Assert.Equal(("unchanged", "published", 1), Change(await host.PostAsync($"{path}/publish")));
        Assert.Equal(("done", "paused", 1), Change(await host.PostAsync($"{path}/pause")));
        Assert.Equal(("unchanged", "paused", 1), Change(await host.PostAsync($"{path}/pause")));

        Assert.Equal(("done", "paused", 1), Change(await host.PutAsync(path, Bodies.OnRequest(id, """ "priority": 70,"""))));
        Assert.Equal(("done", "paused", 2), Change(await host.PostAsync($"{path}/publish")));
        Assert.Equal(("done", "published", 2), Change(await host.PostAsync($"{path}/resume")));
        Assert.Equal(("unchanged", "published", 2), Change(await host.PostAsync($"{path}/resume")));
        Assert.Equal(("done", "retired", 2), Change(await host.PostAsync($"{path}/retire", """{ "end_running": true }""")));
        Assert.Equal(("unchanged", "retired", 2), Change(await host.PostAsync($"{path}/retire")));
        foreach (var impossible in (string[])["pause", "resume"])
            Assert.Equal(409, (await host.PostAsync($"{path}/{impossible}")).Status);

        var journey = (await host.GetAsync(path)).Json;
        Assert.Equal(2, journey.GetProperty("versions").GetArrayLength());
        Assert.Equal(70, journey.GetProperty("live").GetProperty("document").GetProperty("priority").GetInt32());
        var listed = (await host.GetAsync("/api/journeys")).Json.EnumerateArray().Single(item => item.GetProperty("id").GetString() == id);
        Assert.Equal("retired", listed.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Publish_DraftWithErrors_IsRefused_AndTheDraftKept()
    {
        const string id = "meaning";
        var saved = await host.PutAsync($"/api/journeys/{id}",
            Bodies.OnRequest(id)
            .Replace("\"wait\": \"P1D\"", "\"send\": { \"channels\": [\"sms\"], \"template\": \"no/such\" }", StringComparison.Ordinal));
        Assert.Equal(200, saved.Status);
        var finding = saved.Json.GetProperty("findings").EnumerateArray().First(f => f.GetProperty("severity").GetString() == "error");
        Assert.Equal("/steps/0/send/template", finding.GetProperty("pointer").GetString());
        Assert.Equal(2, finding.GetProperty("line").GetInt32());

        var published = await host.PostAsync($"/api/journeys/{id}/publish");
        Assert.Equal(422, published.Status);
        Assert.Contains("/steps/0/send/template", published.Pointers);
        Assert.Equal("draft", (await host.GetAsync($"/api/journeys/{id}")).Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Validate_ReportsAllFindings_AndStoresNothing()
    {
        var before = await host.ContentAsync();
        var good = (await host.PostAsync("/api/journeys/validate", Bodies.OnRequest("fine"))).Json;
        Assert.True(good.GetProperty("valid").GetBoolean());
        var bad = (await host.PostAsync("/api/journeys/validate", """{ "id": "x", "stps": [] }""")).Json;
        Assert.False(bad.GetProperty("valid").GetBoolean());
        Assert.Contains("steps", bad.GetRawText(), StringComparison.Ordinal);
        Assert.False((await host.PostAsync("/api/journeys/validate", "{ no")).Json.GetProperty("valid").GetBoolean());
        Assert.Equal(before, await host.ContentAsync());
    }

    [Fact]
    public async Task Enroll_ByRequest_ReturnsTheOutcome()
    {
        await host.PublishAsync("by-request", Bodies.OnRequest("by-request"));
        await host.PublishAsync("by-event", Bodies.OnEvent("by-event", "gift.requested"));
        Task<ApiResponse> Enroll(string journey, string body) => host.PostAsync($"/api/journeys/{journey}/enrollments", body);

        var unknown = await Enroll("by-request", """{ "customer_id": "nobody" }""");
        Assert.Equal((404, "unknown-customer"), (unknown.Status, unknown.Codes.Single()));
        await host.PutAsync("/api/customers/anna", "{}");
        Assert.Equal(404, (await Enroll("by-request", """{ "customer_id": "anna", "policy_id": "none" }""")).Status);
        var entered = await Enroll("by-request", """{ "customer_id": "anna", "data": { "gift_id": "g" } }""");
        Assert.Equal((201, "entered"), (entered.Status, entered.Json.GetProperty("outcome").GetString()));
        var again = await Enroll("by-request", """{ "customer_id": "anna" }""");
        Assert.Equal((200, "already_running"), (again.Status, again.Json.GetProperty("outcome").GetString()));
        Assert.Equal("no-api-entry", (await Enroll("by-event", """{ "customer_id": "anna" }""")).Codes.Single());

        await host.PostAsync("/api/events", Bodies.Event("e", "customer.erased", new { customer_id = "ghost" }));
        Assert.Equal("erased", (await Enroll("by-request", """{ "customer_id": "ghost" }""")).Codes.Single());
        await host.PostAsync("/api/journeys/by-request/pause");
        Assert.Equal("wrong-status", (await Enroll("by-request", """{ "customer_id": "anna" }""")).Codes.Single());
        await host.PostAsync("/api/journeys/by-request/resume");
        host.Rows.IsUnavailable = true;
        Assert.Equal(503, (await Enroll("by-request", """{ "customer_id": "anna" }""")).Status);
        host.Rows.IsUnavailable = false;
    }

    [Fact]
    public async Task Rules_Saved_AreInForceAtOnce()
    {
        var catalog = (await host.GetAsync("/api/catalog")).Json.GetProperty("live").GetProperty("text").GetString()!;
        Assert.Equal("unknown-attribute",
            (await host.PutAsync("/api/customers/anna", """{ "attributes": { "shoe_size": 42 } }""")).Codes.Single());
        var put = await host.PutAsync("/api/catalog",
            catalog.Replace("\"customer\": {", "\"customer\": { \"shoe_size\": \"number\",", StringComparison.Ordinal));
        Assert.Equal(("done", "published", 2), Change(put));
        Assert.Equal(200, (await host.PutAsync("/api/customers/anna", """{ "attributes": { "shoe_size": 42 } }""")).Status);

        const string policy =
            """{ "timeZone": "Asia/Taipei", "caps": [ { "id": "none", "limit": 0, "window": { "rolling": "P1D" } } ], "exempt": ["service"] }""";
        Assert.Equal(200, (await host.PutAsync("/api/contact-policy", policy)).Status);
        Assert.Equal(policy, (await host.GetAsync("/api/contact-policy")).Json.GetProperty("live").GetProperty("text").GetString());
        Assert.Equal(0, host.Library.ContactPolicy.Caps.Single().Limit);
        await host.PutAsync("/api/contact-policy", Encoding.UTF8.GetString(Repository.Journey("contact-policy.json")));
        Assert.True(host.Library.ContactPolicy.Caps.Length > 1);
    }

    [Fact]
    public async Task Health_CountsLiveJourneys()
    {
        await host.PublishAsync("healthy", Bodies.OnRequest("healthy"));
        var health = (await host.GetAsync("/api/health")).Json;
        Assert.Equal("ok", health.GetProperty("status").GetString());
        Assert.True(health.GetProperty("journeys_live").GetInt32() >= 1);
        Assert.Equal(NodaTime.TimeZones.TzdbDateTimeZoneSource.Default.TzdbVersion, health.GetProperty("time_zones").GetString());
    }

    private static (string?, string?, int) Change(ApiResponse answer)
    {
        Assert.True(answer.Status == 200, answer.Text);
        return (answer.Json.GetProperty("result").GetString(), answer.Json.GetProperty("status").GetString(),
            answer.Json.GetProperty("live_version").GetInt32());
    }
}
