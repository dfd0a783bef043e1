using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests;

/// <summary>After an erasure nothing stored tells who the customer was.</summary>
public sealed class ErasureTests
{
    private static readonly string[] Personal =
    [
        "Ann Lee", "+886912345678", "912345678", "ann@example.com", "push-ann", "agent-1", "Sam", "X-1", "P1", "P2", "Motor Plus", "secret", "allergies", "2026-12-31",
    ];

    private static readonly string Journey = Stories.Of("hello", $$"""
        {{Stories.Send("s", "\"push\", \"sms\"", ", \"fallback\": true")}},
        { "id": "p", "publish": { "type": "told", "data": { "value": "event.screen", "name": "customer.name" } } },
        { "id": "c", "waitFor": { "events": [ "claim.opened" ], "timeout": "P10D" } },
        { "id": "t", "task": { "to": "customer.agent_id", "template": "renewal/agent-call", "due": "P1D" } },
        { "id": "w", "waitFor": { "events": [ "claim.closed" ], "timeout": "P300D" } }
        """, entry: """{ "on": "app.opened", "key": ["event.screen"], "reentry": "afterExit" }""");

    private static readonly string Over = Stories.Of("over", """{ "id": "p", "publish": { "type": "told", "data": { "screen": "event.screen" } } }""", entry: """{ "on": "app.opened", "key": ["event.screen"] }""");

    private static async Task<World> LivedAsync()
    {
        var phone = new Phone
        {
            Answer = m => m.Channel == Channel.Push ? new ProviderAnswer.Rejected("no device push-ann", SuppressAddress: true) : new ProviderAnswer.Accepted("relay:ann@example.com"),
        };
        var world = await World.AtAsync("2026-06-01 12:00", null, phone, Journey, Over);
        await world.MeetAsync();
        await world.PolicyAsync();
        await world.PolicyAsync(id: "P2");
        await world.TellAsync("ann", "customer.updated", ("time_zone", "secret/Zone"));
        await world.TellAsync("ann", "app.opened", ("screen", "secret allergies"), ("policy_id", "P1"));
        await world.TellAsync("ann", "claim.closed", ("screen", "secret allergies"), ("policy_id", "P1"));
        await world.RunToAsync("2026-06-02 12:00");
        await world.TellAsync("ann", "message.bounced", ("message_id", world.Phone.Delivered[0].Id.Value), ("reason", "550 no mailbox ann@example.com"));
        await world.TellAsync("ann", "claim.opened", ("screen", "secret allergies"), ("policy_id", "P1")); // the agent's task is queued
        return world;
    }

    private static async Task<List<string>> FoundAsync(World world)
    {
        var bytes = await world.BytesAsync();
        return [.. Personal.Where(value => bytes.Contains(value, StringComparison.Ordinal))];
    }

    [Fact]
    public async Task Erased_NoByteOfThePartitionHoldsAPersonalValue_AndTheContactsAreStillProven()
    {
        await using var world = await LivedAsync();
        Assert.Equal(Personal.Length, (await FoundAsync(world)).Count); // the test looks for what is really there

        await world.TellAsync("ann", "customer.erased");

        Assert.Empty(await FoundAsync(world));
        Assert.Equal(["2026-06-01 12:00 sent s sms"], await world.TimelineAsync("ann", "sent"));
        Assert.Contains("\"template\":\"renewal/reminder\"", await world.BytesAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erased_QueuedTaskIsWithdrawn_AndNothingElseGoesOut()
    {
        await using var world = await LivedAsync();
        var calls = world.Phone.Calls.Count;

        await world.TellAsync("ann", "customer.erased");
        await world.RunToAsync("2027-06-01 12:00");

        Assert.Equal(calls, world.Phone.Calls.Count);
        Assert.Equal(["2026-06-02 12:00 released t agent erased"], await world.TimelineAsync("ann", "released"));
        Assert.Empty(await FoundAsync(world));
    }

    [Fact]
    public async Task Erased_WhatIsToldAfterwards_IsNotStored()
    {
        await using var world = await LivedAsync();
        await world.TellAsync("ann", "customer.erased");

        await world.MeetAsync();
        await world.PolicyAsync();
        await world.TellAsync("ann", "app.opened", ("screen", "secret allergies"));
        await world.TellAsync("ann", "message.bounced", ("message_id", world.Phone.Delivered[0].Id.Value), ("reason", "550 no mailbox ann@example.com"));

        Assert.Empty(await FoundAsync(world));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Erased_TheProcessDiesAnywhere_ItIsCompletedAfterwards(bool afterwards)
    {
        for (var call = 1; call <= 12; call++)
        {
            await using var world = await LivedAsync();
            var erased = world.Event("ann", "customer.erased");
            world.Store.DieAt(call, afterwards);
            try
            {
                await world.Runner.TakeAsync(erased, World.Cancel);
            }
            catch (StoreUnavailableException)
            {
                world.Store.StartAgain();
                await world.Runner.TakeAsync(erased, World.Cancel); // it was not acknowledged, so it is told again
            }

            world.Store.StartAgain();
            await world.RunToAsync("2026-06-02 13:00");
            Assert.Empty(await FoundAsync(world));
        }
    }

    [Fact]
    public async Task Erased_AcknowledgedAndThenKilled_AnAlarmCompletesIt()
    {
        await using var world = await LivedAsync();
        var erased = world.Event("ann", "customer.erased");
        world.Store.DieAt(4, afterwards: true); // read, alarm, save; the fourth begins to empty what is over
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await world.Runner.TakeAsync(erased, World.Cancel));
        world.Store.StartAgain();
        Assert.NotEmpty(await FoundAsync(world));

        await world.RunToAsync("2026-06-02 12:01");

        Assert.Empty(await FoundAsync(world));
    }

    [Fact]
    public async Task ErasedWhileTheProviderHasAMessage_ARefusedAddressIsNotRemembered()
    {
        World? here = null;
        var phone = new Phone();
        phone.Answer = _ =>
        {
            here!.TellAsync("ann", "customer.erased").GetAwaiter().GetResult();
            return new ProviderAnswer.Rejected("bad-number", SuppressAddress: true);
        };
        await using var world = here = await World.AtAsync("2026-06-01 12:00", null, phone, Stories.Hello);
        await world.MeetAsync();
        await world.TellAsync("ann", "app.opened", ("screen", "secret allergies"));

        await world.SettleAsync();

        Assert.Empty(await FoundAsync(world));
        Assert.Equal(["2026-06-01 12:00 failed s sms bad-number"], await world.TimelineAsync("ann", "failed"));
    }
}
