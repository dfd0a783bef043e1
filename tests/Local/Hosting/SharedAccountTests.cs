using System.Net;
using System.Text;
using System.Text.Json;
using Campaigns.Azurite;
using Campaigns.Storage.Azure;
using Campaigns.Workflows;
using Campaigns.Workflows.Runtime;

namespace Campaigns.Local.Tests.Hosting;

/// <summary>Two hosts on one storage account, told the same things at once, and one of them killed: every message goes out once.</summary>
public sealed class SharedAccountTests : IDisposable
{
    private const int Customers = 120;
    private const int BatchSize = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-account-");
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Run_TwoHostsOnOneAccountAndOneKilled_SendEveryMessageExactlyOnce()
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        var cancel = TestContext.Current.CancellationToken;
        await using var azurite = await AzuriteServer.StartAsync();
        var data = new[] { "one", "two" }.Select(name => Path.Combine(_folder.FullName, name)).ToArray();
        // One provider for both, as they would have: it knows a message by its key, whoever brings it.
        Directory.CreateDirectory(Outbox);
        foreach (var folder in data)
            Directory.CreateSymbolicLink(Path.Combine(Directory.CreateDirectory(folder).FullName, "outbox"), Outbox);
        // Both at once on an empty account: both fill it with the starter library.
        var hosts = await Task.WhenAll(data.Select(folder => HostProcess.StartAsync(folder, "--storage", azurite.ConnectionString)));
        try
        {
            await PublishAsync(hosts[0].Address, cancel);
            await KnownAsync(hosts[1].Address, cancel);
            for (var batch = 0; batch < Customers / BatchSize; batch++)
            {
                var told = Task.WhenAll(hosts.Select(host => PostAsync(host.Address, batch, cancel)));
                if (batch == Customers / BatchSize / 2)
                {
                    hosts[1].Kill();
                    await told; // whatever became of it at the killed one, the other has it
                    hosts[1].Dispose();
                    hosts[1] = await HostProcess.StartAsync(data[1], "--storage", azurite.ConnectionString);
                    continue;
                }

                Assert.All(await told, Assert.True);
            }

            await OutboxHoldsAsync(Customers, cancel);
            await TimelinesTellOfOneMessageEachAsync(azurite.ConnectionString, cancel);
        }
        finally
        {
            foreach (var host in hosts)
                host.Dispose();
        }

        Assert.Equal(Customers, Messages().Select(Path.GetFileName).Distinct().Count());
        Assert.Equal(Customers, Messages().Count());
    }

    private async Task PublishAsync(Uri api, CancellationToken cancel)
    {
        const string journey = """
            { "id": "ping", "name": { "en": "Ping" }, "category": "service", "entry": { "on": "app.opened" },
              "steps": [ { "id": "hello", "send": { "channels": ["sms"], "template": "gift/claim" } },
                         { "id": "pause", "wait": "PT1S" }, { "id": "done", "end": "done" } ] }
            """;
        using var put = await _http.PutAsync(new Uri(api, "journeys/ping"), new StringContent(journey, Encoding.UTF8, "application/json"), cancel);
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync(cancel));
        using var publish = await _http.PostAsync(new Uri(api, "journeys/ping/publish"), null, cancel);
        Assert.True(publish.IsSuccessStatusCode, await publish.Content.ReadAsStringAsync(cancel));
    }

    /// <summary>The other host learns of the journey by itself.</summary>
    private async Task KnownAsync(Uri api, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        do
        {
            using var answer = await _http.GetAsync(new Uri(api, "journeys"), cancel);
            if ((await answer.Content.ReadAsStringAsync(cancel)).Contains("\"ping\"", StringComparison.Ordinal))
                return;
        }
        while (await timer.WaitForNextTickAsync(cancel));
    }

    private async Task<bool> PostAsync(Uri api, int batch, CancellationToken cancel)
    {
        var events = Enumerable.Range(batch * BatchSize, BatchSize).SelectMany(i => new object[]
        {
            new { specversion = "1.0", source = "test", id = $"known-{i}", type = "customer.updated", subject = $"c{i}",
                data = new { customer_id = $"c{i}", phone = $"+8869{i:00000000}", language = "en" } },
            new { specversion = "1.0", source = "test", id = $"opened-{i}", type = "app.opened", subject = $"c{i}", data = new { customer_id = $"c{i}" } },
        });
        try
        {
            using var content = new StringContent(JsonSerializer.Serialize(events), Encoding.UTF8, "application/cloudevents-batch+json");
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
        while (Messages().Count() < messages && DateTime.UtcNow < until)
            await timer.WaitForNextTickAsync(cancel);
    }

    private string Outbox => Path.Combine(_folder.FullName, "outbox");

    private IEnumerable<string> Messages() => Directory.EnumerateFiles(Outbox, "*.sms.txt", SearchOption.AllDirectories);

    private static async Task TimelinesTellOfOneMessageEachAsync(string account, CancellationToken cancel)
    {
        var customers = new CustomerStore(AzureStore.Open(account, TimeProvider.System).Rows);
        for (var i = 0; i < Customers; i++)
        {
            var facts = new List<Fact>();
            await foreach (var fact in customers.ReadTimelineAsync(new CustomerId($"c{i}"), cancel))
                facts.Add(fact);
            Assert.Single(facts, fact => fact.Kind == FactKind.Entered);
            Assert.Single(facts, fact => fact.Kind == FactKind.Reserved);
        }
    }
}
