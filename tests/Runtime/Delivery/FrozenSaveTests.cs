using Campaigns.Decisions.Contacts;
using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests.Delivery;

/// <summary>A process is frozen in the middle of the call that saves, until senders have given up the message it queued beforehand.</summary>
public sealed class FrozenSaveTests
{
    private static async Task<CampaignHarness> FreezeAsync()
    {
        var harness = await CampaignHarness.StartAsync("2026-06-01 12:00",
            SampleJourneys.Of("hello", $$"""{{SampleJourneys.Send("a")}}, { "id": "w", "wait": "P9D" }"""));
        await harness.AddCustomerAsync();
        var (other, _) = harness.StartHost();
        harness.Store.Before("Commit customers", async () =>
        {
            foreach (var wait in (Duration[])[Duration.FromSeconds(1), Duration.FromSeconds(2), Duration.FromMinutes(2)])
            {
                harness.Time.MoveTo(harness.Time.Now + wait);
                Assert.Equal(1, await other.Services.Senders[Channel.Sms].RunPageAsync(CampaignHarness.Cancel));
            }

            Assert.Equal(0, await other.Services.Queues.CountAsync("sms", CampaignHarness.Cancel));
        });
        return harness;
    }

    [Fact]
    public async Task Thawed_TheSaveConflicts_AndTheMessageIsQueuedAgain()
    {
        await using var harness = await FreezeAsync();

        await harness.SendEventAsync("ann", "app.opened");
        await harness.RunToAsync("2026-06-01 13:00");

        Assert.Single(harness.Provider.Delivered);
        Assert.Equal(["2026-06-01 12:02 sent a sms"], await harness.TimelineAsync("ann", "sent"));
    }

    [Fact]
    public async Task KilledRightAfterTheCall_NoMessageIsReservedThatNobodyBrings()
    {
        await using var harness = await FreezeAsync();
        var opened = harness.Event("ann", "app.opened");
        // The process dies as soon as it has its answer.
        harness.Store.CrashAfter("Commit customers");

        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await harness.Runner.HandleAsync(opened, CampaignHarness.Cancel));
        harness.Store.Restart();
        await harness.RunToAsync("2026-06-02 12:00");

        Assert.DoesNotContain((await harness.RecordAsync()).Ledger.Entries, entry => entry.Status == ContactStatus.Reserved);
        Assert.Empty(await harness.TimelineAsync("ann", "entered")); // its sender has no answer, and sends the event again
    }
}
