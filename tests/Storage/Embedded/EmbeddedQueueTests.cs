using Campaigns.Runtime.Ports;
using Campaigns.Storage.Embedded;
using Campaigns.Storage.Tests.Conformance;
using Microsoft.Extensions.Time.Testing;
using NodaTime;

namespace Campaigns.Storage.Tests.Embedded;

public class EmbeddedQueueTests : DelayedQueueConformance
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFile _file = new();
    private readonly FakeTimeProvider _time = new(Start);
    private EmbeddedStore? _opened;

    protected virtual Durability Durability => Durability.Process;

    protected override ValueTask<IDelayedQueue> CreateAsync()
    {
        _opened = EmbeddedStore.Open(_file.Path, _time, Durability);
        return new(_opened.Queues);
    }

    protected override ValueTask PassAsync(Duration duration)
    {
        _time.Advance(duration.ToTimeSpan());
        return ValueTask.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await _opened!.DisposeAsync();
        _file.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Receive_OneTickBeforeDue_IsEmpty()
    {
        await SendAsync(Duration.FromTicks(10), "a");

        await PassAsync(Duration.FromTicks(9));
        Assert.Empty(await ReceiveAsync());
        await PassAsync(Duration.FromTicks(1));
        Assert.Single(await ReceiveAsync());
    }

    [Fact]
    public async Task Receive_SeveralVisible_ComeByInstantAndThenAsSent()
    {
        await SendAsync(Duration.FromSeconds(2), "third");
        await SendAsync(Duration.FromSeconds(1), "first", "second");
        await PassAsync(Duration.FromSeconds(3));

        Assert.Equal(["first", "second", "third"], (await ReceiveAsync()).Select(Text));
    }

    [Fact]
    public async Task NextVisible_EmptyDelayedHeldAndCompleted_IsExact()
    {
        var start = Instant.FromDateTimeOffset(Start);
        Assert.Null(await Queue.NextVisibleAsync(Name, Cancel));

        await SendAsync(Duration.FromSeconds(7), "a");
        Assert.Equal(start + Duration.FromSeconds(7), await Queue.NextVisibleAsync(Name, Cancel));

        await PassAsync(Duration.FromSeconds(7));
        var held = await ReceiveAsync(Duration.FromSeconds(30));
        Assert.Equal(start + Duration.FromSeconds(37), await Queue.NextVisibleAsync(Name, Cancel));

        await Queue.CompleteAsync(Name, held, Cancel);
        Assert.Null(await Queue.NextVisibleAsync(Name, Cancel));
    }
}

/// <summary>The same within one transaction that goes on.</summary>
public sealed class RelaxedEmbeddedQueueTests : EmbeddedQueueTests
{
    protected override Durability Durability => Durability.Relaxed;
}
