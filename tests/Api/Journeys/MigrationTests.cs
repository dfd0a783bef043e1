using System.Text.Json;
using Campaigns.Api.Tests.Hosting;
using Campaigns.Runtime.Keys;

namespace Campaigns.Api.Tests.Journeys;

/// <summary>Where those inside would go on another version, and that nobody is moved while that is unclear.</summary>
public sealed class MigrationTests : IAsyncLifetime
{
    private const string Journey = "/api/journeys/walk";
    private readonly ApiHost _host = new();

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task StartAsync(string target)
    {
        await _host.PublishAsync("walk", Bodies.OnRequest("walk"));
        foreach (var customer in (string[])["ann", "bob"])
        {
            await _host.PutAsync($"/api/customers/{customer}", "{}");
            await _host.PostAsync($"{Journey}/enrollments", $$"""{ "customer_id": "{{customer}}" }""");
        }

        await _host.PublishAsync("walk", target);
    }

    private static string Other(string wait, string id = "pause") =>
        Bodies.OnRequest("walk").Replace("P1D", wait, StringComparison.Ordinal).Replace("\"pause\"", $"\"{id}\"", StringComparison.Ordinal);

    private async Task<JsonElement> LookAsync(string body) => (await _host.PostAsync($"{Journey}/migrate", body)).Json;

    [Fact]
    public async Task DryRun_SaysForEachStepWhereItsPeopleGo_AndOrdersNothing()
    {
        await StartAsync(Other("P3D"));

        var report = (await LookAsync("""{ "dry_run": true, "waits": "follow" }""")).GetProperty("report");

        var version = Assert.Single(report.GetProperty("versions").EnumerateArray());
        var step = Assert.Single(version.GetProperty("steps").EnumerateArray());
        Assert.Equal((2, 2, "pause", "pause", 2), (version.GetProperty("running").GetInt32(), version.GetProperty("movable").GetInt32(),
            step.GetProperty("step").GetString(), step.GetProperty("to").GetString(), step.GetProperty("here").GetInt32()));
        Assert.Equal(("2026-03-05T04:00:00Z", "2026-03-05T04:00:00Z"),
            (step.GetProperty("wakes_first").GetString(), step.GetProperty("wakes_last").GetString()));
        Assert.True(report.GetProperty("complete").GetBoolean() && report.GetProperty("is_clear").GetBoolean());
        Assert.Empty(await _host.Sweeps.OpenAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("P3D", "pause", "{}", "at \"pause\": it lasted P1D, and lasts P3D")]
    [InlineData("P1D", "rest", "{}", "at \"pause\": \"pause\" is not in version 2")]
    [InlineData("P1D", "rest", """{ "map": { "pause": "end" } }""", "\"end\" is of the kind end in version 2")]
    [InlineData("P1D", "rest", """{ "map": { "pause": "rets" } }""", "version 2 has no step \"rets\"; did you mean \"rest\"?")]
    public async Task Unclear_IsRefusedWithEverythingThatIs(string wait, string id, string body, string says)
    {
        await StartAsync(Other(wait, id));

        var answer = await _host.PostAsync($"{Journey}/migrate", body);

        Assert.Equal(409, answer.Status);
        Assert.Contains(says, answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(await _host.Sweeps.OpenAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Clear_IsOrderedOnceForEachVersion_AndSaidAgainOrdersNothingForNobody()
    {
        await StartAsync(Other("P1D", "rest"));

        Assert.Equal("ordered", (await LookAsync("""{ "map": { "pause": "rest" } }""")).GetProperty("result").GetString());

        var sweep = Assert.Single(await _host.Sweeps.OpenAsync(TestContext.Current.CancellationToken)).Sweep;
        Assert.Equal((1, 2, "rest"), (sweep.Migration!.From, sweep.Migration.To, sweep.Migration.Rules.Map["pause"]));
        foreach (var customer in (string[])["ann", "bob"])
            Assert.Equal(1, await _host.Runner.SweepAsync(sweep, new(customer), TestContext.Current.CancellationToken));
        Assert.Empty((await LookAsync("{}")).GetProperty("report").GetProperty("versions").EnumerateArray());
        Assert.Single(await _host.Sweeps.OpenAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task WhileItRamps_SomebodyHasToSayWhichVersion()
    {
        await StartAsync(Bodies.OnRequest("walk", """ "ramp": {},"""));

        Assert.Equal(["ramp"], (await _host.PostAsync($"{Journey}/migrate", "{}")).Codes);
        Assert.Equal(200, (await _host.PostAsync($"{Journey}/migrate", """{ "to": 2, "dry_run": true }""")).Status);
        Assert.Equal(200, (await _host.PostAsync($"{Journey}/migrate", """{ "from": 2, "to": 1 }""")).Status); // back, after a stop
        Assert.Equal(["unknown-version", "unknown-version"], (await _host.PostAsync($"{Journey}/migrate", """{ "from": 7, "to": 9 }""")).Codes);
    }

    [Theory]
    [InlineData(ApiScopes.Operator, 200)]
    [InlineData(ApiScopes.Approver, 403)]
    public async Task OperatorsMoveThem(ApiScopes scope, int status)
    {
        await StartAsync(Other("P1D") + " ");
        var secret = await _host.AddKeyAsync("someone", scope);
        _host.Client.DefaultRequestHeaders.Remove("x-functions-key");
        Assert.Equal(status, (await _host.SendAsync(HttpMethod.Post, $"{Journey}/migrate", "{}", headers: ("x-functions-key", secret))).Status);
    }
}
