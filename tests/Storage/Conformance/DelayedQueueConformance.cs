using System.Text;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Storage.Tests.Conformance;

/// <summary>What every delayed queue must do, whatever lies beneath.</summary>
public abstract class DelayedQueueConformance : IAsyncLifetime
{
    protected const string Name = "channel-sms";

    private static readonly Duration Lease = Duration.FromSeconds(30);

    protected IDelayedQueue Queue { get; private set; } = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>An empty queue.</summary>
    protected abstract ValueTask<IDelayedQueue> CreateAsync();

    /// <summary>Lets time pass: a fake clock is moved, a real one waited for.</summary>
    protected abstract ValueTask PassAsync(Duration time);

    public async ValueTask InitializeAsync() => Queue = await CreateAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Receive_EmptyQueue_IsEmpty() => Assert.Empty(await ReceiveAsync());

    [Fact]
    public async Task Oldest_StaysThatOfTheFirstMessage_UntilItIsTaken()
    {
        Assert.Null(await Queue.OldestAsync(Name, Cancel));
        await SendAsync(Duration.Zero, "first");
        var first = Assert.NotNull(await Queue.OldestAsync(Name, Cancel));
        await PassAsync(Duration.FromSeconds(2));
        await SendAsync(Duration.Zero, "second");

        Assert.Equal(first, await Queue.OldestAsync(Name, Cancel));
        Assert.Equal(2, (await ReceiveAsync()).Count);
        var later = await Queue.OldestAsync(Name, Cancel); // the end of the lease, where the store can tell
        Assert.True(later is null || later > first);
    }

    [Fact]
    public async Task Receive_AfterSend_GivesTheBody()
    {
        await SendAsync(Duration.Zero, "hello");

        var message = Assert.Single(await ReceiveAsync());

        Assert.Equal("hello", Text(message));
        Assert.Equal(1, message.DequeueCount);
    }

    [Fact]
    public async Task Receive_EmptyBody_IsGivenEmpty()
    {
        await SendAsync(Duration.Zero, "");

        Assert.Equal(0, Assert.Single(await ReceiveAsync()).Body.Length);
    }

    [Fact]
    public async Task Receive_OtherQueue_IsEmpty()
    {
        await SendAsync(Duration.Zero, "hello");

        Assert.Empty(await Queue.ReceiveAsync("channel-push", 10, Lease, Cancel));
    }

    [Fact]
    public async Task Receive_MoreThanMaxVisible_GivesMaxAndThenTheRest()
    {
        await SendAsync(Duration.Zero, "1", "2", "3", "4", "5");

        var first = await Queue.ReceiveAsync(Name, 3, Lease, Cancel);
        var second = await Queue.ReceiveAsync(Name, 3, Lease, Cancel);

        Assert.Equal(3, first.Count);
        Assert.Equal(["1", "2", "3", "4", "5"], first.Concat(second).Select(Text).Order());
    }

    [Fact]
    public async Task Receive_DelayedMessage_ComesWhenDue()
    {
        await SendAsync(Duration.FromSeconds(2), "later");

        Assert.Empty(await ReceiveAsync());
        await PassAsync(Duration.FromSeconds(2));
        Assert.Equal("later", Text(Assert.Single(await ReceiveAsync())));
    }

    [Fact]
    public async Task Receive_WhileLeased_IsEmpty()
    {
        await SendAsync(Duration.Zero, "a");
        await ReceiveAsync();

        Assert.Empty(await ReceiveAsync());
    }

    [Fact]
    public async Task Receive_LeaseExpired_ComesBackCounted()
    {
        await SendAsync(Duration.Zero, "a");
        var first = Assert.Single(await ReceiveAsync(Duration.FromSeconds(1)));
        await PassAsync(Duration.FromSeconds(1));

        var second = Assert.Single(await ReceiveAsync());

        Assert.Equal((first.Id, 2), (second.Id, second.DequeueCount));
        Assert.NotEqual(first.Receipt, second.Receipt);
    }

    [Fact]
    public async Task Complete_HeldMessage_RemovesIt()
    {
        await SendAsync(Duration.Zero, "a", "b");

        await Queue.CompleteAsync(Name, await ReceiveAsync(), Cancel);

        Assert.Equal(0, await Queue.CountAsync(Name, Cancel));
    }

    [Fact]
    public async Task Complete_LeaseExpiredButNotTaken_RemovesIt()
    {
        await SendAsync(Duration.Zero, "a");
        var held = await ReceiveAsync(Duration.FromSeconds(1));
        await PassAsync(Duration.FromSeconds(1));

        await Queue.CompleteAsync(Name, held, Cancel);

        Assert.Equal(0, await Queue.CountAsync(Name, Cancel));
    }

