using Campaigns.Azurite;
using Campaigns.Storage.Azure;
using Campaigns.Storage.Tests.Conformance;
using Campaigns.Workflows.Ports;
using Microsoft.Extensions.Time.Testing;
using NodaTime;

namespace Campaigns.Storage.Tests.Azure;

public sealed class AzureDelayedQueueTests : DelayedQueueConformance
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));
    private AzureStore? opened;

    protected override async ValueTask<IDelayedQueue> CreateAsync()
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        opened = await SharedAzurite.OpenAsync(time);
        return opened.Queues;
    }

    protected override ValueTask PassAsync(Duration duration)
    {
        time.Advance(duration.ToTimeSpan());
        return ValueTask.CompletedTask;
    }
}
