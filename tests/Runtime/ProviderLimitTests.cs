using Campaigns.Runtime.Tests.Support;
using Campaigns.Senders.Resilience;
using NodaTime;

namespace Campaigns.Runtime.Tests;

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
        var phone = new Phone(keyed);
        var options = new ResilienceOptions { MessagesPerMinute = perMinute, Burst = burst };
        // One limiter for all channels, as one account of a provider has.
        ResilientProvider? limited = null;
        await using var world = await World.AtAsync("2026-06-01 12:00", null, phone, (inner, time) => limited ??= new(inner, options, time), Stories.Hello);
        await world.MeetManyAsync(100);
        for (var i = 0; i < 100; i++)
            await world.TellAsync($"c{i}", "app.opened", ("screen", "home"));

        await world.RunToAsync("2026-06-01 12:02");
        Assert.InRange(phone.Delivered.Count, (2 * perMinute) - burst, (2 * perMinute) + burst + 1);
        await world.RunToAsync("2026-06-01 13:00");

        Assert.Equal(100, phone.Delivered.Count);
        Assert.Equal(100, phone.Calls.Count);
        Instant[] sent = [.. phone.Delivered.Select(message => message.At).Order()];
        for (var i = perMinute + burst; i < sent.Length; i++)
            Assert.True(sent[i] - sent[i - perMinute - burst] >= Duration.FromMinutes(1), $"too many between {sent[i - perMinute - burst]} and {sent[i]}");
    }
}
