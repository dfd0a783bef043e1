using Campaigns.Azurite;
using Campaigns.Storage;
using Campaigns.Storage.Azure;
using Campaigns.Storage.Embedded;

namespace Campaigns.Runtime.Tests.Support;

/// <summary>
/// The store that all tests of this assembly run on: the embedded one, or Azurite when the variable
/// CAMPAIGNS_TEST_STORE says so. The tests do not know which.
/// </summary>
internal static class TestStores
{
    public const string Variable = "CAMPAIGNS_TEST_STORE";

    /// <summary>Whether it is Azurite, which does some two thousand calls a second: see <see cref="CrashingStore.CrashPoints"/>.</summary>
    public static bool OnAzure { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } kind
        && (kind == "azurite" ? true : throw new InvalidOperationException($"{Variable} is azurite or not set, found '{kind}'"));

    public static async Task<IStore> OpenAsync(string file, TimeProvider time)
    {
        if (!OnAzure)
            return EmbeddedStore.Open(file, time, Durability.Process);
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        return new VisibilityTrackingStore(await SharedAzurite.OpenAsync(time), time);
    }

    /// <summary>A store that other processes open as well, with what tests/Runtime.Racer has to be told of it.</summary>
    public static async Task<(IStore Store, string[] Place)> OpenForManyAsync(string file, TimeProvider time)
    {
        if (!OnAzure)
            return (await OpenAsync(file, time), ["file", file]);
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        var prefix = SharedAzurite.FreshPrefix();
        var store = await SharedAzurite.OpenAsync(time, new AzureStoreOptions { Prefix = prefix, Budget = SharedAzurite.Patience });
        return (new VisibilityTrackingStore(store, time), ["azure", await SharedAzurite.ConnectionStringAsync(), prefix]);
    }
}
