using System.Text.Json;
using Campaigns.Local.Hosting;
using Campaigns.Local.Tests.Commands;
using Campaigns.Storage.Embedded;

namespace Campaigns.Local.Tests.Hosting;

/// <summary>A running host sends the texts of the release in force, to those who are inside too.</summary>
public sealed class ReleasedTextTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-released-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_folder.FullName, "data");

    private string Workspace => Path.Combine(_folder.FullName, "workspace");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("latest")]
    [InlineData("pinned")]
    public async Task CorrectedText_ReachesThoseInside_UnlessTheJourneyPinsIt_AndTheTimelineTellsWhichTheyGot(string texts)
    {
        Write("journeys/ping.json", $$"""
            { "id": "ping", "name": { "en": "Ping" }, "category": "service", "transactional": { "because": "a test", "anyHour": true },
              "entry": { "on": "app.opened" }, "texts": "{{texts}}",
              "steps": [ { "id": "first", "send": { "channels": ["sms"], "template": "gift/ping" } },
                         { "id": "w", "waitFor": { "events": [ { "on": "gift.requested" } ], "timeout": "P9D" } },
                         { "id": "second", "send": { "channels": ["sms"], "template": "gift/ping" } } ] }
            """);
        foreach (var file in (string[])["catalog.json", "contact-policy.json"])
            Write(file, await File.ReadAllTextAsync(Path.Combine(Campaigns.Hosting.CampaignFolder.Shipped, file), Cancel));
        Write("templates/gift/ping.sms.en.scriban", "It is wrong.");
        await using var host = await LocalHost.StartAsync(new LocalHostOptions
        {
            Data = Data,
            Outbox = Path.Combine(Data, "outbox"),
            PublishJourneys = false,
            Durability = Durability.Process,
            Port = 0,
        }, Cancel);
        using var client = new HttpClient { BaseAddress = new Uri(host.Address + "/api/") };
        await DeployAsync(host, "first");
        await client.CallAsync(HttpMethod.Put, "customers/c1", """{ "attributes": { "phone": "+886912345678", "language": "en" } }""", Cancel);
        await EventAsync(client, "1", "app.opened");
        var versions = await SentAsync(client, 1);
        Assert.Equal(["It is wrong."], Bodies());

        Write("templates/gift/ping.sms.en.scriban", "It is right.");
        await DeployAsync(host, "second");
        await EventAsync(client, "2", "gift.requested");
        versions = await SentAsync(client, 2);
        Assert.Equal([texts == "pinned" ? "It is wrong." : "It is right.", "It is wrong."], Bodies());
        Assert.Equal(texts == "pinned" ? 1 : 2, versions.Distinct().Count());
        var journey = JsonElement.Parse(await client.GetStringAsync("journeys/ping", Cancel));
        Assert.Equal(texts == "pinned" ? 2 : 1, journey.GetProperty("live_version").GetInt32());

        // Who enters now gets the present text in any case.
        await client.CallAsync(HttpMethod.Put, "customers/c2", """{ "attributes": { "phone": "+886912345679", "language": "en" } }""", Cancel);
        await EventAsync(client, "3", "app.opened", "c2");
        var present = Assert.Single(await SentAsync(client, 1, "c2"));
        Assert.Equal(texts == "pinned", !versions.Contains(present));
    }

    private static async Task EventAsync(HttpClient client, string id, string type, string subject = "c1") => await client.CallAsync(HttpMethod.Post, "events",
        JsonSerializer.Serialize(new { specversion = "1.0", id, source = "test", type, subject }), Cancel);

    private async Task DeployAsync(LocalHost host, string message)
    {
        var ran = await CommandRun.RunAsync("deploy", Workspace, "-m", message, "--yes", "--url", host.Address);
        Assert.True(ran.Code == 0, ran.Output + ran.Error);
    }

    /// <summary>The versions of the texts that were sent, when there are so many.</summary>
    private static async Task<List<string?>> SentAsync(HttpClient client, int count, string customer = "c1")
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            var sent = JsonElement.Parse(await client.GetStringAsync($"customers/{customer}/timeline", Cancel)).GetProperty("facts").EnumerateArray()
                .Where(line => line.GetProperty("kind").GetString() == "sent").ToList();
            if (sent.Count >= count)
                return [.. sent.Select(line => line.GetProperty("detail").GetProperty("text_version").GetString())];
            await timer.WaitForNextTickAsync(Cancel);
        }
    }

    private IEnumerable<string> Bodies() => Directory.GetFiles(Path.Combine(Data, "outbox"), "*.sms.txt", SearchOption.AllDirectories)
        .Select(file => File.ReadAllText(file).TrimEnd().Split('\n')[^1]).Order(StringComparer.Ordinal);

    private void Write(string file, string text)
    {
        var path = Path.Combine(Workspace, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
