using Azure.Core;
using Azure.Storage.Queues;
using Campaigns.Azurite;
using Campaigns.Runtime.Ports;
using Campaigns.Storage.Azure;
using Campaigns.Storage.Tests.Conformance;
using Microsoft.Extensions.Time.Testing;
using NodaTime;

namespace Campaigns.Storage.Tests.Azure;

public sealed class AzureDelayedQueueTests : DelayedQueueConformance
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));
    private readonly string _prefix = SharedAzurite.FreshPrefix();
    private AzureStore? _opened;

    protected override async ValueTask<IDelayedQueue> CreateAsync()
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        _opened = await SharedAzurite.OpenAsync(_time, new AzureStoreOptions { Prefix = _prefix, Budget = SharedAzurite.Patience });
        return _opened.Queues;
    }

    protected override ValueTask PassAsync(Duration duration)
    {
        _time.Advance(duration.ToTimeSpan());
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Receive_DueInThreeWeeks_ComesThenAndCountsAsNew()
    {
        await SendAsync(Duration.FromDays(21), "later");

        foreach (var _ in Enumerable.Range(0, 20))
        {
            await PassAsync(Duration.FromDays(1));
            Assert.Empty(await ReceiveAsync());
        }

        await PassAsync(Duration.FromDays(1));
        var message = Assert.Single(await ReceiveAsync());
        Assert.Equal(("later", 1), (Text(message), message.DequeueCount));
        Assert.Equal(1, await Queue.CountAsync(Name, Cancel));
    }

    [Fact]
    public async Task Return_ForTenDays_ComesThenCountedOn()
    {
        await SendAsync(Duration.Zero, "a");
        await Queue.ReturnAsync(Name, Assert.Single(await ReceiveAsync()), Duration.FromDays(10), Cancel);

        await PassAsync(Duration.FromDays(8));
        Assert.Empty(await ReceiveAsync());
        await PassAsync(Duration.FromDays(2));
        var message = Assert.Single(await ReceiveAsync());
        Assert.Equal(("a", 2), (Text(message), message.DequeueCount));
    }

    [Fact]
    public async Task Receive_LeaseOfMoreThanSevenDays_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await ReceiveAsync(Duration.FromDays(8)));

    [Fact]
    public async Task Send_BodyOf48KiB_IsTheLargest()
    {
        await SendAsync(Duration.Zero, new string('x', 48 * 1024));
        Assert.Equal(48 * 1024, Assert.Single(await ReceiveAsync()).Body.Length);
        await Assert.ThrowsAsync<ArgumentException>(() => SendAsync(Duration.Zero, new string('x', (48 * 1024) + 1)));
    }

    [Theory]
    [InlineData("not Base64 at all: {}")]
    [InlineData("<xml/>")]
    public async Task Receive_ForeignText_IsReturnedUnchanged(string text)
    {
        await SendAsync(Duration.Zero, "first");
        // The clock of the tests stands in the past: a message sent by the machine's own time would lie in its future.
        var options = new QueueClientOptions();
        options.AddPolicy(new ClockPolicy(_time), HttpPipelinePosition.PerRetry);
        await new QueueClient(await SharedAzurite.ConnectionStringAsync(), _prefix + Name, options).SendMessageAsync(text, Cancel);

        Assert.Equal(["first", text], (await ReceiveAsync()).Select(Text));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(33)]
    public async Task SendReceiveComplete_Messages_CostOneSendAndOneDeleteEachAndOneReceiveForUpTo32(int count)
    {
        await SendAsync(Duration.Zero, "first");
        await Queue.CompleteAsync(Name, await ReceiveAsync(), Cancel);
        var before = _opened!.Transactions.Snapshot();

        await SendAsync(Duration.Zero, [.. Enumerable.Range(0, count).Select(i => $"{i}")]);
        await Queue.CompleteAsync(Name, await Queue.ReceiveAsync(Name, 50, Duration.FromSeconds(30), Cancel), Cancel);

        var after = _opened.Transactions.Snapshot();
        Assert.Equal(count, after[StorageCall.QueueSend] - before[StorageCall.QueueSend]);
        Assert.Equal(1, after[StorageCall.QueueReceive] - before[StorageCall.QueueReceive]);
        Assert.Equal(Math.Min(32, count), after[StorageCall.QueueDelete] - before[StorageCall.QueueDelete]);
    }
}
