using Campaigns.Api.Tests.Hosting;

namespace Campaigns.Api.Tests.Customers;

/// <summary>Customers are found by what they have.</summary>
public sealed class CustomerLookupTests(ApiHost host) : IClassFixture<ApiHost>
{
    private async Task<string[]> FindAsync(string query)
    {
        var answer = await host.GetAsync($"/api/customers?{query}");
        Assert.True(answer.Status == 200, answer.Text);
        return [.. answer.Json.GetProperty("customers").EnumerateArray().Select(customer => customer.GetProperty("id").GetString()!)];
    }

    [Theory]
    [InlineData("phone=%2B886955500107")]
    [InlineData("phone=+886955500107")] // as people write it: the plus becomes a blank
    [InlineData("phone=0955-500-107")] // the country of the contact policy
    [InlineData("email=Mei.Lookup@Example.com")]
    [InlineData("policy=look-1")]
    [InlineData("policy_number=POL/2026/77")]
    public async Task Find_ByAnything_GivesTheCustomer(string query)
    {
        await host.PutAsync("/api/customers/look",
            """{ "attributes": { "phone": "+886 955 500 107", "email": "mei.lookup@example.com" } }""");
        await host.PutAsync("/api/policies/look-1", """{ "customer_id": "look", "attributes": { "number": "POL/2026/77" } }""");

        Assert.Equal(["look"], await FindAsync(query));
        Assert.Empty(await FindAsync(query + "8"));
    }

    [Fact]
    public async Task Find_WhatWasTakenBack_GivesNobody()
    {
        await host.PutAsync("/api/customers/former", """{ "attributes": { "email": "former@example.com" } }""");
        Assert.Equal(["former"], await FindAsync("email=former@example.com"));
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await host.PutAsync("/api/customers/former", """{ "attributes": { "email": null } }""");
        Assert.Empty(await FindAsync("email=former@example.com"));
        Assert.Equal(200, (await host.GetAsync("/api/customers/former")).Status);
    }

    [Fact]
    public async Task Policy_OfTwoCustomers_HasBothHolders_InPages()
    {
        foreach (var customer in (string[])["pa", "pb"])
            await host.PutAsync("/api/policies/shared-1",
                $$"""{ "customer_id": "{{customer}}", "attributes": { "product": "{{customer}}" } }""");

        var first = (await host.GetAsync("/api/policies/shared-1?take=1")).Json;
        var next = first.GetProperty("next").GetString();
        var second = (await host.GetAsync($"/api/policies/shared-1?take=1&after={next}")).Json;

        Assert.Equal(("shared-1", "pa"), (first.GetProperty("id").GetString(), next));
        Assert.False(second.TryGetProperty("next", out _));
        foreach (var (page, customer) in new[] { (first, "pa"), (second, "pb") })
        {
            var holder = Assert.Single(page.GetProperty("holders").EnumerateArray());
            Assert.Equal((customer, customer), (
                holder.GetProperty("customer_id").GetString(), holder.GetProperty("attributes").GetProperty("product").GetString()));
        }

        Assert.Equal(404, (await host.GetAsync("/api/policies/nobodys")).Status);
    }

    [Theory]
    [InlineData("", "phone")]
    [InlineData("phone=", "phone")]
    [InlineData("phone=1&email=a@example.com", "email")]
    [InlineData("name=Mei", "phone")]
    [InlineData("policy=p&take=101", "take")]
    [InlineData("policy=p&after=a%2Fb", "after")]
    public async Task Find_Unclear_IsRefused(string query, string parameter)
    {
        var answer = await host.GetAsync($"/api/customers?{query}");
        Assert.Equal((400, parameter), (answer.Status, answer.Json.GetProperty("errors")[0].GetProperty("parameter").GetString()));
    }
}
