using System.Text;
using Campaigns.Decisions.Contacts;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests;

/// <summary>Of all copies of a message in a queue, one lives.</summary>
public sealed class HandOverTests
{
    private static async Task<World> OpenedAsync(Phone? phone = null)
    {
        var world = await World.AtAsync("2026-06-01 12:00", null, phone ?? new Phone(), Stories.Hello);
        await world.MeetAsync();
        await world.TellAsync("ann", "app.opened", ("screen", "home"));
        return world;
    }

    [Fact]
    public async Task RecoveryAlarmRingsWhileTheMessageWaits_TheOlderCopyIsVoid()
    {
        var phone = new Phone();
        await using var world = await OpenedAsync(phone);
        world.Time.MoveTo(World.At("2026-06-01 12:01"));
        Assert.Equal(1, await world.Engine.RingAsync(World.Cancel)); // queues it again: nobody knows whether the first copy was lost
        Assert.Equal(2, await world.Store.CountAsync("sms", World.Cancel));
        var (_, sender) = world.Engine.Senders.Single(item => item.Channel == Channel.Sms);
        phone.Answer = _ => new ProviderAnswer.Unavailable("429", Duration.FromMinutes(1));
        await sender.RunPageAsync(World.Cancel);

        Assert.Single(phone.Calls);
        Assert.Equal(1, await world.Store.CountAsync("sms", World.Cancel));
    }

    [Fact]
    public async Task ProviderIsAwayForMinutes_EachAttemptIsMadeOnce()
    {
        var phone = new Phone { Answer = _ => new ProviderAnswer.Unavailable("429", Duration.FromMinutes(10)) };
        await using var world = await OpenedAsync(phone);

        await world.RunToAsync("2026-06-01 12:35");

        // At 12:00, anew from the recovery alarm at 12:00:30, and each ten minutes from then on.
        Assert.Equal(5, phone.Calls.Count);
        Assert.Equal(1, await world.Store.CountAsync("sms", World.Cancel));
    }

    [Fact]
    public async Task PutOff_ACopyOfTheFormerPlaceIsVoid()
    {
        await using var world = await World.AtAsync("2026-06-01 20:59", Shelf.ShippedPolicy, new Phone(), Stories.Hello);
        await world.MeetAsync();
        await world.TellAsync("ann", "app.opened", ("screen", "home"));
        var former = QueuedMessage.Write(new(Channel.Sms, new("ann"), await world.MessageAsync("s"))
        {
            HandOver = HandOver.Of((await world.RecordAsync()).Ledger.Entries.Single()),
        });
        world.Time.MoveTo(World.At("2026-06-01 21:00"));
        await world.SettleAsync(); // the quiet hours: put off to the morning

        world.Time.MoveTo(World.At("2026-06-02 11:00"));
        await world.Store.SendAsync("sms", [former], Duration.Zero, World.Cancel);
        var (_, sender) = world.Engine.Senders.Single(item => item.Channel == Channel.Sms);
        await sender.RunPageAsync(World.Cancel);

        Assert.Empty(world.Phone.Calls);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task CopyOfAnOlderVersion_CountsUnlessItWasQueuedAgain(int handOver, int calls)
    {
        await using var world = await OpenedAsync();
        var message = await world.MessageAsync("s");
        await world.Store.CompleteAsync("sms", await world.Store.ReceiveAsync("sms", 1, Duration.FromMinutes(1), World.Cancel), World.Cancel);
        if (handOver > 0)
            await world.Runner.RunAgainAsync("ann");
        await world.Store.CompleteAsync("sms", await world.Store.ReceiveAsync("sms", 1, Duration.FromMinutes(1), World.Cancel), World.Cancel);
        await world.Store.SendAsync("sms", [Encoding.UTF8.GetBytes($"ann\n{message}")], Duration.Zero, World.Cancel);

        var (_, sender) = world.Engine.Senders.Single(item => item.Channel == Channel.Sms);
        await sender.RunPageAsync(World.Cancel);

        Assert.Equal(calls, world.Phone.Calls.Count);
    }

    [Fact]
    public void Request_IsReadAsItWasWritten()
    {
        var request = new MessageRequest(Channel.Sms, new("ann"), new("m1")) { HandOver = new(1_780_286_400_123, 2) };

        Assert.True(QueuedMessage.TryRead(Channel.Sms, QueuedMessage.Write(request).Span, out var read));
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
        Assert.False(QueuedMessage.TryRead(Channel.Sms, Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public async Task Ledger_HoldsNothingOfHandOvers_UntilOneIsRepeated()
    {
        await using var world = await OpenedAsync();
        Assert.DoesNotContain("hand_over", await world.BytesAsync(), StringComparison.Ordinal);

        await world.Runner.RunAgainAsync("ann");
        Assert.Contains("\"hand_over\":1", await world.BytesAsync(), StringComparison.Ordinal);
        await world.SettleAsync();
        Assert.Equal(ContactStatus.Sent, (await world.RecordAsync()).Ledger.Entries.Single().Status);
        Assert.DoesNotContain("hand_over", await world.BytesAsync(), StringComparison.Ordinal);
    }
}

/// <summary>What a lost hand-over leads to.</summary>
internal static class Recovery
{
    /// <summary>Rings the alarm of the customer's only enrollment.</summary>
    public static async Task RunAgainAsync(this CampaignRunner runner, string customer)
    {
        var entry = (await runner.Customers.LoadAsync(new(customer), World.Cancel)).Ledger.Entries.Single();
        await runner.WakeAsync(new(runner.Now, new(customer), entry.Enrollment), World.Cancel);
    }
}
