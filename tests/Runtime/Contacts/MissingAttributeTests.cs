using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Dispatch;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.Contacts;

/// <summary>A message whose text lacks an attribute that it requires takes no slot, and is not sent.</summary>
public sealed class MissingAttributeTests
{
    private const string Reminder = """
        { "id": "remind", "name": "Test", "category": "renewal",
          "entry": { "on": "policy.updated", "key": "event.policy_id", "reentry": "afterExit" },
          "steps": [ { "id": "s", "send": { "channels": ["push", "sms"], "template": "renewal/reminder" } }, { "id": "e", "end": "done" } ] }
        """;

    private const string TaskJourney = """
        { "id": "task", "name": "Test", "category": "renewal", "entry": { "on": "policy.updated", "key": "event.policy_id" },
          "steps": [ { "id": "t", "task": { "to": "policy.agent_id", "template": "renewal/agent-call", "due": "P3D" } }, { "id": "e", "end": "done" } ] }
        """;

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("\u3000")]
    [InlineData("soon")]
    public async Task Missing_RefusesBeforeASlotIsTaken(string? expires)
    {
        var provider = new RecordingProvider();
        await using var harness = await CampaignHarness.StartAsync("2026-10-01 12:00", null, provider, Reminder);
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "policy.updated", ("policy_id", "P1"), ("product_name", "Motor"), ("expires_on", expires));
        await harness.RunDueAsync();

        Assert.Equal(["2026-10-01 12:00 refused s push missing:policy.expires_on"], await harness.TimelineAsync("ann", "refused", "reserved"));
        Assert.Empty((await harness.RecordAsync()).Ledger.Entries);
        Assert.Empty(provider.Calls);
    }

    [Fact]
    public async Task Present_IsSent()
    {
        var provider = new RecordingProvider();
        await using var harness = await CampaignHarness.StartAsync("2026-10-01 12:00", null, provider, Reminder);
        await harness.AddCustomerAsync();
        await harness.SendPolicyAsync();
        await harness.RunDueAsync();

        Assert.Equal(["2026-10-01 12:00 sent s push"], await harness.TimelineAsync("ann", "refused", "sent"));
    }

    [Fact]
    public async Task Task_WithoutWhatItsTextRequires_IsNotCreated()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-10-01 12:00", null, new RecordingProvider(), TaskJourney);
        await harness.AddCustomerAsync();
        await harness.SendPolicyAsync(expires: " ");
        await harness.RunDueAsync();

        Assert.Equal(["2026-10-01 12:00 refused t agent missing:policy.expires_on"], await harness.TimelineAsync("ann", "refused", "task"));
    }

    /// <summary>It had its date when it took its slot, and has lost it before it is handed over.</summary>
    [Fact]
    public async Task LostBeforeSending_ReleasesTheSlot()
    {
        var provider = new RecordingProvider { Answer = _ => new ProviderResult.Unavailable("http-503") };
        await using var harness = await CampaignHarness.StartAsync("2026-10-01 12:00", null, provider, Reminder);
        await harness.AddCustomerAsync();
        await harness.SendPolicyAsync();
        await harness.RunToAsync("2026-10-01 12:02");
        var message = await harness.MessageAsync("s");
        await harness.SendPolicyAsync(expires: " ");
        provider.Answer = _ => new ProviderResult.Accepted("p1");
        await harness.RunToAsync("2026-10-02 12:00");

        Assert.Contains(await harness.TimelineAsync("ann", "released"), line => line.EndsWith("missing:policy.expires_on", StringComparison.Ordinal));
        Assert.Empty(await harness.TimelineAsync("ann", "sent"));
        Assert.Null((await harness.RecordAsync()).Ledger.Find(message));
        Assert.Equal(0, await harness.Services.Queues.CountAsync("push-poison", CampaignHarness.Cancel));
    }

    [Fact]
    public async Task DeadLetter_OfAMessageThatLacksSomething_StaysOne()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-10-01 12:00", null,
            new RecordingProvider { Answer = _ => new ProviderResult.Rejected("refused", SuppressAddress: false) }, Reminder);
        await harness.AddCustomerAsync();
        await harness.SendPolicyAsync();
        await harness.RunDueAsync();
        var failed = (await FailedAsync(harness)).Message!.Value;
        await harness.SendEventAsync("ann", "policy.updated", ("policy_id", "P1"), ("expires_on", "\u3000"));

        var answer = await new MessageResender(harness.Runner).ResendAsync(
            new MessageRequest(Channel.Push, new("ann"), failed), CampaignHarness.Cancel);

        Assert.Equal(new ResendResult.Refused("missing:policy.expires_on"), answer);
    }

    private static async Task<TimelineEvent> FailedAsync(CampaignHarness harness)
    {
        await foreach (var timelineEvent in harness.Services.Customers.ReadTimelineAsync(new("ann"), CampaignHarness.Cancel))
        {
            if (timelineEvent.Kind == TimelineEventKind.Failed)
                return timelineEvent;
        }

        throw new InvalidOperationException("nothing failed");
    }
}
