using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model.Messages;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests.Contacts;

/// <summary>A customer whose policies end soon after each other is told once, about all of them.</summary>
public sealed class JointMessageTests
{
    private static readonly ContactPolicy ThreeAMonth = CampaignHarness.NoLimits with
    {
        Caps = [new FrequencyCap("month", 3, new CapWindow.Rolling(Duration.FromDays(30)))],
        Gap = new ContactGap(Duration.FromHours(24), []),
    };

    private static string Countdown(string together = ", \"together\": \"P7D\"", string after = "") => $$"""
        { "id": "count", "name": "Test", "category": "renewal", "priority": 80,
          "entry": { "before": { "date": "policy.expires_on", "by": "P90D" }, "key": ["policy.id"] },
          "exit": [ { "on": "policy.renewed", "where": "event.policy_id == policy.id", "outcome": "renewed" } ],
          "steps": [ { "id": "c", "countdown": { "to": "policy.expires_on", "at": "10:00", "rungs": [
            { "before": "P45D", "steps": [ { "id": "d45", "send": { "channels": ["sms"], "template": "renewal/nudge"{{together}} } }{{after}} ] },
            { "before": "P30D", "steps": [ { "id": "d30", "send": { "channels": ["sms"], "template": "renewal/nudge"{{together}} } } ] } ] } } ] }
        """;

    private static async Task<CampaignHarness> WithAsync(RecordingProvider provider, string journey, params string[] expire)
    {
        var harness = await CampaignHarness.StartAsync("2026-10-01 12:00", ThreeAMonth, provider, journey);
        await harness.AddCustomerAsync();
        for (var i = 0; i < expire.Length; i++)
            await harness.SendPolicyAsync(expires: expire[i], id: $"P{i + 1}");
        return harness;
    }

    [Fact]
    public async Task ThreePoliciesWithinAWeek_AreOneMessageEachTime()
    {
        var provider = new RecordingProvider();
        await using var harness = await WithAsync(provider, Countdown(), "2026-12-20", "2026-12-22", "2026-12-24");
        await harness.RunToAsync("2027-01-05 12:00");

        Assert.Equal(["2026-11-05 10:00 sent d45 sms", "2026-11-20 10:00 sent d30 sms"], await harness.TimelineAsync("ann", "sent"));
        Assert.All(provider.Calls, message => Assert.Contains("3 of your policies end soon, the first on 20 Dec 2026",
            Assert.IsType<RenderedMessage.Text>(message.Content).Body, StringComparison.Ordinal));
        Assert.Equal(
            ["2026-11-07 10:00 refused d45 sms together", "2026-11-09 10:00 refused d45 sms together",
                "2026-11-22 10:00 refused d30 sms together", "2026-11-24 10:00 refused d30 sms together"],
            await harness.TimelineAsync("ann", "refused", "deferred", "released"));
    }

