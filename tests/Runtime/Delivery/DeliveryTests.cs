using Campaigns.Decisions.Contacts;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using Campaigns.Runtime.Dispatch;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using Campaigns.Senders.Links;
using NodaTime;

namespace Campaigns.Runtime.Tests.Delivery;

public sealed class DeliveryTests
{
    private static readonly string Waiting =
        SampleJourneys.Of("hello", $"{SampleJourneys.Send("s")}, {{ \"id\": \"w\", \"wait\": \"P30D\" }}");

    private static async Task<CampaignHarness> OpenedAsync(
        string journey, RecordingProvider? provider = null, ContactPolicy? policy = null, string at = "2026-06-01 12:00")
    {
        var harness = await CampaignHarness.StartAsync(at, policy, provider ?? new RecordingProvider(), journey);
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "app.opened", ("screen", "home"));
        return harness;
    }

    [Fact]
    public async Task ExitWhileQueued_IsWithdrawn_AndTheSlotIsFree()
    {
        await using var harness = await OpenedAsync(Waiting);
        await harness.SendPolicyAsync(type: "policy.renewed");

        await harness.RunDueAsync();

        Assert.Empty(harness.Provider.Calls);
        Assert.Empty((await harness.RecordAsync()).Ledger.Entries);
        Assert.Equal(["2026-06-01 12:00 released s sms renewed"], await harness.TimelineAsync("ann", "released"));
    }

    [Fact]
    public async Task Message_OfAnyProvider_HasATokenForReports()
    {
        await using var harness = await OpenedAsync(Waiting);

        await harness.RunDueAsync();

        var sent = Assert.Single(harness.Provider.Calls);
        Assert.True(harness.Links.TryRead(sent.ReportToken, out var claims));
        Assert.Equal(new LinkClaims(LinkPurpose.Report, new("ann"), sent.Id, Channel.Sms), claims);
    }

    [Theory]
    [InlineData("customer.refused", "no-consent:sms:marketing")]
    [InlineData("customer.do_not_disturb", "do-not-disturb")]
    public async Task ForbiddenBetweenReservationAndSending_IsReleased(string what, string why)
    {
        await using var harness = await OpenedAsync(Waiting);
        await harness.SendEventAsync("ann", what);

        await harness.RunDueAsync();

        Assert.Empty(harness.Provider.Calls);
        Assert.Equal([$"2026-06-01 12:00 released s sms {why}"], await harness.TimelineAsync("ann", "released"));
        Assert.Empty((await harness.RecordAsync()).Ledger.Entries);
    }

    [Fact]
    public async Task Erased_NothingIsSent_EnrollmentsEnd_AndNoneBeginAgain()
    {
        await using var harness = await OpenedAsync(Waiting);
        await harness.SendEventAsync("ann", "customer.erased");
        await harness.SendEventAsync("ann", "app.opened", ("screen", "again"));

        await harness.RunToAsync("2026-08-01 00:00");

        Assert.Empty(harness.Provider.Calls);
        Assert.Equal(["2026-06-01 12:00 exited erased"], await harness.TimelineAsync("ann", "exited", "ended"));
        Assert.Null((await harness.RecordAsync()).Profile.AddressOf(Channel.Sms));
    }

    [Fact]
    public async Task Holdout_IsEnrolledWithoutContact_AlsoByTheAgent()
    {
        var steps =
            $$"""{{SampleJourneys.Send("s")}}, { "id": "t", "task": { "to": "customer.agent_id", "template": "winback/agent-call", "due": "P1D" } }""";
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 12:00", SampleJourneys.Of("hello", steps, "\"holdout\": 50,"));
        foreach (var customer in Enumerable.Range(0, 40).Select(i => $"c{i}"))
        {
            await harness.AddCustomerAsync(customer);
            await harness.SendEventAsync(customer, "app.opened");
            var held = (await harness.RecordAsync(customer)).Past.Recent.Single().Holdout;
            var before = harness.Provider.Calls.Count;
            await harness.RunDueAsync();

            Assert.Equal(held ? 0 : 2, harness.Provider.Calls.Count - before);
            Assert.Equal(held ? 2 : 0,
                (await harness.TimelineAsync(customer, "refused")).Count(line => line.EndsWith("holdout", StringComparison.Ordinal)));
        }

        Assert.InRange(harness.Provider.Calls.Count, 20, 60);
    }

    [Fact]
    public async Task QuietHours_AreDeferred_ThenSent()
    {
        await using var harness = await OpenedAsync(Waiting, policy: PausableLibrary.ShippedPolicy, at: "2026-06-01 22:00");

        await harness.RunToAsync("2026-06-02 08:59");
        Assert.Empty(harness.Provider.Calls);
        await harness.RunToAsync("2026-06-02 09:30");

        Assert.Single(harness.Provider.Delivered);
        Assert.StartsWith("2026-06-01 22:00 deferred s sms quiet-hours", (await harness.TimelineAsync("ann", "deferred")).Single(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task QueuedIntoQuietHours_IsDeferredBySender_AndSentInTheMorning()
    {
        await using var harness = await OpenedAsync(SampleJourneys.Hello, policy: PausableLibrary.ShippedPolicy, at: "2026-06-01 20:59");
        harness.Time.MoveTo(CampaignHarness.At("2026-06-01 21:00"));

        await harness.RunToAsync("2026-06-02 08:59");
        Assert.Empty(harness.Provider.Calls);
        await harness.RunToAsync("2026-06-02 09:30");

        Assert.Single(harness.Provider.Delivered);
        Assert.Equal(["2026-06-01 21:00 deferred s sms quiet-hours"], await harness.TimelineAsync("ann", "deferred"));
    }

    [Fact]
    public async Task Rejected_IsFailedAndSuppressed_AndTheNextChannelIsTried()
    {
        var provider = new RecordingProvider
        {
            Answer = m =>
            m.Channel == Channel.Push ? new ProviderResult.Rejected("bad-token", SuppressAddress: true) : new ProviderResult.Accepted()
        };
        await using var harness =
            await OpenedAsync(SampleJourneys.Of("hello", SampleJourneys.Send("s", "\"push\", \"sms\"", ", \"fallback\": true")), provider);

        await harness.RunDueAsync();

        Assert.Equal([Channel.Push, Channel.Sms], provider.Calls.Select(m => m.Channel));
        Assert.Equal(["2026-06-01 12:00 failed s push bad-token", "2026-06-01 12:00 sent s sms"],
            await harness.TimelineAsync("ann", "failed", "sent"));
        var record = await harness.RecordAsync();
        Assert.Equal((Channel.Push, "push-ann", "bad-token"),
            (record.Profile.Suppressions.Single().Channel, record.Profile.Suppressions.Single().Address,
                record.Profile.Suppressions.Single().Cause));
        Assert.Equal(ContactStatus.Sent, record.Ledger.Entries.Single().Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Unavailable_IsRetried_AndSentOnce(bool keyed)
    {
        var provider = new RecordingProvider(keyed);
        provider.Answer = _ =>
            provider.Calls.Count <= 3 ? new ProviderResult.Unavailable("429", Duration.FromMinutes(2)) : new ProviderResult.Accepted();
        await using var harness = await OpenedAsync(SampleJourneys.Hello, provider);

        await harness.RunToAsync("2026-06-02 00:00");

        Assert.Equal(4, provider.Calls.Count);
        Assert.Single(provider.Delivered);
        Assert.EndsWith("sent s sms", Assert.Single(await harness.TimelineAsync("ann", "sent", "failed", "unknown")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_FromAProviderWithoutKeys_IsNotRepeated_AndKeepsItsSlot()
    {
        var provider = new RecordingProvider(keyed: false) { Answer = _ => new ProviderResult.Unknown("timeout") };
        await using var harness = await OpenedAsync(SampleJourneys.Hello, provider);

        await harness.RunToAsync("2026-06-02 00:00");

        Assert.Single(provider.Calls);
        Assert.Equal(["2026-06-01 12:00 unknown s sms timeout"], await harness.TimelineAsync("ann", "sent", "unknown"));
        Assert.Equal(ContactStatus.Unknown, (await harness.RecordAsync()).Ledger.Entries.Single().Status);
    }

    [Fact]
    public async Task Unknown_FromAProviderWithKeys_IsAskedAgain_AndDeliveredOnce()
    {
        var provider = new RecordingProvider();
        provider.Answer = _ => provider.Calls.Count == 1 ? new ProviderResult.Unknown("timeout") : new ProviderResult.Accepted();
        await using var harness = await OpenedAsync(SampleJourneys.Hello, provider);

        await harness.RunToAsync("2026-06-02 00:00");

        Assert.Single(provider.Delivered);
        Assert.Single(await harness.TimelineAsync("ann", "sent"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task QueuedManyTimes_IsSentOnce(bool keyed)
    {
        for (var round = 0; round < 5; round++)
        {
            await using var harness = await OpenedAsync(SampleJourneys.Hello, new RecordingProvider(keyed));
            var body = MessageRequestCodec.Write(new(Channel.Sms, new("ann"), await harness.MessageAsync("s")));
            await harness.Store.SendAsync("sms", [.. Enumerable.Repeat(body, 15)], Duration.Zero, CampaignHarness.Cancel);

            await harness.RunToAsync("2026-06-02 00:00");

            Assert.Single(harness.Provider.Delivered);
            Assert.Single(await harness.TimelineAsync("ann", "sent", "unknown"));
        }
    }

    [Fact]
    public async Task Unreadable_IsDeadLetteredWithItsReason_AndTheRestIsDelivered()
    {
        await using var harness = await OpenedAsync(SampleJourneys.Hello);
        await harness.Store.SendAsync("sms", ["nonsense"u8.ToArray()], Duration.Zero, CampaignHarness.Cancel);

        await harness.RunDueAsync();

        var deadLetter = Assert.Single(await harness.DeadLettersAsync(Channel.Sms));
        Assert.Equal("nonsense", deadLetter.Body);
        Assert.StartsWith("unreadable", deadLetter.Reason, StringComparison.Ordinal);
        Assert.Single(harness.Provider.Delivered);
    }

    [Fact]
    public async Task ProviderThatAlwaysThrows_IsDeadLetteredAfterFiveAttempts_AsUnknown()
    {
        var provider = new RecordingProvider { Answer = _ => throw new InvalidOperationException("a bug of ours") };
        await using var harness = await OpenedAsync(SampleJourneys.Hello, provider);

        await harness.RunToAsync("2026-06-02 00:00");

        Assert.Equal(5, provider.Calls.Count);
        Assert.Equal("a bug of ours", Assert.Single(await harness.DeadLettersAsync(Channel.Sms)).Reason);
        Assert.Equal(ContactStatus.Unknown, (await harness.RecordAsync()).Ledger.Entries.Single().Status);
    }
}
