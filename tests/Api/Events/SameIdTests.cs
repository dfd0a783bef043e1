using System.Text.Json;
using Campaigns.Api.Tests.Hosting;

namespace Campaigns.Api.Tests.Events;

/// <summary>An id stands for one event and a key for one request; other data under it change nothing, and that is said.</summary>
public sealed class SameIdTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Theory]
    [InlineData("""{ "city": "Tainan" }""", false)]
    [InlineData("""{ "city":"\u0054ainan" }""", false)]
    [InlineData("""{ "city": "Taichung" }""", true)]
    [InlineData("""{ "city": "Tainan", "segment": "s" }""", true)]
    [InlineData("{}", true)]
    public async Task Event_WithTheSameIdAgain_SaysWhetherItIsAnother(string again, bool differs)
    {
        foreach (var isBatch in (bool[])[false, true])
        {
            var id = $"same-{Guid.NewGuid():N}";
            await SendAsync(id, """{ "city": "Tainan" }""", isBatch);
            var before = await host.ContentAsync();
            var answer = await SendAsync(id, again, isBatch);

            Assert.Equal("duplicate", answer.GetProperty("result").GetString());
            Assert.Equal(differs, answer.TryGetProperty("notice", out var notice)
                && notice.GetString()!.Contains("taken before with other data", StringComparison.Ordinal));
            Assert.Equal("Tainan", (await host.GetAsync($"/api/customers/{id}")).Json.GetProperty("attributes").GetProperty("city").GetString());
            Assert.Equal(before.Split('\n').Where(row => row.Contains("/x:", StringComparison.Ordinal)),
                (await host.ContentAsync()).Split('\n').Where(row => row.Contains("/x:", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Events_WithOneIdInOneBatch_AreTheFirst()
    {
        var answer = await host.PostAsync("/api/events", $"""
            [{Bodies.Event("one-id", "customer.updated", new { customer_id = "twice", city = "Tainan" })},
             {Bodies.Event("one-id", "customer.updated", new { customer_id = "twice", city = "Taipei" })},
             {Bodies.Event("one-id", "customer.updated", new { customer_id = "twice", city = "Tainan" })}]
            """);

        Assert.Equal(["accepted", "duplicate", "duplicate"], answer.Json.EnumerateArray().Select(one => one.GetProperty("result").GetString()));
        Assert.Equal([false, true, false], answer.Json.EnumerateArray().Select(one => one.TryGetProperty("notice", out _)));
        Assert.Equal("Tainan", (await host.GetAsync("/api/customers/twice")).Json.GetProperty("attributes").GetProperty("city").GetString());
    }

    [Theory]
    [InlineData("customers/key-1", """{ "attributes": { "city": "Tainan" } }""", """{ "attributes": { "city": "Taipei" } }""")]
    [InlineData("customers/key-2", """{ "attributes": { "city": "Tainan" } }""",
        """{ "attributes": { "city": "Tainan" }, "do_not_disturb": true }""")]
    [InlineData("customers/key-3", """{ "attributes": {}, "do_not_disturb": true }""", """{ "attributes": {} }""")]
    [InlineData("policies/key-4", """{ "customer_id": "key-4", "attributes": { "product": "a" } }""",
        """{ "customer_id": "key-4", "attributes": { "product": "b" } }""")]
    public async Task Put_WithTheSameKeyAndAnotherBody_IsRefused(string path, string body, string other)
    {
        Task<ApiResponse> PutAsync(string text) =>
            host.SendAsync(HttpMethod.Put, $"/api/{path}", text, "application/json", ("Idempotency-Key", "k"));
        Assert.Equal("accepted", (await PutAsync(body)).Json.GetProperty("result").GetString());
        var before = (await host.GetAsync($"/api/customers/{path.Split('/')[1]}")).Text;

        var refused = await PutAsync(other);

        Assert.Equal((422, "key-reused", "Idempotency-Key"), (refused.Status, Assert.Single(refused.Codes),
            refused.Json.GetProperty("errors")[0].GetProperty("parameter").GetString()));
        Assert.Equal(before, (await host.GetAsync($"/api/customers/{path.Split('/')[1]}")).Text);
        Assert.Equal("duplicate", (await PutAsync(body)).Json.GetProperty("result").GetString());
    }

    [Fact]
    public async Task Put_OfAnErasedCustomer_IsGoneAndSaysTheWayBack()
    {
        await host.PutAsync("/api/customers/forgotten", """{ "attributes": { "city": "Tainan" } }""");
        await host.PostAsync("/api/events", Bodies.Event("erase", "customer.erased", new { customer_id = "forgotten" }));
        var before = (await host.GetAsync("/api/customers/forgotten")).Text;

        foreach (var answer in (ApiResponse[])
        [
            await host.PutAsync("/api/customers/forgotten", """{ "attributes": { "city": "Taipei" } }"""),
            await host.PutAsync("/api/policies/p", """{ "customer_id": "forgotten", "attributes": { "product": "a" } }"""),
        ])
        {
            Assert.Equal((410, "erased"), (answer.Status, Assert.Single(answer.Codes)));
            Assert.Contains("use another id", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(before, (await host.GetAsync("/api/customers/forgotten")).Text);
        var later = await host.PostAsync("/api/events", Bodies.Event("later", "customer.updated", new { customer_id = "forgotten", city = "x" }));
        Assert.Equal("the customer's data has been erased: nothing was changed", later.Json[0].GetProperty("notice").GetString());
        Assert.Equal(before, (await host.GetAsync("/api/customers/forgotten")).Text);
    }

    private async Task<JsonElement> SendAsync(string id, string data, bool isBatch)
    {
        var values = JsonSerializer.Deserialize<Dictionary<string, object>>(data)!;
        values["customer_id"] = id;
        var body = Bodies.Event(id, "customer.updated", values);
        return (await host.PostAsync("/api/events", isBatch ? $"[{body}]" : body)).Json[0];
    }
}
