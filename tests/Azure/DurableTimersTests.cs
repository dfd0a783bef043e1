using System.Globalization;
using Campaigns.Azure.Durable;
using Campaigns.Azure.Tests.Support;
using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Timers;
using Campaigns.Storage.Embedded;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Time.Testing;
using NodaTime;

namespace Campaigns.Azure.Tests;

public sealed class DurableTimersTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("2026-06-01T12:00:10.300Z", "2026-06-01T12:00:11.100Z")] // never a second early, for that would cost a turn
    [InlineData("2026-06-01T12:00:11.000Z", "2026-06-01T12:00:11.100Z")]
    [InlineData("2026-06-01T12:00:00.000Z", null)] // due: at once
    [InlineData("2026-06-01T11:00:00.000Z", null)]
    public async Task Set_SignalsTheTimerOfTheEnrollment_WholeSecondsFromNow(string at, string? signalled)
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-06-01T12:00:00Z", CultureInfo.InvariantCulture));
        var signals = new List<(EntityInstanceId, Wake, DateTimeOffset?)>();
        var timers = new DurableTimers(null!, time);
        timers.Use(new SignalClient((id, wake, when) =>
        {
            signals.Add((id, wake, when));
            return Task.CompletedTask;
        }));
        var timer = new WakeTimer(
            Instant.FromDateTimeOffset(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture)), new CustomerId("ann"),
            new EnrollmentId("e1"));

        await timers.SetAsync([timer, timer], Cancel);

        Assert.Equal(
            [(new EntityInstanceId("EnrollmentTimer", "e1"), new Wake("ann"),
                signalled is null ? null : DateTimeOffset.Parse(signalled, CultureInfo.InvariantCulture))],
            signals);
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
