using System.Diagnostics;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Intake;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Links;
using Campaigns.Senders.Providers;
using Campaigns.Storage;
using NodaTime;

namespace Campaigns.ConcurrentIntake;

/// <summary>Many events of one customer at the same moment, taken by the local composition.</summary>
internal static class IntakeRun
{
    /// <summary>Sends at once and waits: whoever enters has two timers, one for the message's queueing and one for the wait.</summary>
    private const string Journey = """
        { "id": "hello", "name": "Hello", "category": "service", "transactional": { "because": "a test", "anyHour": true },
          "entry": { "on": "app.opened" },
          "steps": [ { "id": "a", "send": { "channels": ["sms"], "template": "gift/claim" } },
                     { "id": "w", "waitFor": { "events": [ "policy.issued" ], "timeout": "P9D" } } ] }
        """;

    public static async Task<IntakeFigures> RunAsync(IStore store, IntakeOptions intake, CustomerId customer, int events)
    {
        using var links = new LinkSigner(new LinkKey(1, "a secret that only benchmarks of the intake use"), [], TimeProvider.System);
        var rows = new CountedRows(store.Rows);
        var shipped = CampaignFolder.Read(CampaignFolder.Shipped);
        var journey = JourneyReader.Read(System.Text.Encoding.UTF8.GetBytes(Journey)).Definition!;
        var services = new CampaignServices(new CampaignParts(
            rows, store.Queues, new FixedLibrary(shipped.Catalog!, shipped.Policy! with { QuietHours = [] }, [journey]),
            LiveTemplates.Of(await CampaignFolder.ShippedTemplatesAsync()),
            new Dictionary<Channel, IChannelProvider> { [Channel.Sms] = new DryRunProvider() }, new CompositeTimelineSink(), links,
            TimeProvider.System)
        {
            Intake = intake,
        });
        var met = Event(customer, "met", "customer.updated", new("phone", "+886912345678"), new("language", "en"));
        await services.Runner.HandleAsync(met, default);

        var (commits, conflicts, alarms) = (rows.Commits, rows.Conflicts, rows.Alarms);
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var taken = await Task.WhenAll(Enumerable.Range(0, events).Select(i => Task.Run(async () =>
        {
            // Each of them could be the one that lets the customer enter.
            var @event = Event(customer, $"e{i}", "app.opened");
            return await services.Runner.HandleAsync(@event, default);
        })));
        var wall = clock.Elapsed;
        if (!taken.All(fresh => fresh))
            throw new InvalidOperationException("an event was not taken as new");
        return new IntakeFigures(
            Process.GetCurrentProcess().TotalProcessorTime - processor, wall,
            rows.Commits - commits, rows.Conflicts - conflicts, rows.Alarms - alarms);
    }

    private static CustomerEvent Event(CustomerId customer, string id, string type, params KeyValuePair<string, object?>[] data) =>
        new("benchmark", $"{customer}-{id}", type, SystemClock.Instance.GetCurrentInstant(), customer, AttributeBag.Of(data));
}

/// <summary>What it took.</summary>
/// <param name="Processor">Of this process.</param>
/// <param name="Wall">From the first event's arrival to the last answer.</param>
/// <param name="Commits">Batches that were written.</param>
/// <param name="Conflicts">Batches that were refused.</param>
/// <param name="Alarms">Timers set, each time it was: in the Functions app orchestrations begun or signalled.</param>
internal sealed record IntakeFigures(TimeSpan Processor, TimeSpan Wall, int Commits, int Conflicts, int Alarms);
