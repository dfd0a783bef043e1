using Campaigns.Storage.Embedded;
using JasperFx.Resources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Weasel.Sqlite;
using Wolverine;
using Wolverine.Sqlite;

namespace Campaigns.Peers.Benchmarks;

/// <summary>
/// The easier job, as Wolverine does it: an event through the durable inbox starts a saga, which orders a message through the durable
/// local queue, at once or scheduled, and keeps that it went out. No contact policy, no consents, no templates, no timeline.
/// </summary>
internal static class WolverineRun
{
    /// <returns>What the counted messages used.</returns>
    public static async Task<Usage> RunAsync(Job job)
    {
        GreetingSaga.Delay = job.Waits ? TimeSpan.FromSeconds(2) : TimeSpan.Zero;
        await using var database = new SqliteDataSource($"Data Source={job.File}", new SqlitePragmaSettings
        {
            Synchronous = job.Durability == Durability.Power ? SynchronousMode.FULL : SynchronousMode.OFF,
        });
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseWolverine(options =>
        {
            options.PersistMessagesWithSqlite(database);
            options.Durability.Mode = DurabilityMode.Solo;
            options.Durability.ScheduledJobPollingTime = TimeSpan.FromMilliseconds(250);
            options.Durability.ScheduledJobFirstExecution = TimeSpan.Zero;
            options.Policies.UseDurableLocalQueues();
            options.Policies.AllLocalQueues(queue => queue.MaximumParallelMessages(Job.AtOnce));
            options.Policies.AutoApplyTransactions();
            options.Discovery.DisableConventionalDiscovery().IncludeType<GreetingSaga>();
        });
        builder.Services.AddResourceSetupOnStartup();
        using var host = builder.Build();
        await host.StartAsync();
        var bus = host.Services.GetRequiredService<IMessageBus>();
        await DeliverAsync(bus, ..job.Warmup);
        var before = Usage.Now;
        await DeliverAsync(bus, job.Warmup..(job.Warmup + job.Messages));
        var used = Usage.Now - before;
        await host.StopAsync();
        return used;
    }

    private static async Task DeliverAsync(IMessageBus bus, Range customers)
    {
        await Job.EachAsync(customers, i => bus.PublishAsync(new AppOpened($"c{i:D6}")));
        while (Volatile.Read(ref GreetingSaga.Sent) < customers.End.Value)
            await Task.Delay(10);
    }
}

/// <summary>The event.</summary>
/// <param name="Id">The customer, one saga each.</param>
public sealed record AppOpened(string Id);

/// <summary>Greet now.</summary>
/// <param name="Id">The customer.</param>
public sealed record Greet(string Id);

/// <summary>A customer's walk: an event, a message.</summary>
public sealed class GreetingSaga : Saga
{
    internal static int Sent;

    /// <summary>How long after the event the message goes.</summary>
    public static TimeSpan Delay { get; set; }

    /// <summary>The customer.</summary>
    public string? Id { get; set; }

    /// <summary>The address.</summary>
    public string? Phone { get; set; }

    /// <summary>The text that went out.</summary>
    public string? Text { get; set; }

    /// <summary>Begins with the event.</summary>
    public static (GreetingSaga Saga, object Next) Start(AppOpened opened) => (
        new GreetingSaga { Id = opened.Id, Phone = $"+8869{opened.Id[1..]:D8}" },
        Delay > TimeSpan.Zero ? new Greet(opened.Id).DelayedFor(Delay) : new Greet(opened.Id));

    /// <summary>Sends it: the provider takes everything.</summary>
    public void Handle(Greet greet)
    {
        Text = $"Dear customer {greet.Id}, your gift is waiting for you until Friday. Claim it in the app.";
        Interlocked.Increment(ref Sent);
    }
}
