using Campaigns.Model;
using Campaigns.Runtime.Tests.Support;
using Campaigns.Runtime.Throttling;
using Campaigns.Storage.Embedded;
using NodaTime;

namespace Campaigns.Runtime.Tests;

/// <summary>A release is shaped, not burst.</summary>
public sealed class PaceTests
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
    public Task Take_SeveralProcessesAtOnce_NoMinuteHoldsMoreThanThePace(int perMinute) => OnStoreAsync(async store =>
    {
        PaceDesk[] desks = [.. Enumerable.Range(0, 5).Select(_ => new PaceDesk(store.Rows))];
        var taken = new List<Instant>();
        // Each asks over and over, one at a time and several at once, while its clock goes on at its own speed.
        await Task.WhenAll(desks.Select((desk, d) => Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
            {
                var now = Noon + Duration.FromMilliseconds(i * d * 700);
                var own = desk.TryTake(Release, perMinute, now) is { } one ? [one] : await desk.TakeAsync(Release, perMinute, 1 + (i % 3), now, Cancel);
                Assert.All(own, at => Assert.True(at >= now));
                lock (taken)
                    taken.AddRange(own);
            }
        }, Cancel)));

        taken.Sort();
        for (var i = perMinute; i < taken.Count; i++)
            Assert.True(taken[i] - taken[i - perMinute] >= Duration.FromMinutes(1), $"{perMinute + 1} between {taken[i - perMinute]} and {taken[i]}");
        Assert.Equal(taken.Count, taken.Distinct().Count());
    });

    [Fact]
    public Task Take_NobodyAskedForAWhile_TheFirstGoesAtOnce() => OnStoreAsync(async store =>
    {
        var desk = new PaceDesk(store.Rows);
        await desk.TakeAsync(Release, 60, 5, Noon, Cancel);

        var later = Noon + Duration.FromHours(1) + Duration.FromMilliseconds(123);
        Assert.Equal([later], await desk.TakeAsync(Release, 60, 1, later, Cancel));
        Assert.Equal(later + Duration.FromSeconds(1), desk.TryTake(Release, 60, later));
    });

    [Fact]
    public Task Take_AnotherJourney_HasItsOwnPace() => OnStoreAsync(async store =>
    {
        var desk = new PaceDesk(store.Rows);
        await desk.TakeAsync(Release, 1, 3, Noon, Cancel);

        Assert.Equal([Noon], await desk.TakeAsync(new("other"), 1, 1, Noon, Cancel));
    });

    private const string Paced = "\"pace\": { \"perMinute\": 30 },";

    [Fact]
    public async Task Release_ToMany_IsSpreadEvenly_AndNobodyIsForgotten()
    {
        await using var world = await World.AtAsync("2026-06-01 12:00", Stories.Of("release", Stories.Send("s"), Paced));
        await world.MeetManyAsync(200);
        for (var i = 0; i < 200; i++)
            await world.TellAsync($"c{i}", "app.opened");

        await world.RunToAsync("2026-06-01 12:01");
        Assert.InRange(world.Phone.Delivered.Count, 28, 31);
        await world.RunToAsync("2026-06-01 12:03");
        Assert.InRange(world.Phone.Delivered.Count, 86, 91);
        await world.RunToAsync("2026-06-01 13:00");
        Assert.Equal(200, world.Phone.Delivered.Count);
        AssertNoMinuteOver(30, world.Phone.Delivered.Select(message => message.At));
    }

    [Fact]
    public async Task Release_IntoTheQuietHours_GoesOnInTheMorning_AtThePace()
    {
        await using var world = await World.AtAsync("2026-06-01 20:58", Shelf.ShippedPolicy, new Phone(), Stories.Of("release", Stories.Send("s"), Paced));
        await world.MeetManyAsync(150);
        for (var i = 0; i < 150; i++)
            await world.TellAsync($"c{i}", "app.opened");

        await world.RunToAsync("2026-06-02 12:00");

        Assert.Equal(150, world.Phone.Delivered.Count);
        AssertNoMinuteOver(30, world.Phone.Delivered.Select(message => message.At));
        Assert.DoesNotContain(world.Phone.Delivered, message => message.At >= World.At("2026-06-01 21:00") && message.At < World.At("2026-06-02 09:00"));
    }

    [Fact]
    public async Task Release_TurnIsPastTheDeadline_IsRefused_WithThatReason()
    {
        await using var world = await World.AtAsync(
            "2026-06-01 12:00", Stories.Of("release", Stories.Send("s", more: ", \"deadline\": \"PT2M\""), "\"pace\": { \"perMinute\": 1 },"));
        await world.MeetManyAsync(5);
        for (var i = 0; i < 5; i++)
            await world.TellAsync($"c{i}", "app.opened");

        await world.RunToAsync("2026-06-02 12:00");

        Assert.Equal(3, world.Phone.Delivered.Count);
        Assert.Equal(["2026-06-01 12:00 refused s sms pace"], await world.TimelineAsync("c4", "refused"));
    }

    private static void AssertNoMinuteOver(int most, IEnumerable<Instant> instants)
    {
        Instant[] sent = [.. instants.Order()];
        for (var i = most; i < sent.Length; i++)
            Assert.True(sent[i] - sent[i - most] >= Duration.FromMinutes(1), $"{most + 1} between {sent[i - most]} and {sent[i]}");
    }
}
