using Campaigns.Decisions.Contacts;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.Delivery;

/// <summary>Messages of which nobody knows whether they were sent: found without looking for them, and settled by whoever knows.</summary>
public sealed class SettlementTests
{
    private static readonly string Waiting =
        SampleJourneys.Of("hello", $"{SampleJourneys.Send("s")}, {{ \"id\": \"w\", \"wait\": \"P30D\" }}");

    private static readonly Settlement Sent = new(WasSent: true, "in the log of the gateway", "ops");
    private static readonly Settlement NotSent = new(WasSent: false, "no trace of it", "ops");

    private static CancellationToken Cancel => CampaignHarness.Cancel;

    /// <summary>A world with one message that its provider never answered for.</summary>
    private static async Task<CampaignHarness> UnknownAsync(string? journey = null, ContactPolicy? policy = null)
    {
        var provider = new RecordingProvider(keyed: false);
        provider.Answer = _ => provider.Calls.Count == 1 ? new ProviderResult.Unknown("http-timeout") : new ProviderResult.Accepted();
        var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", policy, provider, journey ?? Waiting);
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "app.opened", ("screen", "home"));
        await harness.RunDueAsync();
        return harness;
    }

    private static MessageSettlement Of(CampaignHarness harness) => new(harness.Runner);

    private static async Task<IReadOnlyList<UnknownMessage>> ListAsync(CampaignHarness harness) =>
        (await Of(harness).ListAsync(after: null, MessageSettlement.MaxPage, Cancel)).Messages;

    private static async Task<MessageId> OnlyAsync(CampaignHarness harness) => Assert.Single(await ListAsync(harness)).Message;

    [Fact]
    public async Task Unknown_IsListed_WithWhatIsKnownOfIt()
    {
        await using var harness = await UnknownAsync();

        var unknown = Assert.Single(await ListAsync(harness));

        Assert.Equal(await harness.MessageAsync("s"), unknown.Message);
        Assert.Equal(("ann", "sms", "hello", "s", "http-timeout", "phone", CampaignHarness.At("2026-06-01 12:00")),
            (unknown.Customer.Value, unknown.Channel.Name, unknown.Enrollment.Journey.Value, unknown.Step.Value, unknown.Reason,
                unknown.Provider, unknown.Since));
    }

    [Fact]
    public async Task Listing_CostsAsMuchAsThereAre_HoweverManyCustomersThereAre()
    {
        await using var harness = await UnknownAsync();
        await harness.AddCustomersAsync(20);
        var before = harness.Store.Log.Count;

        await ListAsync(harness);

        Assert.Equal(["Read unknown", "Read customers"], harness.Store.Log.Skip(before));
    }

    [Fact]
    public async Task WasSent_Counts_AndTheTimelineSaysWhoDecidedAndWhy()
    {
        await using var harness = await UnknownAsync();

        Assert.Equal(new SettlementResult.Settled(Queued: false), await Of(harness).SettleAsync(await OnlyAsync(harness), Sent, Cancel));

        Assert.Equal(ContactStatus.Sent, Assert.Single((await harness.RecordAsync()).Ledger.Entries).Status);
        Assert.Empty(await ListAsync(harness));
        Assert.Equal(["2026-06-01 12:00 unknown s sms http-timeout", "2026-06-01 12:00 settled s sms sent"],
            await harness.TimelineAsync("ann", "unknown", "settled"));
        var settled = await harness.Services.Customers.ReadTimelineAsync(new("ann"), Cancel).LastAsync(Cancel);
        Assert.Equal(("ops", "in the log of the gateway"), (settled.Detail!.Text("by"), settled.Detail.Text("because")));
    }

    [Fact]
    public async Task WasNotSent_GivesTheSlotBack()
    {
        await using var harness = await UnknownAsync();

        Assert.Equal(new SettlementResult.Settled(Queued: false), await Of(harness).SettleAsync(await OnlyAsync(harness), NotSent, Cancel));
        await harness.RunToAsync("2026-06-02 12:00");

        Assert.Empty((await harness.RecordAsync()).Ledger.Entries);
        Assert.Empty(await ListAsync(harness));
        Assert.Single(harness.Provider.Calls);
    }

    [Fact]
    public async Task WasNotSent_Again_IsSentOnce_WithItsOldId()
    {
        await using var harness = await UnknownAsync();
        var message = await OnlyAsync(harness);

        Assert.Equal(new SettlementResult.Settled(Queued: true),
            await Of(harness).SettleAsync(message, NotSent with { Again = true }, Cancel));
        await harness.RunToAsync("2026-06-02 12:00");

        Assert.Equal([message, message], harness.Provider.Calls.Select(call => call.Id));
        Assert.Equal(["2026-06-01 12:00 settled s sms not-sent", "2026-06-01 12:00 sent s sms"],
            await harness.TimelineAsync("ann", "settled", "sent"));
        Assert.Empty(await ListAsync(harness));
    }

    [Fact]
    public async Task SentAgain_AndUnknownAgain_IsListedAgain_AndSettledAgain()
    {
        await using var harness = await UnknownAsync();
        var message = await OnlyAsync(harness);
        harness.Provider.Answer = _ => new ProviderResult.Unknown("http-timeout");
        await Of(harness).SettleAsync(message, NotSent with { Again = true }, Cancel);
        await harness.RunToAsync("2026-06-01 13:00");

        Assert.Equal(message, await OnlyAsync(harness));
        harness.Time.MoveTo(CampaignHarness.At("2026-06-01 14:00"));
        Assert.IsType<SettlementResult.Settled>(await Of(harness).SettleAsync(message, NotSent, Cancel));
        Assert.Empty(await ListAsync(harness));
    }

    [Fact]
    public async Task AgainInQuietHours_ChangesNothing_AndSaysWhen()
    {
        await using var harness = await UnknownAsync(policy: PausableLibrary.ShippedPolicy);
        var message = await OnlyAsync(harness);
        harness.Time.MoveTo(CampaignHarness.At("2026-06-01 23:30"));

        var answer = Assert.IsType<SettlementResult.NotAgain>(
            await Of(harness).SettleAsync(message, NotSent with { Again = true }, Cancel));

        Assert.Equal("quiet-hours", Assert.IsType<ResendResult.Deferred>(answer.Why).Reason);
        Assert.Equal(message, await OnlyAsync(harness));
        Assert.Equal(ContactStatus.Unknown, Assert.Single((await harness.RecordAsync()).Ledger.Entries).Status);
    }

    [Theory]
    [InlineData("policy.renewed", "exited")]
    [InlineData("customer.do_not_disturb", "do-not-disturb")]
    public async Task AgainWhenItIsNotAllowedAnyMore_ChangesNothing(string what, string why)
    {
        await using var harness = await UnknownAsync();
        var message = await OnlyAsync(harness);
        await harness.SendEventAsync("ann", what, ("policy_id", "P1"));

        Assert.Equal(new SettlementResult.NotAgain(new ResendResult.Refused(why)),
            await Of(harness).SettleAsync(message, NotSent with { Again = true }, Cancel));

        Assert.Equal(message, await OnlyAsync(harness));
        Assert.IsType<SettlementResult.Settled>(await Of(harness).SettleAsync(message, NotSent, Cancel));
    }

    [Fact]
    public async Task AgainAfterTheJourneyCameToItsEnd_IsSent()
    {
        await using var harness = await UnknownAsync(SampleJourneys.Hello);

        Assert.Equal(new SettlementResult.Settled(Queued: true),
            await Of(harness).SettleAsync(await OnlyAsync(harness), NotSent with { Again = true }, Cancel));
        await harness.RunToAsync("2026-06-02 12:00");

        Assert.Equal(2, harness.Provider.Calls.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SettledTwice_TheSecondChangesNothing(bool sent)
    {
        await using var harness = await UnknownAsync();
        var message = await OnlyAsync(harness);
        var how = sent ? Sent : NotSent;
        await Of(harness).SettleAsync(message, how, Cancel);

        Assert.IsType<SettlementResult.NotUnknown>(await Of(harness).SettleAsync(message, how, Cancel));
        Assert.IsType<SettlementResult.NotUnknown>(await Of(harness).SettleAsync(new("nosuchmessage"), how, Cancel));
        Assert.Single(await harness.TimelineAsync("ann", "settled"));
    }

    [Theory]
    [InlineData("message.delivered")]
    [InlineData("message.clicked")]
    [InlineData("message.bounced")]
    public async Task AReportAboutIt_SettlesIt(string report)
    {
        await using var harness = await UnknownAsync();

        await harness.SendEventAsync("ann", report, ("message_id", (await OnlyAsync(harness)).Value));

        Assert.Empty(await ListAsync(harness));
        Assert.Equal(["2026-06-01 12:00 settled s sms sent"], await harness.TimelineAsync("ann", "settled"));
    }

    [Fact]
    public async Task DyingAtAnyCallOfASettlement_ItIsSettledOnce_AndSentOnceMore()
    {
        await using var trial = await UnknownAsync();
        var message = await OnlyAsync(trial);
        var before = trial.Store.Calls;
        await Of(trial).SettleAsync(message, NotSent with { Again = true }, Cancel);
        foreach (var (call, afterwards) in trial.Store.CrashPoints(before).SelectMany(call => new[] { (call, false), (call, true) }))
        {
            await using var harness = await UnknownAsync();
            message = await OnlyAsync(harness);
            harness.Store.CrashAt(call, afterwards);
            await harness.RetryUntilDoneAsync(async () => await Of(harness).SettleAsync(message, NotSent with { Again = true }, Cancel));
            await harness.RetryUntilDoneAsync(() => harness.RunToAsync("2026-06-01 13:00"));

            Assert.True(harness.Provider.Calls.Count == 2, $"{call} {afterwards}");
            Assert.Single(await harness.TimelineAsync("ann", "settled"));
            Assert.Empty(await ListAsync(harness));
        }
    }

    [Fact]
    public async Task DyingAtAnyCallOfTheDelivery_WhatTheTimelineCallsUnknownIsListed()
    {
        await using var trial = await UnknownAsync();
        for (var call = 1; call <= 12; call++)
        {
            var provider = new RecordingProvider(keyed: false) { Answer = _ => new ProviderResult.Unknown("http-timeout") };
            await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", null, provider, Waiting);
            await harness.AddCustomerAsync();
            await harness.SendEventAsync("ann", "app.opened", ("screen", "home"));
            harness.Store.CrashAt(call, afterwards: true);
            await harness.RetryUntilDoneAsync(() => harness.RunToAsync("2026-06-01 13:00"));
            harness.Store.Restart();

            Assert.Single(await harness.TimelineAsync("ann", "unknown"));
            Assert.Single(await ListAsync(harness));
        }
    }

    [Fact]
    public async Task Erased_TheReasonIsForgotten_AndWhatWasDecidedStays()
    {
        await using var harness = await UnknownAsync();
        await Of(harness).SettleAsync(await OnlyAsync(harness), Sent, Cancel);

        await harness.SendEventAsync("ann", "customer.erased");
        await harness.RunDueAsync();

        Assert.DoesNotContain("gateway", await harness.BytesAsync(), StringComparison.Ordinal);
        Assert.Equal(["2026-06-01 12:00 settled s sms sent"], await harness.TimelineAsync("ann", TimelineEventKind.Settled));
    }
}
