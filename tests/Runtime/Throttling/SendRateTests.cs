using Campaigns.Model;
using Campaigns.Runtime.Tests.Support;
using Campaigns.Runtime.Throttling;
using Campaigns.Storage.Embedded;
using NodaTime;

namespace Campaigns.Runtime.Tests.Throttling;

/// <summary>A release is shaped, not burst.</summary>
public sealed class SendRateTests
{
    private static readonly JourneyId Release = new("release");
    private static readonly Instant Noon = Instant.FromUtc(2026, 6, 1, 12, 0);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task OnStoreAsync(Func<EmbeddedStore, Task> test)
    {
        var folder = Directory.CreateTempSubdirectory("campaigns-pace-");
        await using (var store = EmbeddedStore.Open(Path.Combine(folder.FullName, "pace.db"), TimeProvider.System, Durability.Process))
            await test(store);
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(60)]
    [InlineData(601)]
    [InlineData(100_000)]
    public Task Acquire_BySeveralProcesses_NoMinuteExceedsTheRate(int perMinute) => OnStoreAsync(async store =>
    {
        SendRateLimiter[] desks = [.. Enumerable.Range(0, 5).Select(_ => new SendRateLimiter(store.Rows))];
        var taken = new List<Instant>();
        // Each asks over and over, one at a time and several at once, while its clock goes on at its own speed.
        await Task.WhenAll(desks.Select((deliveries, d) => Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
            {
                var now = Noon + Duration.FromMilliseconds(i * d * 700);
                var own = deliveries.TryAcquire(Release, perMinute, now) is { } one ? [one]
                    : await deliveries.AcquireAsync(Release, perMinute, 1 + (i % 3), now, Cancel);
                Assert.All(own, at => Assert.True(at >= now));
                lock (taken)
                    taken.AddRange(own);
            }
        }, Cancel)));

        taken.Sort();
        for (var i = perMinute; i < taken.Count; i++)
            Assert.True(taken[i] - taken[i - perMinute] >= Duration.FromMinutes(1),
                $"{perMinute + 1} between {taken[i - perMinute]} and {taken[i]}");
        Assert.Equal(taken.Count, taken.Distinct().Count());
    });

    [Fact]
    public Task Acquire_AfterAnIdleTime_TheFirstIsImmediate() => OnStoreAsync(async store =>
    {
        var deliveries = new SendRateLimiter(store.Rows);
        await deliveries.AcquireAsync(Release, 60, 5, Noon, Cancel);

        var later = Noon + Duration.FromHours(1) + Duration.FromMilliseconds(123);
        Assert.Equal([later], await deliveries.AcquireAsync(Release, 60, 1, later, Cancel));
        Assert.Equal(later + Duration.FromSeconds(1), deliveries.TryAcquire(Release, 60, later));
    });

    [Fact]
    public Task Acquire_AnotherJourney_HasItsOwnRate() => OnStoreAsync(async store =>
    {
        var deliveries = new SendRateLimiter(store.Rows);
        await deliveries.AcquireAsync(Release, 1, 3, Noon, Cancel);

        Assert.Equal([Noon], await deliveries.AcquireAsync(new("other"), 1, 1, Noon, Cancel));
    });

    private const string Paced = "\"pace\": { \"perMinute\": 30 },";

    [Fact]
    public async Task Release_ToMany_IsSpreadEvenly_AndNoneIsLost()
    {
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 12:00", SampleJourneys.Of("release", SampleJourneys.Send("s"), Paced));
        await harness.AddCustomersAsync(200);
        for (var i = 0; i < 200; i++)
            await harness.SendEventAsync($"c{i}", "app.opened");

        await harness.RunToAsync("2026-06-01 12:01");
        Assert.InRange(harness.Provider.Delivered.Count, 28, 31);
        await harness.RunToAsync("2026-06-01 12:03");
        Assert.InRange(harness.Provider.Delivered.Count, 86, 91);
        await harness.RunToAsync("2026-06-01 13:00");
        Assert.Equal(200, harness.Provider.Delivered.Count);
        AssertNoMinuteOver(30, harness.Provider.Delivered.Select(message => message.At));
    }

    [Fact]
    public async Task Release_IntoQuietHours_ContinuesInTheMorning_AtTheRate()
    {
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 20:58", PausableLibrary.ShippedPolicy, new RecordingProvider(),
                SampleJourneys.Of("release", SampleJourneys.Send("s"), Paced));
        await harness.AddCustomersAsync(150);
        for (var i = 0; i < 150; i++)
            await harness.SendEventAsync($"c{i}", "app.opened");

        await harness.RunToAsync("2026-06-02 12:00");

        Assert.Equal(150, harness.Provider.Delivered.Count);
        AssertNoMinuteOver(30, harness.Provider.Delivered.Select(message => message.At));
        Assert.DoesNotContain(harness.Provider.Delivered, message =>
            message.At >= CampaignHarness.At("2026-06-01 21:00") && message.At < CampaignHarness.At("2026-06-02 09:00"));
    }

    [Fact]
    public async Task Release_TurnIsPastTheDeadline_IsRefused_WithThatReason()
    {
        await using var harness = await CampaignHarness.StartAsync(
            "2026-06-01 12:00",
            SampleJourneys.Of("release", SampleJourneys.Send("s", more: ", \"deadline\": \"PT2M\""), "\"pace\": { \"perMinute\": 1 },"));
        await harness.AddCustomersAsync(5);
        for (var i = 0; i < 5; i++)
            await harness.SendEventAsync($"c{i}", "app.opened");

        await harness.RunToAsync("2026-06-02 12:00");

        Assert.Equal(3, harness.Provider.Delivered.Count);
        Assert.Equal(["2026-06-01 12:00 refused s sms pace"], await harness.TimelineAsync("c4", "refused"));
    }

    private static void AssertNoMinuteOver(int max, IEnumerable<Instant> instants)
    {
        Instant[] sent = [.. instants.Order()];
        for (var i = max; i < sent.Length; i++)
            Assert.True(sent[i] - sent[i - max] >= Duration.FromMinutes(1), $"{max + 1} between {sent[i - max]} and {sent[i]}");
    }
}
