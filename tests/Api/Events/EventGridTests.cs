using System.Text.Json;
using Campaigns.Api.Tests.Hosting;

namespace Campaigns.Api.Tests.Events;

/// <summary>Deliveries of Event Grid in both schemas, and both handshakes.</summary>
public sealed class EventGridTests(ApiHost host) : IClassFixture<ApiHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Task<ApiResponse> DeliverAsync(string body, string type = "application/json; charset=utf-8") =>
        host.SendAsync(HttpMethod.Post, "/api/events", body, type, ("aeg-event-type", "Notification"),
            ("aeg-subscription-name", "CAMPAIGNS"), ("aeg-delivery-count", "0"));

    private static IEnumerable<string> Results(ApiResponse answer) =>
        answer.Json.EnumerateArray().Select(item => item.GetProperty("result").GetString()!);

    [Fact]
    public async Task SubscriptionValidation_WithKey_ReturnsTheCode()
    {
        var request = Repository.Vector("eventgrid_subscription_validation.request.json");
        var expected = JsonElement.Parse(Repository.Vector("eventgrid_subscription_validation.response.json"));

        var answer = await host.SendAsync(HttpMethod.Post, "/api/events", request, "application/json",
            ("aeg-event-type", "SubscriptionValidation"));

        Assert.Equal(200, answer.Status);
        Assert.True(JsonElement.DeepEquals(expected, answer.Json), answer.Text);
    }

    [Fact]
    public async Task SubscriptionValidation_WithoutKey_Is401()
    {
        using var client = new HttpClient { BaseAddress = host.Client.BaseAddress };
        using var body = new StringContent(Bodies.SubscriptionValidation, System.Text.Encoding.UTF8, "application/json");
        using var without = await client.PostAsync(new Uri("/api/events", UriKind.Relative), body, Cancel);
        using var with = await client.PostAsync(new Uri($"/api/events?code={Uri.EscapeDataString(ApiHost.Key)}", UriKind.Relative), body,
            Cancel);

        Assert.Equal((401, 200), ((int)without.StatusCode, (int)with.StatusCode));
    }

    [Theory]
    [InlineData("eventgrid.azure.net", 200)]
    [InlineData("https://*.eventgrid.azure.net:443", 200)]
    [InlineData(null, 400)]
    [InlineData("a b", 400)]
    [InlineData("<script>", 400)]
    public async Task Handshake_WithOrigin_IsAllowed(string? origin, int status)
    {
        var answer = await host.SendAsync(HttpMethod.Options, "/api/events", headers: origin is null ? []
            : [("WebHook-Request-Origin", origin)]);

        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 200, answer.Headers.TryGetValues("WebHook-Allowed-Origin", out var allowed) && allowed.Single() == origin);
        Assert.Equal(status == 200, answer.Headers.TryGetValues("WebHook-Allowed-Rate", out var rate) && rate.Single() == "*");
    }

    [Fact]
    public async Task EventGridSchema_SentTwice_IsAcceptedOnce()
    {
        var batch =
            $"[{Bodies.EventGrid("g1", "policy.issued", new { customer_id = "grid", policy_id = "p1", premium = 9000 })}, {Bodies.EventGrid("g2", "customer.do_not_disturb", new { on = true }, subject: "grid-2")}]";

        Assert.Equal(["accepted", "accepted"], Results(await DeliverAsync(batch)));
        Assert.Equal(["duplicate", "duplicate"], Results(await DeliverAsync(batch)));

        Assert.Equal(9000m, (await host.Customers.LoadAsync(new("grid"), Cancel)).Policies[new("p1")]["premium"]);
        Assert.True((await host.Customers.LoadAsync(new("grid-2"), Cancel)).Profile.DoNotDisturb);
    }

    [Fact]
    public async Task CloudEvents_InABatch_AreAccepted()
    {
        var batch =
            $"[{Bodies.Event("c1", "app.opened", new { customer_id = "cloud" })}, {Bodies.Event("c2", "app.opened", new { customer_id = "cloud" })}]";

        Assert.Equal(["accepted", "accepted"], Results(await DeliverAsync(batch, "application/cloudevents-batch+json; charset=utf-8")));
    }

    [Fact]
    public async Task InvalidEvent_DeliveryIsRefused_AndTheOthersAreStored()
    {
        var answer = await DeliverAsync(
            $"[{Bodies.EventGrid("d1", "app.opened", new { customer_id = "dead" })}, {Bodies.EventGrid("d2", "app.opened", new { })}, {Bodies.EventGrid("d3", "app.opened", new { customer_id = 7 })}]");

        Assert.Equal(400, answer.Status);
        Assert.Equal(["/1/data/customer_id", "/2/data/customer_id"], answer.Pointers);
        Assert.StartsWith("2 of 3 events are not valid; the others are stored.", answer.Json.GetProperty("detail").GetString(),
            StringComparison.Ordinal);
        Assert.True((await host.Customers.LoadAsync(new("dead"), Cancel)).Exists);
    }

    [Theory]
    [InlineData("""[ { "eventType": "app.opened" } ]""", "/0/eventTime,/0/id")]
    [InlineData("""[ { "eventType": 7, "id": "", "eventTime": "yesterday", "topic": [] } ]""", "/0/id,/0/eventType,/0/topic,/0/eventTime")]
    public async Task EventGridSchema_InvalidEvent_IsReportedWithPointer(string body, string pointers)
    {
        var answer = await DeliverAsync(body);

        Assert.Equal(400, answer.Status);
        Assert.Equal(pointers.Split(',').Order(), answer.Pointers.Order());
        Assert.All(answer.Codes, code => Assert.Equal("invalid-event-grid-event", code));
    }

    [Theory]
    [InlineData("Microsoft.EventGrid.SubscriptionDeletedEvent")]
    [InlineData("Microsoft.Communication.ChatMessageReceived")]
    public async Task EventGridSchema_UnrelatedType_IsIgnored(string type)
    {
        var before = await host.ContentAsync();

        Assert.Equal(["ignored"], Results(await DeliverAsync($"[{Bodies.EventGrid("i1", type, new { some = "thing" })}]")));

        Assert.Equal(before, await host.ContentAsync());
    }
}
