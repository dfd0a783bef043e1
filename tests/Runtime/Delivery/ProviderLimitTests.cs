using Campaigns.Runtime.Tests.Support;
using Campaigns.Senders.Resilience;
using NodaTime;

namespace Campaigns.Runtime.Tests.Delivery;

public sealed class ProviderLimitTests
{
    /// <summary>The limit of a provider shapes: what is too much for it waits in the queue, and nothing is dropped.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task MessagesPerMinute_MoreAreDue_TheyWaitInTheQueue_AndAllGoOut(bool keyed)
    {
        const int perMinute = 20;
        const int burst = 2;
        var provider = new RecordingProvider(keyed);
        var options = new ResilienceOptions { MessagesPerMinute = perMinute, Burst = burst };
        // One limiter for all channels, as one account of a provider has.
        ResilientProvider? limited = null;
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 12:00", null, provider, (inner, time) =>
                limited ??= new(inner, options, time), SampleJourneys.Hello);
        await harness.AddCustomersAsync(100);
        for (var i = 0; i < 100; i++)
            await harness.SendEventAsync($"c{i}", "app.opened", ("screen", "home"));

        await harness.RunToAsync("2026-06-01 12:02");
        Assert.InRange(provider.Delivered.Count, (2 * perMinute) - burst, (2 * perMinute) + burst + 1);
        await harness.RunToAsync("2026-06-01 13:00");

        Assert.Equal(100, provider.Delivered.Count);
        Assert.Equal(100, provider.Calls.Count);
        Instant[] sent = [.. provider.Delivered.Select(message => message.At).Order()];
        for (var i = perMinute + burst; i < sent.Length; i++)
            Assert.True(sent[i] - sent[i - perMinute - burst] >= Duration.FromMinutes(1),
                $"too many between {sent[i - perMinute - burst]} and {sent[i]}");
    }
}
