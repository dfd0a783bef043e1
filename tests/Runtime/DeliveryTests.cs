using Campaigns.Decisions.Contacts;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests;

public sealed class DeliveryTests
{
    private static readonly string Waiting = Stories.Of("hello", $"{Stories.Send("s")}, {{ \"id\": \"w\", \"wait\": \"P30D\" }}");

    private static async Task<World> OpenedAsync(string journey, Phone? phone = null, ContactPolicy? policy = null, string at = "2026-06-01 12:00")
    {
        var world = await World.AtAsync(at, policy, phone ?? new Phone(), journey);
        await world.MeetAsync();
        await world.TellAsync("ann", "app.opened", ("screen", "home"));
        return world;
    }

    [Fact]
    public async Task ExitWhileQueued_IsWithdrawn_AndTheSlotIsFree()
    {
        await using var world = await OpenedAsync(Waiting);
        await world.PolicyAsync(type: "policy.renewed");

        await world.SettleAsync();

        Assert.Empty(world.Phone.Calls);
        Assert.Empty((await world.RecordAsync()).Ledger.Entries);
        Assert.Equal(["2026-06-01 12:00 released s sms renewed"], await world.TimelineAsync("ann", "released"));
    }

    [Theory]
    [InlineData("customer.refused", "no-consent:sms:marketing")]
    [InlineData("customer.do_not_disturb", "do-not-disturb")]
    public async Task ForbiddenBetweenReservationAndSending_IsReleased(string what, string why)
    {
        await using var world = await OpenedAsync(Waiting);
        await world.TellAsync("ann", what);

        await world.SettleAsync();

        Assert.Empty(world.Phone.Calls);
        Assert.Equal([$"2026-06-01 12:00 released s sms {why}"], await world.TimelineAsync("ann", "released"));
        Assert.Empty((await world.RecordAsync()).Ledger.Entries);
    }

    [Fact]
    public async Task Erased_NothingIsSent_EnrollmentsEnd_AndNobodyEntersAgain()
    {
        await using var world = await OpenedAsync(Waiting);
        await world.TellAsync("ann", "customer.erased");
        await world.TellAsync("ann", "app.opened", ("screen", "again"));

        await world.RunToAsync("2026-08-01 00:00");

        Assert.Empty(world.Phone.Calls);
        Assert.Equal(["2026-06-01 12:00 exited erased"], await world.TimelineAsync("ann", "exited", "ended"));
        Assert.Null((await world.RecordAsync()).Profile.AddressOf(Channel.Sms));
    }

    [Fact]
    public async Task Holdout_WalksWithoutBeingContacted_AlsoNotByTheAgent()
    {
        var steps = $$"""{{Stories.Send("s")}}, { "id": "t", "task": { "to": "customer.agent_id", "template": "renewal/agent-call", "due": "P1D" } }""";
        await using var world = await World.AtAsync("2026-06-01 12:00", Stories.Of("hello", steps, "\"holdout\": 50,"));
        foreach (var customer in Enumerable.Range(0, 40).Select(i => $"c{i}"))
        {
            await world.MeetAsync(customer);
            await world.TellAsync(customer, "app.opened");
            var held = (await world.RecordAsync(customer)).Past.Single().Holdout;
            var before = world.Phone.Calls.Count;
            await world.SettleAsync();

            Assert.Equal(held ? 0 : 2, world.Phone.Calls.Count - before);
            Assert.Equal(held ? 2 : 0, (await world.TimelineAsync(customer, "refused")).Count(line => line.EndsWith("holdout", StringComparison.Ordinal)));
        }

        Assert.InRange(world.Phone.Calls.Count, 20, 60);
    }

