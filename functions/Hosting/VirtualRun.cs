using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Work;
using NodaTime;

namespace Campaigns.Hosting;

/// <summary>
/// Runs an engine on a virtual clock: jumps from one due instant to the next, takes the events of a stream as their time
/// comes, and does everything else exactly as the host does on the real clock.
/// </summary>
public sealed class VirtualRun(CampaignEngine engine, VirtualTime time)
{
    private const int EventPage = 512;

    /// <summary>Runs until an instant.</summary>
    /// <param name="events">What happens outside, in order of time; each list concerns one customer and is one unit of work.</param>
    /// <param name="until">Where the clock stops.</param>
    /// <param name="progress">Told the instant, now and then.</param>
    /// <param name="cancel">Stops it between two instants.</param>
    public async Task RunAsync(IEventStream events, Instant until, Action<Instant>? progress, CancellationToken cancel)
    {
        while (true)
        {
            var next = CampaignEngine.Earlier(events.NextAt, await engine.NextDueAsync(cancel));
            if (next is not { } at || at > until)
                break;
            time.MoveTo(at);
            progress?.Invoke(time.Now);
            do
            {
                await engine.Services.Scheduler.FireDueAsync(time.Now, cancel);
                await HandleEventsAsync(events, cancel);
            }
            while (await engine.RunDueAsync(cancel) || events.NextAt <= time.Now);
        }

        time.MoveTo(until);
    }

    private async Task HandleEventsAsync(IEventStream events, CancellationToken cancel)
    {
        while (events.NextAt <= time.Now)
        {
            var page = new List<IReadOnlyList<CustomerEvent>>();
            while (page.Count < EventPage && events.NextAt <= time.Now)
            {
                if (events.Next() is { Count: > 0 } unit)
                    page.Add(unit);
            }

            var services = engine.Services;
            await ByCustomer.ForEachAsync(page, unit => unit[0].Customer, services.MaxConcurrency, async (unit, token) =>
                await services.Work.TryAsync(new CustomerWork.Events(unit[0].Customer, unit), async attempt =>
                    await services.Runner.HandleAsync(unit, attempt), token), cancel);
        }
    }
}

/// <summary>Events of the outside world in order of time.</summary>
public interface IEventStream
{
    /// <summary>When the next one happens; null: none any more, or none known yet.</summary>
    Instant? NextAt { get; }

    /// <summary>Takes the next unit of work: events of one customer, or none when it came to nothing after all.</summary>
    IReadOnlyList<CustomerEvent> Next();
}