    [Fact]
    public async Task Complete_LeaseLostToAnother_LeavesItToTheOther()
    {
        await SendAsync(Duration.Zero, "a", "b");
        var lost = await ReceiveAsync(Duration.FromSeconds(1));
        await PassAsync(Duration.FromSeconds(1));
        var taken = await Queue.ReceiveAsync(Name, 1, Lease, Cancel);

        await Queue.CompleteAsync(Name, lost, Cancel);
        Assert.Equal(1, await Queue.CountAsync(Name, Cancel));

        await Queue.CompleteAsync(Name, taken, Cancel);
        Assert.Equal(0, await Queue.CountAsync(Name, Cancel));
    }

    [Fact]
    public async Task Complete_TwiceOrNothing_IsFine()
    {
        await SendAsync(Duration.Zero, "a");
        var held = await ReceiveAsync();

        await Queue.CompleteAsync(Name, held, Cancel);
        await Queue.CompleteAsync(Name, held, Cancel);
        await Queue.CompleteAsync(Name, [], Cancel);
    }

    [Fact]
    public async Task Return_HeldMessage_ComesAfterTheDelayCountedOn()
    {
        await SendAsync(Duration.Zero, "a");
        var held = Assert.Single(await ReceiveAsync());

        await Queue.ReturnAsync(Name, held, Duration.FromSeconds(2), Cancel);

        Assert.Empty(await ReceiveAsync());
        await PassAsync(Duration.FromSeconds(2));
        Assert.Equal(2, Assert.Single(await ReceiveAsync()).DequeueCount);
    }

    [Fact]
    public async Task Return_LeaseLostToAnother_DoesNotTakeItAway()
    {
        await SendAsync(Duration.Zero, "a");
        var lost = Assert.Single(await ReceiveAsync(Duration.FromSeconds(1)));
        await PassAsync(Duration.FromSeconds(1));
        Assert.Single(await ReceiveAsync());

        await Queue.ReturnAsync(Name, lost, Duration.Zero, Cancel);

        Assert.Empty(await ReceiveAsync());
    }

    [Fact]
    public async Task Complete_AfterReturn_LeavesTheMessage()
    {
        await SendAsync(Duration.Zero, "a");
        var held = await ReceiveAsync(Duration.FromSeconds(2));
        await Queue.ReturnAsync(Name, held[0], Duration.FromSeconds(2), Cancel); // visible again just when the lease would end

        await Queue.CompleteAsync(Name, held, Cancel);

        Assert.Equal(1, await Queue.CountAsync(Name, Cancel));
    }

    [Fact]
    public async Task Count_VisibleDelayedAndHeld_CountsAll()
    {
        await SendAsync(Duration.Zero, "held");
        await ReceiveAsync();
        await SendAsync(Duration.Zero, "visible");
        await SendAsync(Duration.FromHours(1), "delayed");

        Assert.Equal(3, await Queue.CountAsync(Name, Cancel));
    }

    [Fact]
    public async Task Peek_GivesTheFront_AndLeavesTheQueueAsItIs()
    {
        Assert.Empty(await Queue.PeekAsync(Name, 5, Cancel));
        await SendAsync(Duration.Zero, "a", "b");
        await SendAsync(Duration.Zero, "c");

        var front = await Queue.PeekAsync(Name, 2, Cancel);

        Assert.Equal(["a", "b"], front.Select(message => Encoding.UTF8.GetString(message.Body.Span)).Order());
        Assert.Empty(await Queue.PeekAsync("channel-push", 5, Cancel));
        var received = await ReceiveAsync();
        Assert.Equal(["a", "b", "c"], received.Select(Text).Order());
        Assert.All(received, message => Assert.Equal(1, message.DequeueCount));
    }

    [Fact]
    public async Task Peek_WithoutAnyMessageAsked_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Queue.PeekAsync(Name, 0, Cancel));

    [Fact]
    public async Task Receive_ManyReceivers_EachMessageGoesToOne()
    {
        await SendAsync(Duration.Zero, [.. Enumerable.Range(0, 200).Select(i => $"{i:D3}")]);

        var received = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(DrainAsync, Cancel)));

        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i:D3}"), received.SelectMany(texts => texts).Order());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task Receive_LeaseNotPositive_IsRefused(int seconds) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await ReceiveAsync(Duration.FromSeconds(seconds)));

    protected async Task SendAsync(Duration delay, params string[] bodies) =>
        await Queue.SendAsync(Name, [.. bodies.Select(body => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(body))], delay, Cancel);

    protected async Task<IReadOnlyList<QueueMessage>> ReceiveAsync(Duration? lease = null) =>
        await Queue.ReceiveAsync(Name, 10, lease ?? Lease, Cancel);

    protected static string Text(QueueMessage message) => Encoding.UTF8.GetString(message.Body.Span);

    private async Task<List<string>> DrainAsync()
    {
        var texts = new List<string>();
        while (await Queue.ReceiveAsync(Name, 5, Lease, Cancel) is { Count: > 0 } messages)
        {
            texts.AddRange(messages.Select(Text));
            await Queue.CompleteAsync(Name, messages, Cancel);
        }

        return texts;
    }
}
