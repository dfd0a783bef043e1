using Campaigns.Hosting;
using Campaigns.Hosting.Measures;
using Campaigns.Model;
using Campaigns.Storage;

namespace Campaigns.Local.Hosting;

/// <summary>The store a local host works on, and what follows from the choice.</summary>
internal static class HostStore
{
    /// <summary>Opens it.</summary>
    /// <exception cref="HostConfigurationException">The connection string is none.</exception>
    public static IStore Open(LocalHostOptions options, TimeProvider time) =>
        (options.Storage is { } account ? StoreLocation.Account(account) : StoreLocation.In(options.Data)).Open(time, options.Durability);

    /// <summary>
    /// What this host is called in the store: the same after a restart, so that it learns whether it was killed, and
    /// another than that of any other host on the same account.
    /// </summary>
    public static string NameOf(LocalHostOptions options) =>
        options.Storage is null ? "local" : $"local-{StableHash.Of($"{Environment.MachineName}\n{Path.GetFullPath(options.Data)}"):x16}";

    /// <summary>How often queues and timers are looked at for the gauges.</summary>
    public static TimeSpan Measures(LocalHostOptions options) =>
        options.Storage is null ? OperationsGauges.Interval : OperationsGauges.PaidInterval;

    /// <summary>How long a worker that found nothing waits before it looks again: on Azure every look is paid for.</summary>
    public static TimeSpan Idle(LocalHostOptions options) =>
        options.Storage is null ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromSeconds(1);
}
