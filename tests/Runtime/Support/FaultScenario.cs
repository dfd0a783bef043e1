using System.Text.Json;
using Campaigns.Api.Events;
using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Portfolio;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Links;
using Campaigns.Storage;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace Campaigns.Runtime.Tests.Support;

/// <summary>Who does the work for many customers: each loop of the hosts, and the programs beside them.</summary>
public enum FaultLoop
{
    /// <summary>The timers of enrollments.</summary>
    Timers,

    /// <summary>The timers of customers' dates.</summary>
    Dates,

    /// <summary>The sweep of a schedule over its audience.</summary>
    Schedule,

    /// <summary>The sweep after a journey is resumed.</summary>
    Resume,

    /// <summary>The events of a replay.</summary>
    Replay,

    /// <summary>The rows of an import.</summary>
    Import,

    /// <summary>A batch of events by HTTP.</summary>
    Batch,

    /// <summary>The senders of the channels, and the publisher.</summary>
    Senders,
}

/// <summary>Fifty customers, as a rule, in a world whose one loop is to bring each of them the same message.</summary>
internal sealed class FaultScenario : IAsyncDisposable
{
    public const string Victim = "c2";
    private const int Fifty = 50;
    private const string Start = "2026-06-01 12:00";
    private readonly FaultLoop _loop;
    private readonly List<CustomerEvent> _events = [];

    private FaultScenario(FaultLoop loop, int customers, CampaignHarness harness, FaultInjector faults, RecordingPublisher publisher)
    {
        (_loop, Harness, Faults, Publisher) = (loop, harness, faults, publisher);
        Ids = [.. Enumerable.Range(0, customers).Select(i => $"c{i}")];
    }

    public CampaignHarness Harness { get; }

    public FaultInjector Faults { get; }

    public RecordingPublisher Publisher { get; }

    public IReadOnlyList<string> Ids { get; }

    public static Task<FaultScenario> StartAsync(FaultLoop loop) => StartAsync(loop, Fifty, TestStores.OpenAsync);

    /// <summary>So many customers on a store of one's choice.</summary>
    public static async Task<FaultScenario> StartAsync(FaultLoop loop, int customers, Func<string, TimeProvider, Task<IStore>> open)
    {
        var faults = new FaultInjector(customer => customer == Victim);
        var provider = new RecordingProvider
        {
            Reports = true,
            Answer = message =>
            {
                faults.Reach(FaultStep.Provider, message.To.Split('-')[^1]);
                return new ProviderResult.Accepted();
            },
        };
        var publisher = new RecordingPublisher
        {
            Answer = events =>
            {
                foreach (var @event in events)
                    faults.Reach(FaultStep.Publish, CustomerOf(@event));
                return new PublishResult.Accepted();
            },
        };
        var entry = loop switch
        {
            FaultLoop.Dates => """{ "before": { "date": "policy.expires_on", "by": "P30D" }, "key": ["policy.id"] }""",
            FaultLoop.Schedule =>
                """{ "schedule": { "cron": "0 13 1 6 *", "timeZone": "Asia/Taipei" }, "audience": { "over": "customers" } }""",
            FaultLoop.Import => """{ "on": "policy.updated" }""",
            _ => """{ "on": "app.opened" }""",
        };
        var wait = loop is FaultLoop.Timers or FaultLoop.Resume or FaultLoop.Batch ? """{ "id": "w", "wait": "PT1H" }, """ : "";
        var harness = await CampaignHarness.StartAsync(Start, provider, publisher, faults, open,
            SampleJourneys.Of("hello",
                $$"""{{wait}}{{SampleJourneys.Send("s", "\"push\"", ", \"deadline\": \"P30D\"")}}, { "id": "after", "wait": "P1D" }""",
                entry: entry));
        await harness.AddCustomersAsync(customers);
        await harness.RunDueAsync();
        return new FaultScenario(loop, customers, harness, faults, publisher);
    }

    /// <summary>Has the loop do its work, while a step fails for the one customer.</summary>
    public async Task RunAsync(FaultStep step)
    {
        await PrepareAsync();
        Faults.Step = step;
        await BeginAsync();
        await Harness.RunToAsync("2026-06-02 06:00");
    }

    /// <summary>Does again what was given up, now that nothing fails any more.</summary>
    public async Task ResendAsync()
    {
        Faults.Step = FaultStep.None;
        await Harness.DeadLetters.ResendAsync(wanted: null, CampaignHarness.Cancel);
        if (_loop == FaultLoop.Batch)
            await PostAsync(); // what is not stored is its sender's to send again
        await Harness.RunToAsync("2026-06-02 18:00");
    }

