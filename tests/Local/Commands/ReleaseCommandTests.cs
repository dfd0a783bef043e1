using System.Text.Json;
using Campaigns.Local.Hosting;
using Campaigns.Storage.Embedded;

namespace Campaigns.Local.Tests.Commands;

/// <summary>A marketer's way from a workspace to a release and back, on a store, over HTTP and between environments.</summary>
public sealed class ReleaseCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-releases-");

    private string Workspace => Path.Combine(_folder.FullName, "workspace");

    private string Data => Path.Combine(_folder.FullName, "data");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task OnAStore_PlanDeployDiffRollbackAndPull_DoWhatTheySay()
    {
        string[] place = ["--data", Data];
        await RunAsync(0, "init", Workspace);
        Assert.Contains("it is published", await RunAsync(2, ["plan", Workspace, .. place]), StringComparison.Ordinal); // before there is a store
        Assert.False(Directory.Exists(Data));
        Assert.Contains("it is published", await RunAsync(0, ["deploy", Workspace, "-m", "first", "--yes", .. place]), StringComparison.Ordinal);
        Assert.Contains("Nothing to do", await RunAsync(0, ["plan", Workspace, .. place]), StringComparison.Ordinal);
        var first = await LiveAsync(place);

        Edit("journeys/welcome.json", "PT10M", "PT15M");
        Edit("templates/welcome/hello.sms.en.scriban", "customer", "customer", append: "!\n");
        var plan = await RunAsync(2, ["plan", Workspace, .. place]);
        Assert.Contains("step \"settle\": wait \"PT10M\" → \"PT15M\"", plan, StringComparison.Ordinal);
        Assert.Contains("changed: sms en", plan, StringComparison.Ordinal);
        var difference = await RunAsync(0, ["diff", Workspace, .. place]);
        Assert.Contains("\"wait\": \"PT15M\"", difference, StringComparison.Ordinal);
        Assert.Contains("--- a/journeys/welcome.json", difference, StringComparison.Ordinal);
        Assert.Equal(first, await LiveAsync(place));

        await RunAsync(1, ["deploy", Workspace, "-m", "second", "--yes", "--expect", "none", .. place]);
        Assert.Equal(first, await LiveAsync(place));
        await RunAsync(0, ["deploy", Workspace, "-m", "second", "--yes", "--expect", first[..12], .. place]);
        Assert.NotEqual(first, await LiveAsync(place));

        Edit("journeys/welcome.json", "\"PT15M\"", "7");
        await RunAsync(1, ["plan", Workspace, .. place]);
        await RunAsync(1, ["deploy", Workspace, "-m", "broken", "--yes", .. place]);

        await RunAsync(0, ["rollback", "--yes", .. place]);
        Assert.Equal(first, await LiveAsync(place));
        var releases = (await CommandRun.RunAsync(["releases", "--json", .. place])).Json;
        Assert.Equal([3, 2, 1], releases.GetProperty("deployments").EnumerateArray().Select(one => one.GetProperty("number").GetInt32()));
        Assert.Equal("first", releases.GetProperty("deployments")[2].GetProperty("message").GetString());

        var refused = await CommandRun.RunAsync(["pull", Workspace, .. place]);
        Assert.Equal(1, refused.Code);
        Assert.Contains("journeys/welcome.json", refused.Error, StringComparison.Ordinal);
        await RunAsync(0, ["pull", Workspace, "--force", .. place]);
        Assert.Contains("PT10M", await File.ReadAllTextAsync(Path.Combine(Workspace, "journeys", "welcome.json"), Cancel), StringComparison.Ordinal);
        await RunAsync(0, ["plan", Workspace, .. place]);
    }

    [Fact]
    public async Task OverHttp_AHostFollows_AndSendsTheReleasesText()
    {
        await RunAsync(0, "init", Workspace);
        await using var host = await LocalHost.StartAsync(new LocalHostOptions
        {
            Data = Data,
            Outbox = Path.Combine(Data, "outbox"),
            Durability = Durability.Process,
            Port = 0,
            PublishJourneys = false,
        }, Cancel);
        string[] place = ["--url", host.Address];
        await RunAsync(2, ["plan", Workspace, .. place]);
        await RunAsync(0, ["deploy", Workspace, "-m", "first", "--yes", .. place]);
        await RunAsync(0, ["plan", Workspace, .. place]);
        Assert.NotNull(host.Library.Texts);
        Assert.True(host.Library.Texts!.Has("welcome/hello", Campaigns.Model.Channel.Sms));
        Assert.Contains(host.Library.Journeys, live => live.Definition.Id.Value == "welcome");

        var copy = Path.Combine(_folder.FullName, "copy");
        await RunAsync(0, ["pull", copy, .. place]);
        Assert.Equal(await FilesAsync(Workspace), await FilesAsync(copy));

        // What is deployed on the store beside it reaches the host by its next look.
        Edit("templates/welcome/hello.sms.en.scriban", "customer", "customer", append: "!\n");
        await RunAsync(0, ["deploy", Workspace, "-m", "second", "--yes", "--data", Data]);
        await host.Library.RefreshAsync(Cancel);
        Assert.Equal(await LiveAsync("--data", Data), host.Library.Snapshot.Release.Live!.Release);
        await RunAsync(0, ["diff", copy, .. place]);
        var unknown = await CommandRun.RunAsync(["rollback", "abcdef123456", "--yes", .. place]);
        Assert.Equal(1, unknown.Code);
        await RunAsync(0, ["rollback", "--yes", .. place]);
    }

    [Fact]
    public async Task Promote_BetweenEnvironments_TakesTheSameRelease()
    {
        await RunAsync(0, "init", Workspace);
        await File.WriteAllTextAsync(Path.Combine(Workspace, "campaigns.json"), """
            { "environments": { "staging": { "data": "../staging" }, "production": { "data": "../production" } } }
            """, Cancel);
        await RunAsync(1, "promote", Workspace, "--from", "staging", "--to", "production", "--yes");
        await RunAsync(0, "deploy", Workspace, "-m", "first", "--to", "staging", "--yes");
        await RunAsync(0, "promote", Workspace, "--from", "staging", "--to", "production", "--yes");
        Assert.Equal(await LiveAsync("--data", Path.Combine(_folder.FullName, "staging")), await LiveAsync("--data", Path.Combine(_folder.FullName, "production")));
        var wrong = await CommandRun.RunAsync("promote", Workspace, "--from", "stagin", "--to", "production", "--yes");
        Assert.Equal(1, wrong.Code);
        Assert.Contains("staging", wrong.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "is no workspace", "plan", "{empty}")]
    [InlineData(1, "There is no folder", "plan", "{folder}/nowhere")]
    [InlineData(1, "Unknown option", "plan", "--nonsense")]
    [InlineData(2, "--message is 1 to 500", "deploy", "{empty}", "-m", " ")]
    [InlineData(2, "'--message'", "deploy", "{empty}")]
    [InlineData(2, "not both", "releases", "--to", "production", "--data", "x")]
    [InlineData(4, "cannot be reached", "releases", "--url", "http://127.0.0.1:1")]
    public async Task WrongInput_IsTold(int code, string error, params string[] arguments)
    {
        var empty = Directory.CreateDirectory(Path.Combine(_folder.FullName, "empty"));
        var ran = await CommandRun.RunAsync([.. arguments.Select(argument => argument
            .Replace("{empty}", empty.FullName, StringComparison.Ordinal).Replace("{folder}", _folder.FullName, StringComparison.Ordinal))]);
        Assert.True(code == ran.Code, $"{ran.Code} {ran.Error}");
        Assert.Contains(error, ran.Error, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(int code, params string[] arguments) => (await CommandRun.ExpectAsync(code, arguments)).Output;

    private static async Task<string> LiveAsync(params string[] place)
    {
        var ran = await CommandRun.RunAsync(["releases", "--json", .. place]);
        Assert.True(ran.Code == 0, ran.Error);
        return JsonDocument.Parse(ran.Output).RootElement.GetProperty("live").GetProperty("release").GetString()!;
    }

    private void Edit(string file, string was, string becomes, string append = "")
    {
        var path = Path.Combine(Workspace, file);
        var text = File.ReadAllText(path);
        File.WriteAllText(path, text.Replace(was, becomes, StringComparison.Ordinal).TrimEnd() + append);
    }

    private static async Task<List<string>> FilesAsync(string folder)
    {
        var (content, problems) = await Campaigns.Releases.WorkspaceFiles.ReadAsync(folder, Cancel);
        Assert.Empty(problems);
        return [.. content!.Manifest.Entries.Select(entry => $"{entry.Path} {entry.Hash}")];
    }
}
