using System.Text;
using Campaigns.Api.Tests.Hosting;
using Campaigns.Runtime.Keys;

namespace Campaigns.Api.Tests.Releases;

public sealed class ReleaseRoutesTests : IAsyncLifetime
{
    private readonly ApiHost _host = new();

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Release_IsUploadedPlannedMadeAndDeployed_AndReadBack()
    {
        List<(string Path, byte[] Content)> files =
        [
            ("journeys/hello.json", [.. "\uFEFF"u8, .. Encoding.UTF8.GetBytes(Bodies.OnRequest("hello").Replace("\n", "\r\n", StringComparison.Ordinal))]),
            ("audiences/large.json", Encoding.UTF8.GetBytes($"\"{new string('x', 700_000)}\"")), // in two rows
            ("scenarios/empty.json", []),
        ];
        var missing = await _host.PostAsync("/api/releases/missing", ReleaseCalls.Body(files));
        Assert.Equal(3, missing.Json.GetProperty("missing").GetArrayLength());
        Assert.Equal(400, (await _host.PostAsync("/api/releases/plan", ReleaseCalls.Body(files))).Status);
        foreach (var (_, content) in files)
            Assert.Equal(204, await _host.PutFileAsync(content));
        missing = await _host.PostAsync("/api/releases/missing", ReleaseCalls.Body(files));
        Assert.Equal(0, missing.Json.GetProperty("missing").GetArrayLength());

        var plan = (await _host.PostAsync("/api/releases/plan", ReleaseCalls.Body(files, """, "inside": true """))).Json;
        Assert.True(plan.GetProperty("valid").GetBoolean());
        Assert.Equal("added", plan.GetProperty("documents")[0].GetProperty("change").GetString());
        Assert.Empty((await _host.GetAsync("/api/releases")).Json.GetProperty("deployments").EnumerateArray());

        var made = (await _host.PostAsync("/api/releases", ReleaseCalls.Body(files, """, "message": "first" """))).Json;
        var id = made.GetProperty("id").GetString()!;
        Assert.Equal(plan.GetProperty("release").GetString(), id);
        Assert.Equal(400, (await _host.GetAsync("/api/releases/zzz")).Status);
        var deployed = await _host.PostAsync($"/api/releases/{id[..12]}/deploy", $$"""
            { "message": "why", "expect": "none", "revision": {{plan.GetProperty("revision").GetInt64()}} }
            """);
        Assert.True(deployed.Status == 200, deployed.Text);
        Assert.Equal("done", deployed.Json.GetProperty("result").GetString());
        Assert.Equal("published", (await _host.GetAsync("/api/journeys/hello")).Json.GetProperty("status").GetString());
        Assert.Equal("unchanged", (await _host.PostAsync($"/api/releases/{id}/deploy", "{}")).Json.GetProperty("result").GetString());

        foreach (var file in (await _host.GetAsync($"/api/releases/{id}")).Json.GetProperty("files").EnumerateArray())
        {
            var content = await _host.Client.GetByteArrayAsync($"/api/releases/files/{file.GetProperty("hash").GetString()}", TestContext.Current.CancellationToken);
            Assert.Equal(files.Single(own => own.Path == file.GetProperty("path").GetString()).Content, content);
        }

        var live = (await _host.GetAsync("/api/releases")).Json;
        Assert.Equal(id, live.GetProperty("live").GetProperty("release").GetString());
        Assert.Equal("why", live.GetProperty("deployments")[0].GetProperty("message").GetString());
        Assert.Equal("the host's key", live.GetProperty("live").GetProperty("by").GetString());
    }

    [Fact]
    public async Task Deploy_OverSomethingElse_Is409_AndWithErrors_Is422()
    {
        var first = await _host.MakeReleaseAsync(("journeys/hello.json", Bodies.OnRequest("hello")));
        var second = await _host.MakeReleaseAsync(("journeys/hello.json", Bodies.OnRequest("hello", """ "priority": 60,""")));
        var broken = await _host.MakeReleaseAsync(("journeys/hello.json", Bodies.OnRequest("hello").Replace("service", "nonsense", StringComparison.Ordinal)),
            ("contact-policy.json", "{}"));
        await _host.PostAsync($"/api/releases/{first}/deploy", "{}");
        Assert.Equal(409, (await _host.PostAsync($"/api/releases/{second}/deploy", """{ "expect": "none" }""")).Status);
        Assert.Equal(409, (await _host.PostAsync($"/api/releases/{second}/deploy", """{ "revision": 1 }""")).Status);
        var refused = await _host.PostAsync($"/api/releases/{broken}/deploy", "{}");
        Assert.Equal(422, refused.Status);
        Assert.Contains("contact-policy.json", refused.Json.GetProperty("errors")[0].GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(first, (await _host.GetAsync("/api/releases")).Json.GetProperty("live").GetProperty("release").GetString());

        await _host.PutAsync("/api/journeys/hello", Bodies.OnRequest("hello", """ "priority": 70,"""));
        await _host.PostAsync("/api/journeys/hello/publish");
        Assert.NotEmpty((await _host.GetAsync("/api/releases")).Json.GetProperty("drift").EnumerateArray());
        Assert.Equal("done", (await _host.PostAsync($"/api/releases/{second}/deploy", $$"""{ "expect": "{{first}}" }""")).Json.GetProperty("result").GetString());
        Assert.Empty((await _host.GetAsync("/api/releases")).Json.GetProperty("drift").EnumerateArray());
    }

    [Fact]
    public async Task Author_MayUploadAndPlan_AndAnApproverDeploys()
    {
        byte[] journey = Encoding.UTF8.GetBytes(Bodies.OnRequest("hello"));
        var author = await _host.AddKeyAsync("ann", ApiScopes.Author);
        var approver = await _host.AddKeyAsync("bob", ApiScopes.Approver);
        var body = ReleaseCalls.Body([("journeys/hello.json", journey)]);
        Assert.Equal(403, await _host.PutFileAsync(journey, approver));
        Assert.Equal(204, await _host.PutFileAsync(journey, author));
        Assert.Equal(200, (await CallAsync("plan", body, author)).Status);
        Assert.Equal(200, (await CallAsync("plan", body, approver)).Status);
        Assert.Equal(403, (await CallAsync("", body, approver)).Status);
        var id = (await CallAsync("", body, author)).Json.GetProperty("id").GetString();
        Assert.Equal(403, (await CallAsync($"{id}/deploy", "{}", author)).Status);
        Assert.Equal(200, (await CallAsync($"{id}/deploy", "{}", approver)).Status);
        var release = (await _host.GetAsync($"/api/releases/{id}")).Json;
        Assert.Equal("ann", release.GetProperty("author").GetString());
        Assert.Equal("bob", (await _host.GetAsync("/api/releases")).Json.GetProperty("live").GetProperty("by").GetString());

        Task<ApiResponse> CallAsync(string route, string json, string key) =>
            _host.SendAsync(HttpMethod.Post, $"/api/releases/{route}".TrimEnd('/'), json, headers: ("x-campaigns-key", key));
    }
}
