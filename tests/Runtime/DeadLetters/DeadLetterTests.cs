using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests.DeadLetters;

/// <summary>What fails for internal reasons: dead-lettered, told, and sent again when its cause is fixed.</summary>
public sealed class DeadLetterTests
{
    /// <summary>A journey whose first channel has no template, which only shows when it is rendered.</summary>
    private static string Broken(string more = "", string then = "") =>
        SampleJourneys.Of("hello",
            $$"""{ "id": "s", "send": { "channels": ["sms"{{more}}], "template": "renewal/early-bird"{{(more.Length > 0 ? ", \"fallback\": true" : "")}} } }{{then}}""");

    private static async Task<CampaignHarness> OpenedAsync(string journey, ContactPolicy? policy = null)
    {
        var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", policy, new RecordingProvider(), journey);
        await harness.AddCustomerAsync();
        await harness.SendPolicyAsync(); // the one text without an SMS requires its date
        await harness.SendEventAsync("ann", "app.opened", ("screen", "home"), ("policy_id", "P1"));
        return harness;
    }

    /// <summary>Lets the clock run while the versions the enrollments are on cannot be found.</summary>
    private static async Task FailToAsync(CampaignHarness harness, string local)
    {
        harness.Library.HidesVersions = true;
        await harness.RunToAsync(local);
        harness.Library.HidesVersions = false;
    }

    [Fact]
    public async Task NotRenderable_IsDeadLettered_TheSlotIsFree_AndTheNextChannelIsTried()
    {
        await using var harness = await OpenedAsync(Broken(", \"email\""));

        await harness.RunToAsync("2026-06-02 00:00");

        Assert.Equal(["2026-06-01 12:00 failed s sms template", "2026-06-01 12:00 sent s email"],
            await harness.TimelineAsync("ann", "failed", "sent"));
        Assert.Equal(Channel.Email, (await harness.RecordAsync()).Ledger.Entries.Single().Channel);
        Assert.Single(await harness.DeadLetters.ListAsync(CampaignHarness.Cancel));
    }

    [Fact]
    public async Task FiveInternalFailures_DeadLetterOnce_Failed_AndSignalTheJourney()
    {
        var journey = SampleJourneys.Of("hello",
            $$"""{{SampleJourneys.Send("s", "\"push\", \"sms\"", ", \"fallback\": true")}}, { "id": "w", "wait": "P30D" }""");
        await using var harness = await OpenedAsync(journey);
        await FailToAsync(harness, "2026-06-01 14:00");

        Assert.Empty(harness.Provider.Calls);
        Assert.Contains("which does not exist",
            Assert.Single(await harness.DeadLetters.ListAsync(CampaignHarness.Cancel)).DeadLetter.Reason, StringComparison.Ordinal);
        Assert.EndsWith("failed s push moved-aside", Assert.Single(await harness.TimelineAsync("ann", "failed")), StringComparison.Ordinal);
        Assert.Empty((await harness.RecordAsync()).Ledger.Entries);
    }

    [Fact]
    public async Task Resent_IsScheduledAgain_AndSentWithItsOldId()
    {
        await using var harness = await OpenedAsync(SampleJourneys.Hello);
        var message = await harness.MessageAsync("s");
        await FailToAsync(harness, "2026-06-01 14:00");

        Assert.IsType<ResendResult.Queued>(Assert.Single(await harness.DeadLetters.ResendAsync(null, CampaignHarness.Cancel)).Answer);
        await harness.RunToAsync("2026-06-01 15:00");

        Assert.Equal(message, Assert.Single(harness.Provider.Delivered).Id);
        Assert.Equal(["2026-06-01 12:00 reserved s sms", "2026-06-01 14:00 reserved s sms", "2026-06-01 14:00 sent s sms"],
            await harness.TimelineAsync("ann", "reserved", "sent"));
        Assert.Empty(await harness.DeadLetters.ListAsync(CampaignHarness.Cancel));
    }

    [Fact]
    public async Task ResentInQuietHours_StaysDeadLettered_WithTheInstant()
    {
        await using var harness = await OpenedAsync(SampleJourneys.Hello, PausableLibrary.ShippedPolicy);
        await FailToAsync(harness, "2026-06-01 22:00");

        var answer = Assert.IsType<ResendResult.Deferred>(
            Assert.Single(await harness.DeadLetters.ResendAsync(null, CampaignHarness.Cancel)).Answer);

        Assert.Equal("quiet-hours", answer.Reason);
        Assert.InRange(answer.Until, CampaignHarness.At("2026-06-02 09:00"), CampaignHarness.At("2026-06-02 09:30"));
        Assert.Empty((await harness.RecordAsync()).Ledger.Entries);
        Assert.Single(await harness.DeadLetters.ListAsync(CampaignHarness.Cancel));
    }

    [Theory]
    [InlineData("policy.renewed", "exited")]
    [InlineData("customer.do_not_disturb", "do-not-disturb")]
    [InlineData("customer.erased", "exited")]
    public async Task Resent_NotAllowedAnyMore_StaysDeadLettered(string what, string why)
    {
        await using var harness =
            await OpenedAsync(SampleJourneys.Of("hello", $$"""{{SampleJourneys.Send("s")}}, { "id": "w", "wait": "P30D" }"""));
        await FailToAsync(harness, "2026-06-01 14:00");
        await harness.SendEventAsync("ann", what, ("policy_id", "P1"));

        var answer = Assert.Single(await harness.DeadLetters.ResendAsync(null, CampaignHarness.Cancel)).Answer;
        await harness.RunToAsync("2026-06-02 14:00");

        Assert.Equal(new ResendResult.Refused(why), answer);
        Assert.Empty(harness.Provider.Calls);
    }

    [Fact]
    public async Task Resent_SentByAnotherChannel_StaysDeadLettered()
    {
        await using var harness = await OpenedAsync(Broken(", \"email\""));
        await harness.RunToAsync("2026-06-02 00:00");

        Assert.Equal(new ResendResult.Refused("went-by:email"),
            Assert.Single(await harness.DeadLetters.ResendAsync(null, CampaignHarness.Cancel)).Answer);
        Assert.Single(harness.Provider.Delivered);
    }

    [Fact]
    public async Task Unreadable_IsListed_AndStaysDeadLettered()
    {
        await using var harness = await OpenedAsync(SampleJourneys.Hello);
        await harness.Store.SendAsync("sms", ["nonsense"u8.ToArray()], Duration.Zero, CampaignHarness.Cancel);
        await harness.RunDueAsync();

        Assert.Null(Assert.Single(await harness.DeadLetters.ListAsync(CampaignHarness.Cancel)).Request);
        Assert.Equal(new ResendResult.Refused("unreadable"),
            Assert.Single(await harness.DeadLetters.ResendAsync(null, CampaignHarness.Cancel)).Answer);
        Assert.Single(await harness.DeadLetters.ListAsync(CampaignHarness.Cancel));
    }

    [Fact]
    public async Task AgentTask_Fails_IsResent()
    {
        await using var harness =
            await OpenedAsync(
                SampleJourneys.Of("hello",
                    """{ "id": "t", "task": { "to": "customer.agent_id", "template": "winback/agent-call", "due": "P1D" } }"""));
        await FailToAsync(harness, "2026-06-01 14:00");
        Assert.EndsWith("failed t agent moved-aside", Assert.Single(await harness.TimelineAsync("ann", "failed")),
            StringComparison.Ordinal);

        await harness.DeadLetters.ResendAsync(null, CampaignHarness.Cancel);
        await harness.RunDueAsync();

        Assert.Equal("agent-1", Assert.Single(harness.Provider.Delivered).To);
    }
}
