using Campaigns.Decisions.Contacts;
using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests;

/// <summary>From the moment a provider is called the ledger knows of it, whatever the provider can do.</summary>
public sealed class AttemptTests
{
    private static readonly string Waiting = Stories.Of("hello", $"{Stories.Send("s")}, {{ \"id\": \"w\", \"wait\": \"P30D\" }}");

    private static async Task<World> OpenedAsync(Phone phone, string? journey = null)
    {
        var world = await World.AtAsync("2026-06-01 12:00", null, phone, journey ?? Waiting);
        await world.MeetAsync();
        await world.TellAsync("ann", "app.opened", ("screen", "home"));
        return world;
    }

    /// <summary>Lets something happen while the provider has the message.</summary>
    private static Phone While(World?[] world, bool keyed, Func<World, Task> happens, ProviderAnswer answer)
    {
        var phone = new Phone(keyed);
        phone.Answer = _ =>
        {
            if (phone.Calls.Count == 1)
                happens(world[0]!).GetAwaiter().GetResult();
            return phone.Calls.Count == 1 ? answer : new ProviderAnswer.Accepted();
        };
        return phone;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ExitWhileTheProviderHasIt_CountsAsSent(bool keyed)
    {
        var here = new World?[1];
        var phone = While(here, keyed, world => world.PolicyAsync(type: "policy.renewed"), new ProviderAnswer.Accepted());
        await using var world = here[0] = await OpenedAsync(phone);

        await world.RunToAsync("2026-06-02 00:00");

        Assert.Equal(["2026-06-01 12:00 exited renewed", "2026-06-01 12:00 sent s sms"], (await world.TimelineAsync("ann", "sent", "released", "exited")).Order(StringComparer.Ordinal));
        Assert.Equal(ContactStatus.Sent, (await world.RecordAsync()).Ledger.Entries.Single().Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ExitWhileTheProviderHasIt_NotTaken_IsNotTriedAgain(bool keyed)
    {
        var here = new World?[1];
        var phone = While(here, keyed, world => world.PolicyAsync(type: "policy.renewed"), new ProviderAnswer.Unavailable("429"));
        await using var world = here[0] = await OpenedAsync(phone);

        await world.RunToAsync("2026-06-02 00:00");

        Assert.Single(phone.Calls);
        Assert.Equal(["2026-06-01 12:00 released s sms renewed"], await world.TimelineAsync("ann", "sent", "released"));
        Assert.Empty((await world.RecordAsync()).Ledger.Entries);
    }

    [Theory]
    [InlineData("policy.renewed")]
    [InlineData("customer.do_not_disturb")]
    public async Task ForbiddenAfterAnAttemptWithoutAnAnswer_IsNotAskedAgain_AndKeepsItsSlot(string what)
    {
        var here = new World?[1];
        var phone = While(here, keyed: true, world => what == "policy.renewed" ? world.PolicyAsync(type: what) : world.TellAsync("ann", what), new ProviderAnswer.Unknown("timeout"));
        await using var world = here[0] = await OpenedAsync(phone);

        await world.RunToAsync("2026-06-02 00:00");

        Assert.Single(phone.Calls);
        Assert.Equal(["2026-06-01 12:00 unknown s sms interrupted"], await world.TimelineAsync("ann", "sent", "unknown"));
    }

    [Fact]
    public async Task DoNotDisturbComesBetweenLookingAndNoting_NothingIsSent()
    {
        await using var world = await OpenedAsync(new Phone());
        world.Store.Before("Commit customers", () => world.TellAsync("ann", "customer.do_not_disturb"));

        await world.SettleAsync();

        Assert.Empty(world.Phone.Calls);
        Assert.Equal(["2026-06-01 12:00 released s sms do-not-disturb"], await world.TimelineAsync("ann", "released", "sent"));
    }

    [Fact]
    public async Task NotTakenAfterAnAttemptWithoutAnAnswer_IsNotCertain_SoItStaysInTheProvidersHands()
    {
        var phone = new Phone();
        phone.Answer = _ => phone.Calls.Count == 1 ? new ProviderAnswer.Unknown("timeout") : new ProviderAnswer.Unavailable("429", Duration.FromMinutes(5));
        await using var world = await OpenedAsync(phone);
        await world.RunToAsync("2026-06-01 12:02");

        await world.PolicyAsync(type: "policy.renewed");

        Assert.Equal(2, phone.Calls.Count);
        Assert.Equal(ContactStatus.Sending, (await world.RecordAsync()).Ledger.Entries.Single().Status);
        Assert.Empty(await world.TimelineAsync("ann", "released"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DeliveredMessage_TakesEightTransactions(bool keyed)
    {
        await using var world = await World.AtAsync("2026-06-01 12:00", null, new Phone(keyed), Waiting);
        await world.MeetAsync();
        var before = world.Store.Log.Count;

        await world.TellAsync("ann", "app.opened");
        var decided = world.Store.Log.Count;
        var (_, sender) = world.Engine.Senders.Single(item => item.Channel == Channel.Sms);
        await sender.RunPageAsync(World.Cancel);

        // The alarms are rows of the local host; on Azure they are none of the store's transactions.
        Assert.Equal(["Read customers", "Commit customers", "Send sms"], world.Store.Log.Skip(before).Take(decided - before).Where(call => !call.EndsWith("alarms", StringComparison.Ordinal)));
        Assert.Equal(["Receive sms", "Read customers", "Commit customers", "SendAsync", "Commit customers", "Complete sms"], world.Store.Log.Skip(decided));
    }
}