    [Fact]
    public async Task QuietHours_AreDeferred_ThenSent()
    {
        await using var world = await OpenedAsync(Waiting, policy: Shelf.ShippedPolicy, at: "2026-06-01 22:00");

        await world.RunToAsync("2026-06-02 08:59");
        Assert.Empty(world.Phone.Calls);
        await world.RunToAsync("2026-06-02 09:30");

        Assert.Single(world.Phone.Delivered);
        Assert.StartsWith("2026-06-01 22:00 deferred s sms quiet-hours", (await world.TimelineAsync("ann", "deferred")).Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task QueuedIntoTheQuietHours_IsPutOffBySender_AndSentInTheMorning()
    {
        await using var world = await OpenedAsync(Stories.Hello, policy: Shelf.ShippedPolicy, at: "2026-06-01 20:59");
        world.Time.MoveTo(World.At("2026-06-01 21:00"));

        await world.RunToAsync("2026-06-02 08:59");
        Assert.Empty(world.Phone.Calls);
        await world.RunToAsync("2026-06-02 09:30");

        Assert.Single(world.Phone.Delivered);
        Assert.Equal(["2026-06-01 21:00 deferred s sms quiet-hours"], await world.TimelineAsync("ann", "deferred"));
    }

    [Fact]
    public async Task Rejected_IsFailedAndSuppressed_AndTheNextChannelIsTried()
    {
        var phone = new Phone { Answer = m => m.Channel == Channel.Push ? new ProviderAnswer.Rejected("bad-token", SuppressAddress: true) : new ProviderAnswer.Accepted() };
        await using var world = await OpenedAsync(Stories.Of("hello", Stories.Send("s", "\"push\", \"sms\"", ", \"fallback\": true")), phone);

        await world.SettleAsync();

        Assert.Equal([Channel.Push, Channel.Sms], phone.Calls.Select(m => m.Channel));
        Assert.Equal(["2026-06-01 12:00 failed s push bad-token", "2026-06-01 12:00 sent s sms"], await world.TimelineAsync("ann", "failed", "sent"));
        var record = await world.RecordAsync();
        Assert.Equal((Channel.Push, "push-ann", "bad-token"), (record.Profile.Suppressions.Single().Channel, record.Profile.Suppressions.Single().Address, record.Profile.Suppressions.Single().Cause));
        Assert.Equal(ContactStatus.Sent, record.Ledger.Entries.Single().Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Unavailable_IsRetried_AndSentOnce(bool keyed)
    {
        var phone = new Phone(keyed);
        phone.Answer = _ => phone.Calls.Count <= 3 ? new ProviderAnswer.Unavailable("429", Duration.FromMinutes(2)) : new ProviderAnswer.Accepted();
        await using var world = await OpenedAsync(Stories.Hello, phone);

        await world.RunToAsync("2026-06-02 00:00");

        Assert.Equal(4, phone.Calls.Count);
        Assert.Single(phone.Delivered);
        Assert.EndsWith("sent s sms", Assert.Single(await world.TimelineAsync("ann", "sent", "failed", "unknown")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_FromAProviderWithoutKeys_IsNotRepeated_AndKeepsItsSlot()
    {
        var phone = new Phone(keyed: false) { Answer = _ => new ProviderAnswer.Unknown("timeout") };
        await using var world = await OpenedAsync(Stories.Hello, phone);

        await world.RunToAsync("2026-06-02 00:00");

        Assert.Single(phone.Calls);
        Assert.Equal(["2026-06-01 12:00 unknown s sms timeout"], await world.TimelineAsync("ann", "sent", "unknown"));
        Assert.Equal(ContactStatus.Unknown, (await world.RecordAsync()).Ledger.Entries.Single().Status);
    }

    [Fact]
    public async Task Unknown_FromAProviderWithKeys_IsAskedAgain_AndDeliveredOnce()
    {
        var phone = new Phone();
        phone.Answer = _ => phone.Calls.Count == 1 ? new ProviderAnswer.Unknown("timeout") : new ProviderAnswer.Accepted();
        await using var world = await OpenedAsync(Stories.Hello, phone);

        await world.RunToAsync("2026-06-02 00:00");

        Assert.Single(phone.Delivered);
        Assert.Single(await world.TimelineAsync("ann", "sent"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task QueuedManyTimes_IsSentOnce(bool keyed)
    {
        for (var round = 0; round < 5; round++)
        {
            await using var world = await OpenedAsync(Stories.Hello, new Phone(keyed));
            var body = QueuedMessage.Write(new(Channel.Sms, new("ann"), await world.MessageAsync("s")));
            await world.Store.SendAsync("sms", [.. Enumerable.Repeat(body, 15)], Duration.Zero, World.Cancel);

            await world.RunToAsync("2026-06-02 00:00");

            Assert.Single(world.Phone.Delivered);
            Assert.Single(await world.TimelineAsync("ann", "sent", "unknown"));
        }
    }

    [Fact]
    public async Task Poison_IsMovedAsideWithItsReason_AndTheRestGoesOn()
    {
        await using var world = await OpenedAsync(Stories.Hello);
        await world.Store.SendAsync("sms", ["nonsense"u8.ToArray()], Duration.Zero, World.Cancel);

        await world.SettleAsync();

        var aside = Assert.Single(await world.PoisonAsync(Channel.Sms));
        Assert.Equal("nonsense", aside.Body);
        Assert.StartsWith("unreadable", aside.Reason, StringComparison.Ordinal);
        Assert.Single(world.Phone.Delivered);
    }

    [Fact]
    public async Task ProviderThatAlwaysThrows_IsMovedAsideAfterFiveTimes_AndNobodyKnowsWhetherItWentOut()
    {
        var phone = new Phone { Answer = _ => throw new InvalidOperationException("a bug of ours") };
        await using var world = await OpenedAsync(Stories.Hello, phone);

        await world.RunToAsync("2026-06-02 00:00");

        Assert.Equal(5, phone.Calls.Count);
        Assert.Equal("a bug of ours", Assert.Single(await world.PoisonAsync(Channel.Sms)).Reason);
        Assert.Equal(ContactStatus.Unknown, (await world.RecordAsync()).Ledger.Entries.Single().Status);
    }
}
