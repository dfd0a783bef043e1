using System.Collections.Concurrent;
using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using Campaigns.Senders.Delivery;
using Microsoft.Extensions.Time.Testing;

namespace Campaigns.Runtime.Tests.Delivery;

/// <summary>A message whose provider does not answer delays nobody but itself.</summary>
public sealed class ChannelPumpTests
{
    private const int Slots = 4;

    private readonly FakeTimeProvider _time = new();
    private readonly ConcurrentQueue<Exception> _failures = new();

    /// <summary>Hangs for some addresses until it is told to answer.</summary>
    private sealed class HangingProvider(IChannelProvider inner, Func<string, bool> hangs, int maxConcurrency) : IChannelProvider
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _hanging;

        public int Hanging => _hanging;

        public string Name => inner.Name;

        public bool HonoursIdempotencyKey => inner.HonoursIdempotencyKey;

        public int MaxConcurrency => maxConcurrency;

        public void Release() => _released.SetResult();

        public async ValueTask<ProviderResult> SendAsync(OutgoingMessage message, CancellationToken cancel)
        {
            if (hangs(message.To))
            {
                Interlocked.Increment(ref _hanging);
                await _released.Task;
            }

            return await inner.SendAsync(message, cancel);
        }
    }

    private static async Task<(CampaignHarness, HangingProvider)> StartAsync(
        int customers, Func<string, bool> hangs, int maxConcurrency = int.MaxValue)
    {
        HangingProvider? provider = null;
        var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", null, new RecordingProvider(),
            (inner, _) => provider ??= new HangingProvider(inner, hangs, maxConcurrency),
            SampleJourneys.Of("hello", SampleJourneys.Send("s", "\"email\"")));
        await harness.AddCustomersAsync(customers);
        for (var i = 0; i < customers; i++)
        {
            await harness.SendEventAsync($"c{i}", "customer.updated", ("email", $"c{i}@{(hangs($"c{i}@") ? "slow" : "quick")}.example"));
            await harness.SendEventAsync($"c{i}", "app.opened");
        }

        return (harness, provider!);
    }

    private ChannelPump PumpOf(CampaignHarness harness) =>
        new(harness.Services.Senders[Channel.Email], harness.Store, _time, Slots, _failures.Enqueue);

    /// <summary>Lets the fake clock run until something has happened.</summary>
    private async Task UntilAsync(Func<bool> happened)
    {
        while (!happened())
        {
            CampaignHarness.Cancel.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }

    private async Task FillAsync(ChannelPump pump)
    {
        var filling = pump.FillAsync(CampaignHarness.Cancel);
        await UntilAsync(() => filling.IsCompleted);
        await filling;
    }

    private static bool EveryFourth(string to) => int.Parse(to[1..to.IndexOf('@', StringComparison.Ordinal)]) % 4 == 0;

    [Fact]
    public async Task SomeHang_AllOthersAreSent_AndTheyTooInTheEnd()
    {
        var (harness, provider) = await StartAsync(24, EveryFourth);
        await using var _ = harness;
        await using (var pump = PumpOf(harness))
        {
            while (harness.Provider.Delivered.Count < 18)
                await FillAsync(pump);

            Assert.Equal(6, provider.Hanging);
            Assert.DoesNotContain(harness.Provider.Delivered, message => EveryFourth(message.To));
            provider.Release();
        }

        Assert.Equal(24, harness.Provider.Delivered.Count);
        Assert.Equal(0, await harness.Store.CountAsync("email", CampaignHarness.Cancel));
        Assert.Empty(_failures);
    }

    [Fact]
    public async Task ManyOfOneDestinationHang_FurtherOnesAreNotBegun()
    {
        var (harness, provider) = await StartAsync(30, _ => true);
        await using var _ = harness;
        await using (var pump = PumpOf(harness))
        {
            // Each page's sends turn slow on the harness' clock before the next is taken.
            for (var page = 0; page < 10; page++)
            {
                await FillAsync(pump);
                harness.Time.MoveTo(harness.Time.Now + NodaTime.Duration.FromSeconds(2));
            }

            await UntilAsync(() => provider.Hanging == pump.UnderWay);
            Assert.InRange(provider.Hanging, 8, 8 + Slots);
            provider.Release();
        }

        await harness.RunToAsync("2026-06-01 13:00");
        Assert.Equal(30, harness.Provider.Delivered.Count);
    }

    [Fact]
    public async Task ProviderTakesFew_NoMoreThanTheSlotsAreBegun()
    {
        var (harness, provider) = await StartAsync(12, _ => true, maxConcurrency: 2);
        await using var _ = harness;
        await using (var pump = PumpOf(harness))
        {
            await FillAsync(pump);
            await UntilAsync(() => provider.Hanging == Slots);
            var next = pump.FillAsync(CampaignHarness.Cancel);
            _time.Advance(TimeSpan.FromMinutes(1));

            Assert.False(next.IsCompleted);
            Assert.Equal(Slots, provider.Hanging);
            provider.Release();
            await next;
        }
    }

    [Fact]
    public async Task OneFails_ItIsReported_AndTheOthersGoOut()
    {
        var (harness, provider) = await StartAsync(5, _ => false);
        await using var _ = harness;
        harness.Provider.Answer = message => message.To.StartsWith("c3@", StringComparison.Ordinal)
            ? throw new StoreUnavailableException("away") : new ProviderResult.Accepted();
        await using (var pump = PumpOf(harness))
        {
            while (await harness.Store.NextVisibleAsync("email", CampaignHarness.Cancel) <= harness.Time.Now)
                await FillAsync(pump);
        }

        Assert.Equal(4, harness.Provider.Delivered.Count);
        Assert.IsType<StoreUnavailableException>(Assert.Single(_failures));
        Assert.Equal(1, await harness.Store.CountAsync("email", CampaignHarness.Cancel));
    }
}
