using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Campaigns.Local.Hosting;
using Campaigns.Storage.Embedded;

namespace Campaigns.Local.Tests.Hosting;

/// <summary>After an erasure no file of the host has anything of the customer, and a certificate says what was removed.</summary>
public sealed class ErasedCustomerTests : IDisposable
{
    private const string Name = "Wilhelmina Erasable";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-erase-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Erased_NoFileOfTheDataFolderHasTheName_AndTheCertificateSaysSo()
    {
        await using var host = await LocalHost.StartAsync(
            new LocalHostOptions
            {
                Data = _folder.FullName,
                Outbox = Path.Combine(_folder.FullName, "outbox"),
                Durability = Durability.Process,
                Port = 0,
            }, Cancel);
        using var client = new HttpClient { BaseAddress = new Uri(host.Address + "/api/") };
        await client.CallAsync(HttpMethod.Put, "journeys/ping", """
            { "id": "ping", "name": { "en": "Ping" }, "category": "service", "transactional": { "because": "a test", "anyHour": true },
              "entry": { "on": "app.opened" },
              "steps": [ { "id": "mail", "send": { "channels": ["email"], "template": "winback/policy-health-check" } }, { "id": "w", "wait": "P9D" }, { "id": "end", "end": "done" } ] }
            """, Cancel);
        await client.CallAsync(HttpMethod.Post, "journeys/ping/publish", "", Cancel);
        await client.CallAsync(HttpMethod.Put, "customers/c1", JsonSerializer.Serialize(new
        {
            attributes = new { email = "wilhelmina@example.com", name = Name, given_name = "Wilhelmina", language = "en" },
            consents = new[] { new { channel = "email", granted = true, how = "web-form" } },
        }), Cancel);
        await client.CallAsync(HttpMethod.Post, "events", Event("1", "app.opened"), Cancel);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!(await client.GetStringAsync("customers/c1/timeline", Cancel)).Contains("\"sent\"", StringComparison.Ordinal))
            await timer.WaitForNextTickAsync(Cancel);
        Assert.NotEmpty(FilesWith("ilhelmina"));

        await client.CallAsync(HttpMethod.Post, "events", Event("2", "customer.erased"), Cancel);

        Assert.Empty(FilesWith("ilhelmina"));
        var certificate = await client.GetFromJsonAsync<JsonElement>("customers/c1/erasure", Cancel);
        Assert.True(certificate.TryGetProperty("completed_at", out _), certificate.GetRawText());
        Assert.Equal(1, certificate.GetProperty("parts").EnumerateArray()
            .Single(part => part.GetProperty("place").GetString() == "outbox").GetProperty("count").GetInt32());
        Assert.DoesNotContain("ilhelmina", certificate.GetRawText(), StringComparison.Ordinal);
    }

    private List<string> FilesWith(string text) =>
        [.. _folder.EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => file.Name != "host.lock") // empty, and no other process may open it
            .Where(file => Content(file).Contains(text, StringComparison.Ordinal))
            .Select(file => file.Name)];

    private static string Content(FileInfo file)
    {
        using var stream = file.Open(FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return reader.ReadToEnd();
    }

    private static string Event(string id, string type) =>
        JsonSerializer.Serialize(new { specversion = "1.0", id, source = "test", type, subject = "c1" });
}
