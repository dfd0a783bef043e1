using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Retries;
using NodaTime;

namespace Campaigns.Hosting;

/// <summary>
/// Does in one process, by looking for work that is due, what triggers do in the Functions app. The clock may be the real one or a
/// virtual one.
/// </summary>
/// <param name="services">The services.</param>
public sealed class CampaignEngine(CampaignServices services)
{
    /// <summary>The services.</summary>
    public CampaignServices Services => services;

    /// <summary>
    /// Does what is due at this instant: a page of timers, a sweep, work that failed before, and all deliveries they led to, while
    /// their customers are still in the caches.
    /// </summary>
    /// <returns>Whether there was anything; then there may be more.</returns>
    public async ValueTask<bool> RunDueAsync(CancellationToken cancel)
    {
        var worked = await services.TimerDispatcher.FirePageAsync(cancel) > 0;
        worked |= await services.Sweeper.RunOneAsync(cancel);
        while (await services.Work.RunPageAsync(cancel) > 0)
            worked = true;
        foreach (var sender in services.Senders.Values.Where(sender => !sender.IsHeld))
        {
            while (await sender.RunPageAsync(cancel) > 0)
                worked = true;
        }

        while (services.Publication is { } publication && (await publication.RunPageAsync(cancel)).Received > 0)
            worked = true;
        return worked;
    }

    /// <summary>The next instant at which something becomes due by itself; null: never.</summary>
    public async ValueTask<Instant?> NextDueAsync(CancellationToken cancel)
    {
        var next = await services.Timers.NextAsync(cancel);
        foreach (var sender in services.Senders.Values.Where(sender => !sender.IsHeld))
            next = Earlier(next, await services.Queues.NextVisibleAsync(sender.Channel.Name, cancel));
        next = Earlier(next, await services.Queues.NextVisibleAsync(CustomerWorkQueue.Name, cancel));
        if (services.Publication is not null)
            next = Earlier(next, await services.Queues.NextVisibleAsync(TimelineOutbox.Queue, cancel));
        return Earlier(next, services.Scheduler.NextAfter(services.Runner.Now));
    }

    /// <summary>The earlier of two instants; null stands for never.</summary>
    internal static Instant? Earlier(Instant? a, Instant? b) => a is null ? b : b is null ? a : Instant.Min(a.Value, b.Value);
}