    [Fact]
    public async Task Alone_EachSendsItsOwn_AndTheCapIsFull()
    {
        await using var harness = await WithAsync(new RecordingProvider(), Countdown(together: ""), "2026-12-20", "2026-12-22", "2026-12-24");
        await harness.RunToAsync("2027-01-05 12:00");

        Assert.Equal(3, (await harness.TimelineAsync("ann", "sent")).Count(line => line.Contains("d45", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("", "2026-11-05 10:00 sent d45 sms", "2026-11-10 10:00 sent nudge sms")]
    [InlineData(", \"important\": true", "2026-11-05 10:00 sent d45 sms", "2026-11-20 10:00 sent d30 sms")]
    public async Task ImportantMilestone_KeepsItsSlotAgainstTheNudgeBefore(string important, params string[] sent)
    {
        var journey = """
            { "id": "count", "name": "Test", "category": "renewal",
              "entry": { "before": { "date": "policy.expires_on", "by": "P90D" }, "key": ["policy.id"] },
              "steps": [ { "id": "c", "countdown": { "to": "policy.expires_on", "at": "10:00", "rungs": [
                { "before": "P45D", "steps": [ { "id": "d45", "send": { "channels": ["sms"], "template": "renewal/nudge" } },
                  { "id": "w", "wait": "P5D" }, { "id": "nudge", "send": { "channels": ["sms"], "template": "renewal/nudge" } } ] },
                { "before": "P30D", "steps": [ { "id": "d30", "send": { "channels": ["sms"], "template": "renewal/nudge"IMPORTANT } } ] } ] } } ] }
            """.Replace("IMPORTANT", important, StringComparison.Ordinal);
        await using var harness = await CampaignHarness.StartAsync("2026-10-01 12:00", CampaignHarness.NoLimits with
        {
            Caps = [new FrequencyCap("month", 2, new CapWindow.Rolling(Duration.FromDays(30)))],
        }, new RecordingProvider(), journey);
        await harness.AddCustomerAsync();
        await harness.SendPolicyAsync(expires: "2026-12-20");
        await harness.RunToAsync("2026-11-22 12:00");

        Assert.Equal(sent, await harness.TimelineAsync("ann", "sent"));
    }

    [Fact]
    public async Task PolicyBeyondTheWindow_SendsItsOwn()
    {
        await using var harness = await WithAsync(new RecordingProvider(), Countdown(), "2026-12-20", "2026-12-27", "2026-12-28");
        await harness.RunToAsync("2026-11-15 12:00");

        Assert.Equal(["2026-11-05 10:00 sent d45 sms", "2026-11-13 10:00 sent d45 sms"], await harness.TimelineAsync("ann", "sent"));
    }

    [Fact]
    public async Task SameDay_IsOneMessage()
    {
        await using var harness = await WithAsync(new RecordingProvider(), Countdown(), "2026-12-20", "2026-12-20", "2026-12-20");
        await harness.RunToAsync("2026-11-15 12:00");

        Assert.Equal(["2026-11-05 10:00 sent d45 sms"], await harness.TimelineAsync("ann", "sent"));
    }

    [Fact]
    public async Task MessageThatIsNotSent_LeavesTheOthersToThemselves()
    {
        var provider = new RecordingProvider { Answer = _ => new ProviderResult.Unavailable("http-503") };
        await using var harness = await WithAsync(provider, Countdown(), "2026-12-20", "2026-12-22", "2026-12-24");
        await harness.RunToAsync("2026-11-06 12:00");
        await harness.SendEventAsync("ann", "policy.renewed", ("policy_id", "P1"));
        provider.Answer = _ => new ProviderResult.Accepted("p1");
        await harness.RunToAsync("2026-11-15 12:00");

        Assert.Equal(["2026-11-07 10:00 sent d45 sms"], await harness.TimelineAsync("ann", "sent"));
        Assert.Equal(["2026-11-09 10:00 refused d45 sms together"], await harness.TimelineAsync("ann", "refused"));
    }

    [Fact]
    public async Task RenewedBeforeItsOwnDay_DoesNotAppear()
    {
        var provider = new RecordingProvider { Answer = _ => new ProviderResult.Unavailable("http-503") };
        await using var harness = await WithAsync(provider, Countdown(), "2026-12-20", "2026-12-22");
        await harness.RunToAsync("2026-11-06 12:00");
        var joined = (await harness.RecordAsync()).Enrollments.Values.Single(e => e.Policy?.Value == "P2");
        Assert.Equal(["d45"], joined.State.Joined.Select(j => j.Step.Value));
        await harness.SendEventAsync("ann", "policy.renewed", ("policy_id", "P2"));
        provider.Answer = _ => new ProviderResult.Accepted("p1");
        await harness.RunToAsync("2026-11-15 12:00");

        Assert.Single(await harness.TimelineAsync("ann", "sent"));
    }

    [Fact]
    public async Task ClickOnTheJointMessage_CountsForAllItsPolicies()
    {
        await using var harness = await WithAsync(new RecordingProvider(), Countdown(after: """
            , { "id": "w", "waitFor": { "events": [ { "on": "message.clicked", "step": "d45", "then": [ { "id": "p", "publish": { "type": "clicked" } } ] } ], "timeout": "P5D" } }
            """), "2026-12-20", "2026-12-22");
        await harness.RunToAsync("2026-11-08 12:00");
        await harness.SendEventAsync("ann", "message.clicked", ("message_id", (await harness.MessageAsync("d45")).Value), ("link", "x"));
        await harness.RunToAsync("2026-11-15 12:00");

        Assert.Equal(2, (await harness.TimelineAsync("ann", "published")).Count);
    }
}
