using Campaigns.Local.Hosting;
using Campaigns.Storage.Embedded;

namespace Campaigns.Local.Tests.Commands;

/// <summary>The first hour that docs/marketers.md describes, from an empty folder to a rollback, on a store and over a host's API.</summary>
public sealed class MarketersHourTests : IDisposable
{
    private const string Journey = "journeys/welcome.json";
    private const string Sms = "templates/welcome/hello.sms.en.scriban";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-hour-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Workspace => Path.Combine(_folder.FullName, "my-campaigns");

    private string Data => Path.Combine(_folder.FullName, "data");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public Task OnAStore() => SpendAsync("--data", Data);

    [Fact]
    public async Task OverAHostsApi()
    {
        await using var host = await LocalHost.StartAsync(new LocalHostOptions
        {
            Data = Data,
            Outbox = Path.Combine(Data, "outbox"),
            Durability = Durability.Process,
            Port = 0,
            PublishJourneys = false,
        }, Cancel);
        await SpendAsync("--url", host.Address);
        Assert.True(host.Library.Texts!.Has("welcome/hello", Campaigns.Model.Channel.Sms));
    }

    private async Task SpendAsync(params string[] place)
    {
        await RunAsync(0, "init", Workspace);

        // A slip in a text is told with its place and the nearest name.
        Edit(Sms, "policy.product_name", "policy.productname");
        var wrong = await RunAsync(1, "validate", Workspace);
        Assert.Contains("did you mean \"product_name\"", wrong, StringComparison.Ordinal);
        Assert.Contains("did you mean \"product_name\"", await RunAsync(1, ["plan", Workspace, .. place]), StringComparison.Ordinal);
        await RunAsync(1, ["deploy", Workspace, "-m", "too early", "--yes", .. place]);
        Edit(Sms, "policy.productname", "policy.product_name");
        Assert.Contains("1 journey is valid", await RunAsync(0, "validate", Workspace), StringComparison.Ordinal);

        var page = Path.Combine(_folder.FullName, "preview.html");
        await RunAsync(0, "preview", Path.Combine(Workspace, Journey), "--workspace", Workspace, "--out", page);
        Assert.Contains("Example Insurance: welcome!", await File.ReadAllTextAsync(page, Cancel), StringComparison.Ordinal);
        Assert.Contains("2 passed, 0 failed", await RunAsync(0, "test", Workspace), StringComparison.Ordinal);

        Assert.Contains("it is published", await RunAsync(2, ["plan", Workspace, .. place]), StringComparison.Ordinal);
        await RunAsync(0, ["deploy", Workspace, "-m", "Welcome new customers", "--yes", .. place]);
        Assert.Contains("Nothing to do", await RunAsync(0, ["plan", Workspace, .. place]), StringComparison.Ordinal);

        // A new version begins with a few.
        Edit(Journey, "\"steps\": [\n", "\"ramp\": { \"steps\": [5, 25, 100] },\n  \"steps\": [\n");
        Edit(Journey, "PT10M", "PT20M");
        foreach (var scenario in Directory.GetFiles(Path.Combine(Workspace, "journeys", "scenarios")))
            Edit(scenario, "PT10M", "PT20M");
        await RunAsync(0, ["deploy", Workspace, "-m", "Wait twenty minutes", "--yes", .. place]);
        Assert.Contains("5 % of the customers enter version 2", await RunAsync(0, ["ramp", "welcome", .. place]), StringComparison.Ordinal);
        Assert.Contains("25 % of the customers enter version 2",
            await RunAsync(0, ["ramp", "welcome", "25", "--because", "figures are fine", .. place]), StringComparison.Ordinal);
        Assert.Contains("All customers enter", await RunAsync(0, ["ramp", "welcome", "100", .. place]), StringComparison.Ordinal);

        Edit(Sms, "welcome!", "a warm welcome!");
        Assert.Contains("changed: sms en", await RunAsync(2, ["plan", Workspace, .. place]), StringComparison.Ordinal);
        await RunAsync(0, ["deploy", Workspace, "-m", "Warmer", "--yes", .. place]);

        // Back: the text is the former one, and the journey stays as it was.
        await RunAsync(0, ["rollback", "--yes", .. place]);
        var back = await RunAsync(2, ["plan", Workspace, .. place]);
        Assert.Contains("changed: sms en", back, StringComparison.Ordinal);
        Assert.DoesNotContain("journey welcome", back, StringComparison.Ordinal);
        Assert.Contains("All customers enter", await RunAsync(0, ["ramp", "welcome", .. place]), StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(int code, params string[] arguments)
    {
        var ran = await CommandRun.ExpectAsync(code, arguments);
        return ran.Output + ran.Error;
    }

    private void Edit(string file, string was, string becomes)
    {
        var path = Path.Combine(Workspace, file);
        var text = File.ReadAllText(path);
        File.WriteAllText(path, text.Replace(was, becomes, StringComparison.Ordinal));
    }
}
