using System.Diagnostics;
using System.Text;

namespace Campaigns.Soak;

/// <summary>What the outside does: the same mixture all the time, drawn from a fixed seed.</summary>
/// <param name="client">The host.</param>
/// <param name="customers">How many customers there are.</param>
internal sealed class Load(HttpClient client, int customers)
{
    private const string Journey = """
        { "id": "soak", "name": "Soak", "category": "service", "transactional": { "because": "a test", "anyHour": true },
          "entry": { "on": "app.opened", "key": ["event.screen"], "reentry": "afterExit" },
          "steps": [ { "id": "mail", "send": { "channels": ["email"], "template": "winback/policy-health-check" } },
                     { "id": "text", "send": { "channels": ["sms"], "template": "winback/last" } },
                     { "id": "wait", "waitFor": { "events": [ { "on": "gift.claimed" } ], "timeout": "PT2M" } } ] }
        """;

    private readonly Random _random = new(20261129);
    private long _number;

    public async Task PublishAsync()
    {
        await ExpectAsync(client.PutAsync("api/journeys/soak", Json(Journey)));
        await ExpectAsync(client.PostAsync("api/journeys/soak/publish", Json("{}")));
    }

    /// <summary>Asks at an even rate for a time, and notes how long each answer took.</summary>
    public async Task<Answers> RunAsync(int perSecond, TimeSpan time)
    {
        var answers = new Answers();
        var under = new List<Task>();
        var begun = Stopwatch.StartNew();
        for (var i = 0L; begun.Elapsed < time; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / perSecond);
            if (due > begun.Elapsed)
                await Task.Delay(due - begun.Elapsed);
            under.Add(AskAsync(_random.Next(100), _random.Next(customers), answers));
            if (under.Count > 1000)
                under.RemoveAll(task => task.IsCompleted);
        }

        await Task.WhenAll(under);
        return answers;
    }

    private async Task AskAsync(int dice, int customer, Answers answers)
    {
        var number = Interlocked.Increment(ref _number);
        var begun = Stopwatch.GetTimestamp();
        try
        {
            using var answer = await (dice switch
            {
                < 20 => client.PutAsync($"api/customers/c{customer}", Json(Customer(customer))),
                < 60 => client.PostAsync("api/events", Json(Event(number, "app.opened", customer))),
                < 80 => client.PostAsync("api/events", Json(Event(number, "gift.claimed", customer))),
                < 90 => client.GetAsync($"api/customers/c{customer}/timeline?limit=50"),
                < 95 => client.GetAsync("api/journeys/soak/stats"),
                _ => client.GetAsync("api/health"),
            });
            answers.Add(Stopwatch.GetElapsedTime(begun), answer.IsSuccessStatusCode
                || answer.StatusCode == System.Net.HttpStatusCode.NotFound);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            answers.Add(Stopwatch.GetElapsedTime(begun), succeeded: false);
        }
    }

    private static string Customer(int customer) => $$"""
        { "attributes": { "name": "Customer {{customer}}", "given_name": "Ann", "email": "c{{customer}}@example.com", "phone": "+8869{{customer:D8}}",
          "language": "en", "time_zone": "Asia/Taipei", "value_tier": "standard" },
          "consents": [ { "channel": "email", "granted": true, "how": "form" }, { "channel": "sms", "granted": true, "how": "form" } ] }
        """;

    private static string Event(long number, string type, int customer) => $$"""
        { "specversion": "1.0", "id": "e{{number}}", "source": "/soak", "type": "{{type}}",
          "data": { "customer_id": "c{{customer}}", "screen": "v{{number % 50}}" } }
        """;

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static async Task ExpectAsync(Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }
}

/// <summary>How long answers took.</summary>
internal sealed class Answers
{
    private readonly Lock _lock = new();
    private readonly List<double> _milliseconds = [];

    public int Count => _milliseconds.Count;

    public int Failed { get; private set; }

    public void Add(TimeSpan took, bool succeeded)
    {
        lock (_lock)
        {
            _milliseconds.Add(took.TotalMilliseconds);
            if (!succeeded)
                Failed++;
        }
    }

    public double Percentile(double share)
    {
        lock (_lock)
        {
            _milliseconds.Sort();
            return _milliseconds.Count == 0 ? 0 : _milliseconds[(int)Math.Min(_milliseconds.Count - 1, share * _milliseconds.Count)];
        }
    }
}
