using Campaigns.Azure.Durable;
using Campaigns.Azure.Tests.Support;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Timers;
using Campaigns.Storage.Embedded;
using NodaTime;

namespace Campaigns.Azure.Tests;

public sealed class DurableAlarmsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SetByManyAtOnce_OneClockBegins_AndRings()
    {
        var folder = Directory.CreateTempSubdirectory("campaigns-alarms-");
        await using (var store = EmbeddedStore.Open(Path.Combine(folder.FullName, "alarms.db"), TimeProvider.System, Durability.Process))
        {
            var alarms = new DurableAlarms(new AlarmTable(store.Rows), TimeProvider.System);
            var rung = new TaskCompletionSource();
            await using var host = await ClockHost.StartAsync((_, _) =>
            {
                rung.TrySetResult();
                return Task.FromResult<DateTime?>(null);
            }, Cancel);
            var soon = Instant.FromDateTimeOffset(DateTimeOffset.UtcNow) + Duration.FromSeconds(2);

            await Parallel.ForAsync(0, 20, new ParallelOptions { MaxDegreeOfParallelism = 20, CancellationToken = Cancel }, async (_, token) =>
            {
                using var scope = alarms.SetBy(host.Client);
                await alarms.SetAsync([new Alarm(soon, new CustomerId("ann"), new EnrollmentId("e1"))], token);
            });

            await rung.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
            Assert.False((await host.Client.GetInstanceAsync("e1", Cancel))!.IsCompleted);
        }

        folder.Delete(recursive: true);
    }
}
