using Campaigns.Azurite;
using Campaigns.Runtime.Tests.Support;
using Campaigns.Storage.Azure;

namespace Campaigns.Local.Tests.Hosting;

/// <summary>Two hosts on one storage account, told the same things at once, and one of them killed: every message goes out once.</summary>
public sealed class SharedAccountTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-account-");
    private readonly PingJourney _ping;

    public SharedAccountTests() => _ping = new PingJourney(Outbox, customers: SweptCases.Count(all: 120, sampled: 60), batchSize: 20);

    public void Dispose()
    {
        _ping.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Run_TwoHostsOnOneAccountAndOneKilled_SendEveryMessageExactlyOnce()
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        var cancel = TestContext.Current.CancellationToken;
        await using var azurite = await AzuriteServer.StartAsync();
        var data = new[] { "one", "two" }.Select(name => Path.Combine(_folder.FullName, name)).ToArray();
        // One provider for both, as they would have: it knows a message by its key, whoever brings it.
        Directory.CreateDirectory(Outbox);
        foreach (var folder in data)
            Directory.CreateSymbolicLink(Path.Combine(Directory.CreateDirectory(folder).FullName, "outbox"), Outbox);
        // Both at once on an empty account: both fill it with the starter library.
        var hosts = await Task.WhenAll(data.Select(folder => HostProcess.StartAsync(folder, "--storage", azurite.ConnectionString)));
        try
        {
            await _ping.PublishAsync(hosts[0].Address, cancel);
            await _ping.KnownAsync(hosts[1].Address, cancel);
            for (var batch = 0; batch < _ping.Batches; batch++)
            {
                var recorded = Task.WhenAll(hosts.Select(host => _ping.SendEventsAsync(host.Address, batch, cancel)));
                if (batch == _ping.Batches / 2)
                {
                    hosts[1].Kill();
                    await recorded; // whatever became of it at the killed one, the other has it
                    hosts[1].Dispose();
                    hosts[1] = await HostProcess.StartAsync(data[1], "--storage", azurite.ConnectionString);
                    continue;
                }

                Assert.All(await recorded, Assert.True);
            }

            await _ping.DeliveredAsync(cancel);
            await _ping.CountedOnceAsync(hosts[0].Address, cancel);
            await _ping.HappenedOnceAsync(AzureStore.Open(azurite.ConnectionString, TimeProvider.System).Rows, cancel);
        }
        finally
        {
            foreach (var host in hosts)
                host.Dispose();
        }
    }

    private string Outbox => Path.Combine(_folder.FullName, "outbox");
}
