using Campaigns.Hosting;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Intake;
using Campaigns.Runtime.Tests.Support;
using Campaigns.Runtime.Timers;

namespace Campaigns.Runtime.Tests.Intake;

/// <summary>Events that come at the same moment, brought about without a race: all arrive while the first is being taken.</summary>
internal static class Intakes
{
    public const string SaveOfCustomer = "Commit customers";

    public const string SaveOfAlarms = "Commit alarms";

    /// <summary>
    /// Begins to take the first of these; right before it is saved, the others arrive in their order, and something may
    /// happen.
    /// </summary>
    public static async Task<Task<bool>[]> TakeAtOnceAsync(
        CampaignHarness world, CampaignRunner runner, IReadOnlyList<(CustomerEvent Event, CancellationToken Cancel)> events,
        Func<Task<bool>[], Task>? then = null)
    {
        var tasks = new Task<bool>[events.Count];
        world.Store.Before(SaveOfCustomer, async () =>
        {
            for (var i = 1; i < tasks.Length; i++)
                tasks[i] = runner.HandleAsync(events[i].Event, events[i].Cancel).AsTask();
            if (then is not null)
                await then(tasks);
        });
        tasks[0] = runner.HandleAsync(events[0].Event, events[0].Cancel).AsTask();
        await Task.WhenAny(tasks[0]);
        return tasks;
    }

    /// <summary>The same, where nobody gives up.</summary>
    public static Task<Task<bool>[]> TakeAtOnceAsync(
        CampaignHarness world, IEnumerable<CustomerEvent> events, Func<Task<bool>[], Task>? then = null) =>
        TakeAtOnceAsync(world, world.Runner, [.. events.Select(@event => (@event, CampaignHarness.Cancel))], then);

    /// <summary>
    /// Opened apps of Ann, one screen after the other: each begins an enrollment of its own in <see
    /// cref="SampleJourneys.Hello"/>.
    /// </summary>
    public static List<CustomerEvent> Screens(CampaignHarness world, int count) =>
        [.. Enumerable.Range(0, count).Select(i => world.Event("ann", "app.opened", ("screen", $"s{i}")))];

    /// <summary>An event that no unit of work can decide about, as a fault of ours might have it.</summary>
    public static CustomerEvent Faulty(CampaignHarness world) => world.Event("ann", "app.opened") with { Data = null! };

    /// <summary>The screens in the order in which their enrollments began.</summary>
    public static async Task<List<string>> EnteredAsync(CampaignHarness world, string customer = "ann")
    {
        var screens = (await world.RecordAsync(customer)).Enrollments.Values
            .ToDictionary(enrollment => enrollment.Id, enrollment => enrollment.Event!.Text("screen")!);
        var entered = new List<string>();
        await foreach (var fact in world.Services.Customers.ReadTimelineAsync(new(customer), CampaignHarness.Cancel))
        {
            if (fact.Kind == TimelineEventKind.Entered)
                entered.Add(screens[fact.Enrollment!.Value]);
        }

        return entered;
    }

    /// <summary>Another process on the world's store.</summary>
    public static CampaignRunner Another(CampaignHarness world, TimeProvider? time = null, IntakeOptions? options = null) => new(
        new CustomerStore(world.Store), new CustomerDirectory(world.Store), new TimerTable(world.Store), world.Store, world.Library,
        new CompositeTimelineSink(), time ?? world.Time, outbox: null, options);
}
