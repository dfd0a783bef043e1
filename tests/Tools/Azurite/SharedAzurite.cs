using Azure.Core.Pipeline;
using Campaigns.Storage.Azure;

namespace Campaigns.Azurite;

/// <summary>
/// One Azurite for all tests of an assembly, started when the first of them needs it. Each test takes names of its own on it.
/// </summary>
public sealed class SharedAzurite : IAsyncDisposable
{
    private static readonly Lazy<Task<AzuriteServer>> Server = new(AzuriteServer.StartAsync);
    private static int _names;

    /// <summary>How long a call may take: the machine may be busy with other tests.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static async Task<string> ConnectionStringAsync() => (await Server.Value).ConnectionString;

    /// <summary>Names that no other test takes.</summary>
    public static string FreshPrefix() => $"t{Interlocked.Increment(ref _names)}x";

    /// <summary>An empty store whose queues live by a clock.</summary>
    public static async Task<AzureStore> OpenAsync(TimeProvider time, params HttpPipelinePolicy[] policies) =>
        await OpenAsync(time, new AzureStoreOptions { Policies = policies, Budget = Patience });

    /// <summary>An empty store whose queues live by a clock.</summary>
    public static async Task<AzureStore> OpenAsync(TimeProvider time, AzureStoreOptions options) => AzureStore.Open(
        await ConnectionStringAsync(), time,
        options with
        {
            Prefix = options.Prefix.Length > 0 ? options.Prefix : FreshPrefix(),
            Policies = [new ClockPolicy(time), .. options.Policies]
        });

    public async ValueTask DisposeAsync()
    {
        if (Server.IsValueCreated && Server.Value.IsCompletedSuccessfully)
            await (await Server.Value).DisposeAsync();
    }
}
