using System.Net;
using System.Text;
using System.Text.Json;
using Campaigns.Storage.Embedded;
using Campaigns.Workflows;
using Campaigns.Workflows.Runtime;

namespace Campaigns.Local.Tests.Hosting;

/// <summary>Killing the host in the middle of its work loses no message and sends none twice.</summary>
public sealed class KilledHostTests : IDisposable
{
    private const int Customers = 1500;
    private const int BatchSize = 25;
    private const int Kills = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-kill-");
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Run_KilledAtRandomMoments_SendsEveryMessageExactlyOnce()
    {
        var cancel = TestContext.Current.CancellationToken;
        var host = await HostProcess.StartAsync(_folder.FullName);
        try
        {
            await PublishAsync(host.Address, cancel);
            var random = new Random(20260301);
            var killAt = Enumerable.Range(0, Kills).Select(_ => random.Next(2, Customers / BatchSize)).ToHashSet();
            for (var batch = 0; batch < Customers / BatchSize; batch++)
            {
                var sending = PostAsync(host.Address, batch, cancel);
                if (killAt.Contains(batch))
                {
                    host.Kill();
                    await sending; // ends in an error or not: nobody knows what was taken, so it is told again
                    host.Dispose();
                    host = await HostProcess.StartAsync(_folder.FullName);
                    sending = PostAsync(host.Address, batch, cancel);
                }

                Assert.True(await sending);
            }

            host.Kill();
            host.Dispose();
            host = await HostProcess.StartAsync(_folder.FullName);
            await OutboxHoldsAsync(Customers, cancel);
        }
        finally
        {
            host.Dispose();
        }

        var files = Outbox().Select(Path.GetFileName).ToList();
        Assert.Equal(Customers, files.Distinct().Count());
        Assert.Equal(Customers, files.Count);
        await TimelinesTellOfOneMessageEachAsync(cancel);
    }

    private async Task PublishAsync(Uri api, CancellationToken cancel)
    {
        const string journey = """
            { "id": "ping", "name": { "en": "Ping" }, "category": "service", "entry": { "on": "app.opened" },
              "steps": [ { "id": "hello", "send": { "channels": ["sms"], "template": "gift/claim" } },
                         { "id": "pause", "wait": "PT1S" }, { "id": "done", "end": "done" } ] }
            """;
        using var put = await _http.PutAsync(new Uri(api, "journeys/ping"), Json(journey), cancel);
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync(cancel));
        using var publish = await _http.PostAsync(new Uri(api, "journeys/ping/publish"), null, cancel);
        Assert.True(publish.IsSuccessStatusCode, await publish.Content.ReadAsStringAsync(cancel));
    }

    /// <returns>Whether the host acknowledged all of it.</returns>
    private async Task<bool> PostAsync(Uri api, int batch, CancellationToken cancel)
    {
        var events = new List<object>();
        for (var i = batch * BatchSize; i < (batch + 1) * BatchSize; i++)
        {
            events.Add(new { specversion = "1.0", source = "test", id = $"known-{i}", type = "customer.updated", subject = $"c{i}",
                data = new { customer_id = $"c{i}", phone = $"+8869{i:00000000}", language = "en" } });
            events.Add(new { specversion = "1.0", source = "test", id = $"opened-{i}", type = "app.opened", subject = $"c{i}", data = new { customer_id = $"c{i}" } });
        }

        try
        {
            using var content = Json(JsonSerializer.Serialize(events), "application/cloudevents-batch+json");
            using var answer = await _http.PostAsync(new Uri(api, "events"), content, cancel);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task OutboxHoldsAsync(int messages, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        var until = DateTime.UtcNow + Patience;
        while (Outbox().Count() < messages && DateTime.UtcNow < until)
            await timer.WaitForNextTickAsync(cancel);
        Assert.Equal(messages, Outbox().Count());
    }

    private IEnumerable<string> Outbox()
    {
        var sms = Path.Combine(_folder.FullName, "outbox", "sms");
        return Directory.Exists(sms) ? Directory.EnumerateFiles(sms, "*.sms.txt", SearchOption.AllDirectories) : [];
    }

    private async Task TimelinesTellOfOneMessageEachAsync(CancellationToken cancel)
    {
        await using var store = EmbeddedStore.Open(Path.Combine(_folder.FullName, "campaigns.db"), TimeProvider.System, Durability.Process);
        var customers = new CustomerStore(store.Rows);
        for (var i = 0; i < Customers; i++)
        {
            var facts = new List<Fact>();
            await foreach (var fact in customers.ReadTimelineAsync(new CustomerId($"c{i}"), cancel))
                facts.Add(fact);
            Assert.Single(facts, fact => fact.Kind == FactKind.Entered);
            Assert.Single(facts, fact => fact.Kind == FactKind.Reserved);
        }
    }

    private static StringContent Json(string text, string type = "application/json") => new(text, Encoding.UTF8, type);
}
