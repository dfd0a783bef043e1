using System.Net;
using System.Text;
using System.Text.Json;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;

namespace Campaigns.Local.Tests.Hosting;

/// <summary>
/// A journey of one text for each customer, told to running hosts batch by batch, and what must have come of it in the end.
/// </summary>
internal sealed class PingJourney(string outbox, int customers, int batchSize) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly HttpClient _http = new();

    public int Batches => customers / batchSize;

    public void Dispose() => _http.Dispose();

    public async Task PublishAsync(Uri api, CancellationToken cancel)
    {
        const string journey = """
            { "id": "ping", "name": { "en": "Ping" }, "category": "service", "transactional": { "because": "a test", "anyHour": true },
              "entry": { "on": "app.opened" },
              "steps": [ { "id": "hello", "send": { "channels": ["sms"], "template": "gift/claim" } },
                         { "id": "pause", "wait": "PT1S" }, { "id": "done", "end": "done" } ] }
            """;
        using var put = await _http.PutAsync(new Uri(api, "journeys/ping"), new StringContent(journey, Encoding.UTF8, "application/json"),
            cancel);
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync(cancel));
        using var publish = await _http.PostAsync(new Uri(api, "journeys/ping/publish"),
            new StringContent("", System.Text.Encoding.UTF8, "application/json"), cancel);
        Assert.True(publish.IsSuccessStatusCode, await publish.Content.ReadAsStringAsync(cancel));
    }

    /// <summary>Waits until the statistics have what the timelines have, each event once.</summary>
    public async Task CountedOnceAsync(Uri api, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        long entered = 0, sent = 0;
        try
        {
            while (entered < customers || sent < customers)
            {
                await timer.WaitForNextTickAsync(patience.Token);
                using var answer = await _http.GetAsync(new Uri(api, "journeys/ping/stats"), patience.Token);
                using var stats = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(patience.Token));
                (entered, sent) = (stats.RootElement.GetProperty("entered").GetInt64(), stats.RootElement.GetProperty("sent").GetInt64());
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // What was counted by then is told below.
        }

        Assert.Equal((customers, customers), (entered, sent));
    }

    /// <summary>Waits until another host has learnt of the journey by itself.</summary>
    public async Task KnownAsync(Uri api, CancellationToken cancel)
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

    /// <summary>Sends a batch of events, again when the host says that its store is busy, as a client is told to.</summary>
    /// <returns>Whether the host acknowledged all of the batch; otherwise nobody knows what was taken.</returns>
    public async Task<bool> SendEventsAsync(Uri api, int batch, CancellationToken cancel)
    {
        const int most = 100;
        var events = Enumerable.Range(batch * batchSize, batchSize).SelectMany(i => new object[]
        {
            new { specversion = "1.0", source = "test", id = $"known-{i}", type = "customer.updated", subject = $"c{i}",
                data = new { customer_id = $"c{i}", phone = $"+8869{i:00000000}", language = "en" } },
            new { specversion = "1.0", source = "test", id = $"opened-{i}", type = "app.opened", subject = $"c{i}",
                data = new { customer_id = $"c{i}" } },
        });
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                using var content =
                    new StringContent(JsonSerializer.Serialize(events), Encoding.UTF8, "application/cloudevents-batch+json");
                using var answer = await _http.PostAsync(new Uri(api, "events"), content, cancel);
                if (answer.StatusCode != HttpStatusCode.ServiceUnavailable || attempt == most)
                    return answer.StatusCode == HttpStatusCode.OK;
            }
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Waits until each customer's text lies in the outbox.</summary>
    public async Task DeliveredAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        var until = DateTime.UtcNow + Patience;
        while (Texts().Count() < customers && DateTime.UtcNow < until)
            await timer.WaitForNextTickAsync(cancel);
        Assert.Equal(customers, Texts().Count());
    }

    /// <summary>Each text lies there once, and each timeline tells of one.</summary>
    public async Task HappenedOnceAsync(IRowStore rows, CancellationToken cancel)
    {
        var names = Texts().Select(Path.GetFileName).ToList();
        Assert.Equal(customers, names.Distinct().Count());
        Assert.Equal(customers, names.Count);
        var store = new CustomerStore(rows);
        for (var i = 0; i < customers; i++)
        {
            var timelineEvents = await store.ReadTimelineAsync(new CustomerId($"c{i}"), cancel).ToListAsync(cancel);
            Assert.Single(timelineEvents, timelineEvent => timelineEvent.Kind == TimelineEventKind.Entered);
            Assert.Single(timelineEvents, timelineEvent => timelineEvent.Kind == TimelineEventKind.Reserved);
        }
    }

    // What a killed process left half written lies elsewhere.
    private IEnumerable<string> Texts() => Path.Combine(outbox, "sms") is var sms && Directory.Exists(sms)
        ? Directory.EnumerateFiles(sms, "*.sms.txt", SearchOption.AllDirectories)
        : [];
}
