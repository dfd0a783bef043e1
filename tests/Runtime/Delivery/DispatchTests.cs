using System.Text;
using Campaigns.Decisions.Contacts;
using Campaigns.Model;
using Campaigns.Runtime.Dispatch;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Intake;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests.Delivery;

/// <summary>Of all copies of a message in a queue, one lives.</summary>
public sealed class DispatchTests
{
    private static async Task<CampaignHarness> OpenedAsync(RecordingProvider? provider = null)
    {
        var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", null, provider ?? new RecordingProvider(), SampleJourneys.Hello);
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "app.opened", ("screen", "home"));
        return harness;
    }

    [Fact]
    public async Task QueuedAgainWhileItWaits_TheOlderCopyIsVoid()
    {
        var provider = new RecordingProvider();
        await using var harness = await OpenedAsync(provider);
        await harness.Runner.RunAgainAsync("ann"); // nobody knows whether the first copy was lost
        Assert.Equal(2, await harness.Store.CountAsync("sms", CampaignHarness.Cancel));
        var sender = harness.Services.Senders[Channel.Sms];
        provider.Answer = _ => new ProviderResult.Unavailable("429", Duration.FromMinutes(1));
        await sender.RunPageAsync(CampaignHarness.Cancel);

        Assert.Single(provider.Calls);
        provider.Answer = _ => new ProviderResult.Accepted();
        await harness.RunToAsync("2026-06-01 12:05");
        Assert.Equal(2, provider.Calls.Count);
        Assert.Equal(0, await harness.Store.CountAsync("sms", CampaignHarness.Cancel));
    }

    [Fact]
    public async Task ReceivedBeforeTheSave_IsPutBack_AndSentASecondLater()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", SampleJourneys.Hello);
        await harness.AddCustomerAsync();
        harness.Store.Before(Intakes.SaveOfCustomer, async () =>
            Assert.Equal(1, await harness.Services.Senders[Channel.Sms].RunPageAsync(CampaignHarness.Cancel)));

        await harness.SendEventAsync("ann", "app.opened", ("screen", "home"));

        Assert.Empty(harness.Provider.Calls);
        await harness.RunToAsync(harness.Time.Now + Duration.FromSeconds(1));
        Assert.Single(harness.Provider.Calls);
        Assert.Equal(0, await harness.Store.CountAsync("sms", CampaignHarness.Cancel));
    }

    [Fact]
    public async Task SaveThatNeverHappens_ItsMessageIsDroppedAfterAMinute()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", SampleJourneys.Hello);
        await harness.AddCustomerAsync();
        harness.Store.Before(Intakes.SaveOfCustomer, () => throw new StoreUnavailableException("killed between queue and save"));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => harness.SendEventAsync("ann", "app.opened", ("screen", "home")));
        Assert.Equal(1, await harness.Store.CountAsync("sms", CampaignHarness.Cancel));

        await harness.RunToAsync(harness.Time.Now + Duration.FromSeconds(62));

        Assert.Empty(harness.Provider.Calls);
        Assert.Equal(0, await harness.Store.CountAsync("sms", CampaignHarness.Cancel));
    }

    [Fact]
    public async Task SaveThatOutlastsEveryWait_QueuesItsMessageAgain()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", SampleJourneys.Hello);
        await harness.AddCustomerAsync();
        harness.Store.Before(Intakes.SaveOfCustomer, async () =>
        {
            await harness.RunToAsync(harness.Time.Now + Duration.FromMinutes(2));
            Assert.Equal(0, await harness.Store.CountAsync("sms", CampaignHarness.Cancel));
        });

        await harness.SendEventAsync("ann", "app.opened", ("screen", "home"));

        await harness.RunDueAsync();
        Assert.Single(harness.Provider.Calls);
    }

    [Fact]
    public async Task ProviderIsAwayForMinutes_EachAttemptIsMadeOnce()
    {
        var provider = new RecordingProvider { Answer = _ => new ProviderResult.Unavailable("429", Duration.FromMinutes(10)) };
        await using var harness = await OpenedAsync(provider);

        await harness.RunToAsync("2026-06-01 12:35");

        // At 12:00, and each ten minutes from then on.
        Assert.Equal(4, provider.Calls.Count);
        Assert.Equal(1, await harness.Store.CountAsync("sms", CampaignHarness.Cancel));
    }

    [Fact]
    public async Task Deferred_ACopyOfTheFormerSlotIsVoid()
    {
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 20:59", PausableLibrary.ShippedPolicy, new RecordingProvider(),
                SampleJourneys.Hello);
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "app.opened", ("screen", "home"));
        var former = MessageRequestCodec.Write(new(Channel.Sms, new("ann"), await harness.MessageAsync("s"))
        {
            Stamp = DispatchStamp.Of((await harness.RecordAsync()).Ledger.Entries.Single()),
        });
        harness.Time.MoveTo(CampaignHarness.At("2026-06-01 21:00"));
        await harness.RunDueAsync(); // the quiet hours: put off to the morning

        harness.Time.MoveTo(CampaignHarness.At("2026-06-02 11:00"));
        await harness.Store.SendAsync("sms", [former], Duration.Zero, CampaignHarness.Cancel);
        var sender = harness.Services.Senders[Channel.Sms];
        await sender.RunPageAsync(CampaignHarness.Cancel);

        Assert.Empty(harness.Provider.Calls);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task CopyOfAnOlderVersion_CountsUnlessItWasQueuedAgain(int stamp, int calls)
    {
        await using var harness = await OpenedAsync();
        var message = await harness.MessageAsync("s");
        await harness.Store.CompleteAsync("sms",
            await harness.Store.ReceiveAsync("sms", 1, Duration.FromMinutes(1), CampaignHarness.Cancel), CampaignHarness.Cancel);
        if (stamp > 0)
            await harness.Runner.RunAgainAsync("ann");
        await harness.Store.CompleteAsync("sms",
            await harness.Store.ReceiveAsync("sms", 1, Duration.FromMinutes(1), CampaignHarness.Cancel), CampaignHarness.Cancel);
        await harness.Store.SendAsync("sms", [Encoding.UTF8.GetBytes($"ann\n{message}")], Duration.Zero, CampaignHarness.Cancel);

        var sender = harness.Services.Senders[Channel.Sms];
        await sender.RunPageAsync(CampaignHarness.Cancel);

        Assert.Equal(calls, harness.Provider.Calls.Count);
    }

    [Fact]
    public void Request_IsReadAsItWasWritten()
    {
        var request = new MessageRequest(Channel.Sms, new("ann"), new("m1")) { Stamp = new(1_780_286_400_123, 2) };

        Assert.True(MessageRequestCodec.TryRead(Channel.Sms, MessageRequestCodec.Write(request).Span, out var read));
        Assert.Equal(request, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ann")]
    [InlineData("ann\n")]
    [InlineData("\nm1")]
    [InlineData("ann\nm1\nlater")]
    [InlineData("ann\nm1\n1.0\nmore")]
    public void Request_OfAnotherShape_IsNotRead(string text) =>
        Assert.False(MessageRequestCodec.TryRead(Channel.Sms, Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public async Task Ledger_HasNoDispatchNumber_UntilOneIsRepeated()
    {
        await using var harness = await OpenedAsync();
        Assert.DoesNotContain("hand_over", await harness.BytesAsync(), StringComparison.Ordinal);

        await harness.Runner.RunAgainAsync("ann");
        Assert.Contains("\"hand_over\":1", await harness.BytesAsync(), StringComparison.Ordinal);
        await harness.RunDueAsync();
        Assert.Equal(ContactStatus.Sent, (await harness.RecordAsync()).Ledger.Entries.Single().Status);
        Assert.DoesNotContain("hand_over", await harness.BytesAsync(), StringComparison.Ordinal);
    }
}

/// <summary>What a lost dispatch leads to.</summary>
internal static class Recovery
{
    /// <summary>Fires the timer of the customer's only enrollment.</summary>
    public static async Task RunAgainAsync(this CampaignRunner runner, string customer)
    {
        var entry = (await runner.Customers.LoadAsync(new(customer), CampaignHarness.Cancel)).Ledger.Entries.Single();
        await runner.WakeAsync(new WakeTimer(runner.Now, new(customer), entry.Enrollment), CampaignHarness.Cancel);
    }
}
