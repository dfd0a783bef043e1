using System.Text.Json;

namespace Campaigns.Api.Tests.Hosting;

/// <summary>An id is one thing in a path, a body and an event.</summary>
public sealed class IdTests(ApiHost host) : IClassFixture<ApiHost>
{
    /// <summary>Ids that may be, with their form in a path.</summary>
    public static TheoryData<string, string> Good => new()
    {
        { "C-1001", "C-1001" }, { "王小明", "%E7%8E%8B%E5%B0%8F%E6%98%8E" }, { "a b", "a%20b" }, { "50%", "50%25" }, { "a%zz", "a%25zz" },
        { "a+b", "a+b" }, { "a&b=c;d", "a&b=c;d" }, { "a.b", "a.b" }, { "...", "..." }, { "a@b.example", "a@b.example" },
        { new string('x', 128), new string('x', 128) },
    };

    /// <summary>Ids that may not, with their form in a path.</summary>
    public static TheoryData<string, string> Bad => new()
    {
        { "a/b", "a%2Fb" }, { "a%2Fb", "a%252Fb" }, { "a%2fb", "a%2fb" }, { "a\\b", "a%5Cb" }, { "a#b", "a%23b" }, { "a?b", "a%3Fb" },
        { "a%20b", "a%2520b" }, { "a\tb", "a%09b" }, { new string('x', 129), new string('x', 129) },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public async Task Id_ThatMayBe_IsTheSameEverywhere(string id, string inPath)
    {
        Assert.Equal(200, (await host.PutAsync($"/api/customers/{inPath}", "{}")).Status);
        Assert.Equal(200, (await host.PutAsync($"/api/policies/{inPath}",
            JsonSerializer.Serialize(new { customer_id = id, attributes = new { product = "p" } }))).Status);
        Assert.Equal(200, (await host.PostAsync("/api/events", Bodies.Event(id, "customer.updated", new { customer_id = id, city = "Tainan" }))).Status);

        var read = (await host.GetAsync($"/api/customers/{inPath}")).Json;
        Assert.Equal((id, "Tainan", id), (read.GetProperty("id").GetString(),
            read.GetProperty("attributes").GetProperty("city").GetString(), read.GetProperty("policies")[0].GetProperty("id").GetString()));
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Id_ThatMayNotBe_IsRefusedEverywhere(string id, string inPath)
    {
        var before = await host.ContentAsync();
        foreach (var answer in (ApiResponse[])
        [
            await host.PutAsync($"/api/customers/{inPath}", "{}"),
            await host.GetAsync($"/api/customers/{inPath}"),
            await host.PutAsync($"/api/policies/{inPath}", """{ "customer_id": "c" }"""),
            await host.PutAsync("/api/policies/p", JsonSerializer.Serialize(new { customer_id = id })),
            await host.PostAsync("/api/events", Bodies.Event("e", "customer.updated", new { customer_id = id })),
            await host.PostAsync("/api/events", Bodies.Event("e", "policy.updated", new { customer_id = "c", policy_id = id })),
        ])
            Assert.Equal((400, "bad-id"), (answer.Status, Assert.Single(answer.Codes)));
        Assert.Equal(before, await host.ContentAsync());
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public async Task Id_OfDots_IsRefused(string id) => Assert.Equal(
        "bad-id", Assert.Single((await host.PostAsync("/api/events", Bodies.Event("e", "customer.updated", new { customer_id = id }))).Codes));
}
