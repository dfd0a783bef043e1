using Campaigns.Runtime.Tests.Support;
using Campaigns.Storage.Embedded;

namespace Campaigns.Local.Tests.Hosting;

/// <summary>Killing the host in the middle of its work loses no message and sends none twice.</summary>
public sealed class KilledHostTests : IDisposable
{
    private static readonly int Kills = SweptCases.Count(all: 6, sampled: 2);
    private static readonly int Customers = SweptCases.Count(all: 1500, sampled: 500);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-kill-");
    private readonly PingJourney _ping;

    public KilledHostTests() => _ping = new PingJourney(Path.Combine(_folder.FullName, "outbox"), customers: Customers, batchSize: 25);

    public void Dispose()
    {
        _ping.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Run_KilledAtRandomMoments_SendsEveryMessageExactlyOnce()
    {
        var cancel = TestContext.Current.CancellationToken;
        var host = await HostProcess.StartAsync(_folder.FullName);
        try
        {
            await _ping.PublishAsync(host.Address, cancel);
            var random = new Random(20260301);
            var killAt = Enumerable.Range(0, Kills).Select(_ => random.Next(2, _ping.Batches)).ToHashSet();
            for (var batch = 0; batch < _ping.Batches; batch++)
            {
                var telling = _ping.SendEventsAsync(host.Address, batch, cancel);
                if (killAt.Contains(batch))
                {
                    host.Kill();
                    await telling; // ends in an error or not: nobody knows what was taken, so it is told again
                    host.Dispose();
                    host = await HostProcess.StartAsync(_folder.FullName);
                    telling = _ping.SendEventsAsync(host.Address, batch, cancel);
                }

                Assert.True(await telling);
            }

            host.Kill();
            host.Dispose();
            host = await HostProcess.StartAsync(_folder.FullName);
            await _ping.DeliveredAsync(cancel);
            await _ping.CountedOnceAsync(host.Address, cancel);
        }
        finally
        {
            host.Dispose();
        }

        await using var store = EmbeddedStore.Open(Path.Combine(_folder.FullName, "campaigns.db"), TimeProvider.System, Durability.Process);
        await _ping.HappenedOnceAsync(store.Rows, cancel);
    }
}