    /// <summary>Posts the events of all customers as one batch.</summary>
    public async Task<List<(string Customer, string Result)>> PostAsync()
    {
        var context = new DefaultHttpContext();
        context.Request.ContentType = "application/json";
        context.Request.Body = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(_events.Select(e => new
        {
            specversion = "1.0",
            id = e.Id,
            source = e.Source,
            type = e.Type,
            data = new { customer_id = e.Customer.Value, screen = "home" },
        })));
        using var links = new LinkSigner(new LinkKey(1, new string('k', LinkKey.ShortestSecret)), [], TimeProvider.System);
        var answer = await EventIntake.PostAsync(context.Request, Harness.Runner, links, CampaignHarness.Cancel);
        var responses = ((IValueHttpResult<IReadOnlyList<EventResponse>>)answer.Result).Value!;
        return [.. responses.Select((response, i) => (_events[i].Customer.Value, response.Result.ToString()))];
    }

    /// <summary>Who got the message, each as often as it came.</summary>
    public IEnumerable<string> Reached() => Harness.Provider.Delivered.Select(message => message.To.Split('-')[^1]);

    /// <summary>Whom a published event is about.</summary>
    public static string CustomerOf(OutgoingEvent @event) =>
        JsonElement.Parse(@event.Data.Span).GetProperty("customer_id").GetString()!;

    public ValueTask DisposeAsync() => Harness.DisposeAsync();

    /// <summary>Brings about what the loop is to work on.</summary>
    public async Task PrepareAsync()
    {
        foreach (var customer in Ids)
        {
            switch (_loop)
            {
                case FaultLoop.Dates:
                    await Harness.SendPolicyAsync(customer, "2026-07-02");
                    break;
                case FaultLoop.Timers or FaultLoop.Senders or FaultLoop.Resume:
                    await Harness.SendEventAsync(customer, "app.opened", ("screen", "home"));
                    if (_loop == FaultLoop.Senders) // so that what this process has in hand is out of date, and they read the customer
                        await Harness.SendEventAsync(customer, "customer.updated", ("given_name", "Anna"));
                    break;
                default:
                    _events.Add(Harness.Event(customer, "app.opened", ("screen", "home")));
                    break;
            }
        }

        if (_loop == FaultLoop.Schedule)
            await Harness.Services.Scheduler.FireDueAsync(Harness.Time.Now, CampaignHarness.Cancel);
        if (_loop != FaultLoop.Resume)
            return;
        Harness.Library.Set("hello", JourneyStatus.Paused);
        await Harness.RunToAsync("2026-06-01 14:00");
    }

    private async Task BeginAsync()
    {
        switch (_loop)
        {
            case FaultLoop.Resume:
                Harness.Library.Set("hello", JourneyStatus.Published);
                await Harness.Services.Sweeps.OrderAsync(new Sweep(new("hello"), SweepKind.Resume, Harness.Time.Now),
                    CampaignHarness.Cancel);
                await Harness.RunDueAsync();
                break;
            case FaultLoop.Replay:
                await new VirtualRun(Harness.Engine, Harness.Time).RunAsync(
                    new Stream(_events), Harness.Time.Now + Duration.FromMinutes(1), progress: null, CampaignHarness.Cancel);
                break;
            case FaultLoop.Import:
                await new PortfolioImporter(Harness.Runner, Harness.Services.Work).RunAsync(
                    Ids.Select((customer, i) => new PortfolioRow.Mapped(
                        i + 2, new CustomerId(customer), new Dictionary<string, object>(), [],
                        new PolicyId($"P-{customer}"), new Dictionary<string, object> { ["product"] = "motor" }, [])),
                    "portfolio.csv", rejected => Assert.Fail(rejected.ToString()), CampaignHarness.Cancel);
                break;
            case FaultLoop.Batch:
                var answers = await PostAsync();
                Assert.Equal(Ids.Select(customer => (customer, customer == Victim && Faults.Count > 0 ? "Failed" : "Accepted")), answers);
                Faults.Step = FaultStep.None;
                break;
            default:
                break;
        }
    }

    private sealed class Stream(IReadOnlyList<CustomerEvent> events) : IEventStream
    {
        private int _next;

        public Instant? NextAt => _next < events.Count ? events[_next].Time : null;

        public IReadOnlyList<CustomerEvent> Next() => [events[_next++]];
    }
}
