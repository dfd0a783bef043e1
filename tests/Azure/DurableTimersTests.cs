using Campaigns.Azure.Durable;
using Campaigns.Azure.Tests.Support;
using Campaigns.Azurite;
using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Timers;
using Campaigns.Storage.Embedded;
using NodaTime;

namespace Campaigns.Azure.Tests;

[Collection(TaskHubCollection.Name)]
public sealed class DurableTimersTests(TaskHub hub)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SetByManyAtOnce_EveryAlarmIsKept()
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        var folder = Directory.CreateTempSubdirectory("campaigns-alarms-");
        await using (var store = EmbeddedStore.Open(Path.Combine(folder.FullName, "alarms.db"), TimeProvider.System, Durability.Process))
        {
            var timers = new DurableTimers(new TimerTable(store.Rows), TimeProvider.System);
            timers.Use(hub.Client);
            hub.OnRing("e1", () => Task.FromResult<DateTime?>(null));
            var far = Instant.FromDateTimeOffset(DateTimeOffset.UtcNow) + Duration.FromHours(10);
            Instant[] instants = [.. Enumerable.Range(0, 20).Select(i => far + Duration.FromMinutes(i))];

            await Parallel.ForEachAsync(instants, new ParallelOptions { MaxDegreeOfParallelism = 20, CancellationToken = Cancel },
                (at, token) => timers.SetAsync([new WakeTimer(at, new CustomerId("ann"), new EnrollmentId("e1"))], token));

            await hub.HasAsync("e1", [.. instants.Select(at => at.ToDateTimeUtc())]);
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Set_BeforeAnyFunctionBroughtAClient_IsRefused()
    {
        var folder = Directory.CreateTempSubdirectory("campaigns-alarms-");
        await using (var store = EmbeddedStore.Open(Path.Combine(folder.FullName, "alarms.db"), TimeProvider.System, Durability.Process))
        {
            var timers = new DurableTimers(new TimerTable(store.Rows), TimeProvider.System);

            await Assert.ThrowsAsync<InvalidOperationException>(
                async () =>
                    await timers.SetAsync([new WakeTimer(Instant.MaxValue, new CustomerId("ann"), new EnrollmentId("e1"))], Cancel));
        }

        folder.Delete(recursive: true);
    }
}
