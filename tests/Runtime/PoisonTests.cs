using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests;

/// <summary>What fails for reasons of our own: moved aside, told, and sent again when its cause is mended.</summary>
public sealed class PoisonTests
{
    /// <summary>A journey whose first channel has no template, which only shows when it is rendered.</summary>
    private static string Broken(string more = "", string then = "") =>
        Stories.Of("hello", $$"""{ "id": "s", "send": { "channels": ["sms"{{more}}], "template": "renewal/early-bird"{{(more.Length > 0 ? ", \"fallback\": true" : "")}} } }{{then}}""");

    private static async Task<World> OpenedAsync(string journey, ContactPolicy? policy = null)
    {
        var world = await World.AtAsync("2026-06-01 12:00", policy, new Phone(), journey);
        await world.MeetAsync();
        await world.TellAsync("ann", "app.opened", ("screen", "home"));
        return world;
    }

    /// <summary>Lets the clock run while the versions the enrollments walk cannot be found.</summary>
    private static async Task FailToAsync(World world, string local)
    {
        world.Shelf.Lost = true;
        await world.RunToAsync(local);
        world.Shelf.Lost = false;
    }

    [Fact]
    public async Task NotRenderable_IsMovedAside_TheSlotIsFree_AndTheNextChannelIsTried()
    {
        await using var world = await OpenedAsync(Broken(", \"email\""));

        await world.RunToAsync("2026-06-02 00:00");

        Assert.Equal(["2026-06-01 12:00 failed s sms template", "2026-06-01 12:00 sent s email"], await world.TimelineAsync("ann", "failed", "sent"));
        Assert.Equal(Channel.Email, (await world.RecordAsync()).Ledger.Entries.Single().Channel);
        Assert.Single(await world.Poison.ListAsync(World.Cancel));
    }

    [Fact]
    public async Task FiveFailuresOfOurOwn_IsMovedAsideOnce_Failed_AndTheJourneyIsTold()
    {
        var journey = Stories.Of("hello", $$"""{{Stories.Send("s", "\"push\", \"sms\"", ", \"fallback\": true")}}, { "id": "w", "wait": "P30D" }""");
        await using var world = await OpenedAsync(journey);
        await FailToAsync(world, "2026-06-01 14:00");

        Assert.Empty(world.Phone.Calls);
        Assert.Contains("which does not exist", Assert.Single(await world.Poison.ListAsync(World.Cancel)).Aside.Reason, StringComparison.Ordinal);
        Assert.EndsWith("failed s push moved-aside", Assert.Single(await world.TimelineAsync("ann", "failed")), StringComparison.Ordinal);
        Assert.Empty((await world.RecordAsync()).Ledger.Entries);
    }

    [Fact]
    public async Task Replayed_AsksForAPlaceAgain_AndIsSentWithItsOldId()
    {
        await using var world = await OpenedAsync(Stories.Hello);
        var message = await world.MessageAsync("s");
        await FailToAsync(world, "2026-06-01 14:00");

        Assert.IsType<ReplayAnswer.Queued>(Assert.Single(await world.Poison.ReplayAsync(null, World.Cancel)).Answer);
        await world.RunToAsync("2026-06-01 15:00");

        Assert.Equal(message, Assert.Single(world.Phone.Delivered).Id);
        Assert.Equal(["2026-06-01 12:00 reserved s sms", "2026-06-01 14:00 reserved s sms", "2026-06-01 14:00 sent s sms"], await world.TimelineAsync("ann", "reserved", "sent"));
        Assert.Empty(await world.Poison.ListAsync(World.Cancel));
    }

    [Fact]
    public async Task ReplayedInQuietHours_StaysAside_AndIsToldUntilWhen()
    {
        await using var world = await OpenedAsync(Stories.Hello, Shelf.ShippedPolicy);
        await FailToAsync(world, "2026-06-01 22:00");

        var answer = Assert.IsType<ReplayAnswer.NotYet>(Assert.Single(await world.Poison.ReplayAsync(null, World.Cancel)).Answer);

        Assert.Equal("quiet-hours", answer.Reason);
        Assert.InRange(answer.Until, World.At("2026-06-02 09:00"), World.At("2026-06-02 09:30"));
        Assert.Empty((await world.RecordAsync()).Ledger.Entries);
        Assert.Single(await world.Poison.ListAsync(World.Cancel));
    }

    [Theory]
    [InlineData("policy.renewed", "exited")]
    [InlineData("customer.do_not_disturb", "do-not-disturb")]
    [InlineData("customer.erased", "exited")]
    public async Task Replayed_ThoughItMayNotBeSentAnyMore_StaysAside(string what, string why)
    {
        await using var world = await OpenedAsync(Stories.Of("hello", $$"""{{Stories.Send("s")}}, { "id": "w", "wait": "P30D" }"""));
        await FailToAsync(world, "2026-06-01 14:00");
        await world.TellAsync("ann", what, ("policy_id", "P1"));

        var answer = Assert.Single(await world.Poison.ReplayAsync(null, World.Cancel)).Answer;
        await world.RunToAsync("2026-06-02 14:00");

        Assert.Equal(new ReplayAnswer.Refused(why), answer);
        Assert.Empty(world.Phone.Calls);
    }

    [Fact]
    public async Task Replayed_ThoughAnotherChannelServed_StaysAside()
    {
        await using var world = await OpenedAsync(Broken(", \"email\""));
        await world.RunToAsync("2026-06-02 00:00");

        Assert.Equal(new ReplayAnswer.Refused("went-by:email"), Assert.Single(await world.Poison.ReplayAsync(null, World.Cancel)).Answer);
        Assert.Single(world.Phone.Delivered);
    }

    [Fact]
    public async Task Unreadable_IsShown_AndStaysAside()
    {
        await using var world = await OpenedAsync(Stories.Hello);
        await world.Store.SendAsync("sms", ["nonsense"u8.ToArray()], Duration.Zero, World.Cancel);
        await world.SettleAsync();

        Assert.Null(Assert.Single(await world.Poison.ListAsync(World.Cancel)).Request);
        Assert.Equal(new ReplayAnswer.Refused("unreadable"), Assert.Single(await world.Poison.ReplayAsync(null, World.Cancel)).Answer);
        Assert.Single(await world.Poison.ListAsync(World.Cancel));
    }

    [Fact]
    public async Task AgentsTask_FailsAndIsReplayed()
    {
        await using var world = await OpenedAsync(Stories.Of("hello", """{ "id": "t", "task": { "to": "customer.agent_id", "template": "renewal/agent-call", "due": "P1D" } }"""));
        await FailToAsync(world, "2026-06-01 14:00");
        Assert.EndsWith("failed t agent moved-aside", Assert.Single(await world.TimelineAsync("ann", "failed")), StringComparison.Ordinal);

        await world.Poison.ReplayAsync(null, World.Cancel);
        await world.SettleAsync();

        Assert.Equal("agent-1", Assert.Single(world.Phone.Delivered).To);
    }
}
