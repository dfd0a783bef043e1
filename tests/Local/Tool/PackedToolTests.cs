using System.Diagnostics;
using System.Text.Json;
using Campaigns.Local.Tests.Commands;

namespace Campaigns.Local.Tests.Tool;

/// <summary><c>campaigns</c> as a .NET tool: packed, installed from a folder, and run from an empty one.</summary>
public sealed class PackedToolTests(PackedToolTests.InstalledTool tool) : IClassFixture<PackedToolTests.InstalledTool>, IDisposable
{
    private readonly string _empty = Directory.CreateTempSubdirectory("campaigns-empty-").FullName;

    public void Dispose() => Directory.Delete(_empty, recursive: true);

    [Fact]
    public async Task Demo_FromAnEmptyFolder_SendsTheShippedTexts()
    {
        var run = await tool.RunAsync(_empty, "demo", "--customers", "40", "--json");
        Assert.True(run.Code == 0, run.Error + run.Output);
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(_empty, "data", "demo", "outbox"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Validate_AJourneyWithAShippedTemplate_FindsNothing()
    {
        await File.WriteAllTextAsync(Path.Combine(_empty, "hello.json"), """
            { "id": "hello", "name": { "en": "Hello" }, "category": "service", "transactional": { "because": "a test", "anyHour": true },
              "entry": { "on": "app.opened" },
              "steps": [ { "id": "greet", "send": { "channels": ["sms"], "template": "gift/claim" } }, { "id": "done", "end": "done" } ] }
            """, TestContext.Current.CancellationToken);
        var run = await tool.RunAsync(_empty, "validate", "hello.json", "--json");
        Assert.True(run.Code == 0, run.Error + run.Output);
    }

    [Fact]
    public async Task Init_MakesAWorkspaceThatIsValidAndTested()
    {
        Assert.Equal(0, (await tool.RunAsync(_empty, "init", "mine")).Code);
        Assert.True(File.Exists(Path.Combine(_empty, "mine", ".vscode", "settings.json")));

        var validated = await tool.RunAsync(_empty, "validate", "mine", "--json");
        var tested = await tool.RunAsync(_empty, "test", "mine", "--json");

        Assert.Empty(validated.Json.GetProperty("findings").EnumerateArray());
        Assert.Equal((2, 0), (tested.Json.GetProperty("passed").GetInt32(), tested.Json.GetProperty("failed").GetInt32()));
        // Every document names its schema, which lies in the workspace: editors need no network.
        foreach (var file in Directory.GetFiles(Path.Combine(_empty, "mine", "journeys"), "*.json", SearchOption.AllDirectories))
        {
            using var document = System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken),
                new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip });
            var schema = document.RootElement.GetProperty("$schema").GetString()!;
            Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(file)!, schema)), $"{file}: {schema}");
        }

        var again = await tool.RunAsync(_empty, "init", "mine");
        Assert.Equal(1, again.Code);
        Assert.Contains("nothing was written", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FromAnEmptyFolder_HasTheShippedJourneysAsDrafts()
    {
        using var process = tool.Start(_empty, "run", "--port", "0", "--json");
        try
        {
            var said = await process.StandardOutput.ReadToEndOfJsonAsync(TestContext.Current.CancellationToken);
            Assert.Empty(said.GetProperty("journeys").EnumerateArray());
            Assert.Equal(["gift-to-paid", "renewal-countdown", "win-back"],
                said.GetProperty("drafts").EnumerateArray().Select(draft => draft.GetString()));
            using var http = new HttpClient();
            using var health = await http.GetAsync(new Uri($"{said.GetProperty("address").GetString()}/health"),
                TestContext.Current.CancellationToken);
            Assert.True(health.IsSuccessStatusCode);
        }
        finally
        {
            CommandRun.End(process);
        }
    }

    /// <summary>The tool, packed and installed into a folder from there.</summary>
    public sealed class InstalledTool : IAsyncLifetime
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("campaigns-tool-").FullName;

        public async ValueTask InitializeAsync()
        {
            var packages = Path.Combine(_folder, "packages");
            var project = Path.Combine(Root(), "functions", "Local", "Campaigns.Local.csproj");
            // The build for linux-x64 is one of its own; what it refers to is built already. Native code takes a minute.
            await DotnetAsync("pack", project, "--configuration", Configuration, "-p:BuildProjectReferences=false", "-p:RunAnalyzers=false",
                "-p:PublishReadyToRun=false", "--output", packages);
            var package = Path.GetFileNameWithoutExtension(
                Assert.Single(Directory.GetFiles(packages, "*.nupkg"), file => Path.GetFileName(file)["Campaigns.Tool.".Length] is >= '0' and <= '9'));
            var version = package["Campaigns.Tool.".Length..];
            await DotnetAsync("tool", "install", "Campaigns.Tool", "--version", version, "--source", packages, "--tool-path",
                Path.Combine(_folder, "tools"));
        }

        public Process Start(string folder, params string[] arguments)
        {
            var start = new ProcessStartInfo(Path.Combine(_folder, "tools", "campaigns"), arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment.Remove("CAMPAIGNS_API_KEY");
            start.Environment.Remove("CAMPAIGNS_STORAGE");
            return Process.Start(start)!;
        }

        internal async Task<CommandRun> RunAsync(string folder, params string[] arguments)
        {
            using var process = Start(folder, arguments);
            return await CommandRun.EndAsync(process);
        }

        public ValueTask DisposeAsync()
        {
            Directory.Delete(_folder, recursive: true);
            return ValueTask.CompletedTask;
        }

        // The tests lie in bin/CONFIGURATION/net10.0.
        private static string Configuration => Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/', '\\')))!;

        private static string Root()
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "Campaigns.sln")))
                folder = Path.GetDirectoryName(folder)!;
            return folder;
        }

        private static async Task DotnetAsync(params string[] arguments)
        {
            var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var run = await CommandRun.EndAsync(process);
            Assert.True(run.Code == 0, $"dotnet {string.Join(' ', arguments)}: {run.Output} {run.Error}");
        }
    }
}

file static class JsonOutput
{
    /// <summary>Reads lines until together they are a JSON document; the program goes on running.</summary>
    public static async Task<JsonElement> ReadToEndOfJsonAsync(this StreamReader output, CancellationToken cancel)
    {
        var text = "";
        while (await output.ReadLineAsync(cancel) is { } line)
        {
            text += line;
            try
            {
                return JsonSerializer.Deserialize<JsonElement>(text);
            }
            catch (JsonException)
            {
                // Not all of it yet.
            }
        }

        throw new InvalidOperationException("it ended: " + text);
    }
}
