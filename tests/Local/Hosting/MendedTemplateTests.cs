using System.Text.Json;
using Campaigns.Local.Hosting;
using Campaigns.Local.Tests.Commands;
using Campaigns.Storage.Embedded;

namespace Campaigns.Local.Tests.Hosting;

/// <summary>A template is mended while the host runs: what failed for it is sent, and nothing is restarted.</summary>
public sealed class MendedTemplateTests : IDisposable
{
    private const string Good = "Your gift waits: {{ links.action }}";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-mended-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_folder.FullName, "data");

    private string Templates => Path.Combine(_folder.FullName, "templates");

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<LocalHost> StartAsync(string hello)
    {
        Directory.CreateDirectory(Path.Combine(Templates, "gift"));
        await WriteAsync(hello);
        return await LocalHost.StartAsync(new LocalHostOptions
        {
            Data = Data,
            Outbox = Path.Combine(Data, "outbox"),
            Templates = Templates,
            Journeys = Seeded(Directory.CreateDirectory(Path.Combine(_folder.FullName, "journeys")).FullName),
            Durability = Durability.Process,
            Port = 0,
        }, Cancel);
    }

    /// <summary>The shipped catalog and contact policy, and no journey.</summary>
    private static string Seeded(string folder)
    {
        foreach (var file in (string[])["catalog.json", "contact-policy.json"])
            File.Copy(Path.Combine(Campaigns.Hosting.CampaignFolder.Shipped, file), Path.Combine(folder, file));
        return folder;
    }

    private Task WriteAsync(string text) => File.WriteAllTextAsync(Path.Combine(Templates, "gift", "claim.sms.en.scriban"), text, Cancel);

    private static async Task EnterAsync(HttpClient client)
    {
        await client.CallAsync(HttpMethod.Put, "journeys/ping", """
            { "id": "ping", "name": { "en": "Ping" }, "category": "service", "transactional": { "because": "a test", "anyHour": true },
              "entry": { "on": "app.opened" },
              "steps": [ { "id": "hello", "send": { "channels": ["sms"], "template": "gift/claim" } },
                         { "id": "w", "wait": "P9D" }, { "id": "end", "end": "done" } ] }
            """, Cancel);
        await client.CallAsync(HttpMethod.Post, "journeys/ping/publish", "", Cancel);
        await client.CallAsync(HttpMethod.Put, "customers/c1", """{ "attributes": { "phone": "+886912345678", "language": "en" } }""", Cancel);
        await client.CallAsync(HttpMethod.Post, "events", JsonSerializer.Serialize(
            new { specversion = "1.0", id = "1", source = "test", type = "app.opened", subject = "c1" }), Cancel);
    }

    private static async Task<JsonElement> UntilAsync(HttpClient client, string path, Predicate<JsonElement> holds)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            if (JsonElement.Parse(await client.GetStringAsync(path, Cancel)) is var found && holds(found))
                return found;
            await timer.WaitForNextTickAsync(Cancel);
        }
    }

    private static bool Tells(JsonElement timeline, string kind) =>
        timeline.GetProperty("facts").EnumerateArray().Any(line => line.GetProperty("kind").GetString() == kind);

    [Fact]
    public async Task ADeadLetter_IsSent_AfterItsTemplateIsMended_WithoutARestart()
    {
        await using var host = await StartAsync("Your gift waits: {{ customer.no_such_attribute }}");
        using var client = new HttpClient { BaseAddress = new Uri(host.Address + "/api/") };
        await EnterAsync(client);
        await UntilAsync(client, "customers/c1/timeline", timeline => Tells(timeline, "failed"));

        await WriteAsync(Good);
        var replayed = await CommandRun.RunAsync("dead-letters", "replay", "--data", Data);
        Assert.Contains("is queued", replayed.Output, StringComparison.Ordinal);

        // Whether the host has seen the new text by then or not: it looks again before it gives up.
        await UntilAsync(client, "customers/c1/timeline", timeline => Tells(timeline, "sent"));
        Assert.Contains("Your gift waits: http", await File.ReadAllTextAsync(
            Assert.Single(Directory.GetFiles(Path.Combine(Data, "outbox"), "*.sms.txt", SearchOption.AllDirectories)), Cancel),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATemplateThatIsBrokenFromTheStart_IsTheCauseOfItsDeadLetters_WithFileAndLine()
    {
        // In another language it is good, so the journey can be published.
        Directory.CreateDirectory(Path.Combine(Templates, "gift"));
        await File.WriteAllTextAsync(Path.Combine(Templates, "gift", "claim.sms.zh-Hant.scriban"), "{{ links.action }}", Cancel);
        await using var host = await StartAsync("Hello,\nyour gift waits: {{ links.action ");
        using var client = new HttpClient { BaseAddress = new Uri(host.Address + "/api/") };
        await EnterAsync(client);
        await UntilAsync(client, "customers/c1/timeline", timeline => Tells(timeline, "failed"));

        var listed = (await CommandRun.RunAsync("dead-letters", "list", "--data", Data, "--json")).Json[0];
        Assert.StartsWith("gift/claim.sms.en.scriban(2): `{{` has no `}}`",
            listed.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATemplateThatIsBrokenWhileTheHostRuns_IsTold_AndTheEarlierTextGoesOn()
    {
        await using var host = await StartAsync(Good);
        using var client = new HttpClient { BaseAddress = new Uri(host.Address + "/api/") };

        await WriteAsync("Your gift waits: {{ links.action ");
        var status = await UntilAsync(client, "status", found => found.GetProperty("status").GetString() == "degraded");

        Assert.StartsWith("The template gift/claim.sms.en.scriban (line 1): `{{` has no `}}`", status.GetProperty("reasons")[0].GetString(),
            StringComparison.Ordinal);
        Assert.True(status.GetProperty("templates").GetProperty("problems")[0].GetProperty("earlier_in_use").GetBoolean());
        await UntilAsync(client, "health", found => found.GetProperty("status").GetString() == "degraded"
            && found.GetProperty("incidents")[0].GetProperty("part").GetString() == "template gift/claim.sms.en.scriban");
        await EnterAsync(client);
        await UntilAsync(client, "customers/c1/timeline", timeline => Tells(timeline, "sent"));

        await WriteAsync(Good + " again");
        await UntilAsync(client, "status", found => found.GetProperty("status").GetString() == "ok");
        await UntilAsync(client, "health", found => found.GetProperty("status").GetString() == "ok");
    }
}
