using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using Campaigns.Runtime.Timers;
using NodaTime;

namespace Campaigns.Runtime.Tests;

/// <summary>An alarm clock that keeps one alarm an enrollment asks for the next, and gets it from the record however often it asks.</summary>
public sealed class AdvanceTests
{
    private static readonly string Waiting = Stories.Of("hello", $$"""
        { "id": "w", "wait": "P1D" }, {{Stories.Send("s")}}, { "id": "e", "waitFor": { "events": [ "claim.opened" ] } }
        """);

    [Fact]
    public async Task Asked_Twice_AnswersTheSame_AndAnEndIsNoAlarm()
    {
        await using var world = await World.AtAsync("2026-06-01 12:00", Waiting);
        await world.MeetAsync();
        await world.TellAsync("ann", "app.opened");
        var enrollment = Assert.Single((await world.RecordAsync()).Enrollments.Keys);

        Assert.Equal(World.At("2026-06-02 12:00"), await NextAsync(world, enrollment));
        Assert.Equal(World.At("2026-06-02 12:00"), await NextAsync(world, enrollment));
        await world.RunToAsync("2026-06-02 12:00");
        Assert.Null(await NextAsync(world, enrollment));
        Assert.Single(world.Phone.Delivered);
    }

    [Fact]
    public async Task MessagePutOff_IsRungForAtItsTurn()
    {
        var policy = World.NoLimits with { Gap = Shelf.ShippedPolicy.Gap };
        await using var world = await World.AtAsync("2026-06-01 12:00", policy, new Phone(), Stories.Hello);
        await world.MeetAsync();
        await world.TellAsync("ann", "app.opened", ("screen", "one"));
        await world.SettleAsync();
        await world.TellAsync("ann", "app.opened", ("screen", "two"));
        var waiting = Assert.Single((await world.RecordAsync()).Ledger.Entries, entry => entry.At > world.Time.Now);

        Assert.Equal(waiting.At, await NextAsync(world, waiting.Enrollment));
    }

    [Fact]
    public async Task Paused_IsNotRungFor()
    {
        await using var world = await World.AtAsync("2026-06-01 12:00", Waiting);
        await world.MeetAsync();
        await world.TellAsync("ann", "app.opened");
        world.Shelf.Set("hello", JourneyStatus.Paused);

        Assert.Null(await NextAsync(world, Assert.Single((await world.RecordAsync()).Enrollments.Keys)));
    }

    [Fact]
    public async Task OverdueAndItsVersionUnknown_IsAskedForAfterAPause()
    {
        await using var world = await World.AtAsync("2026-06-01 12:00", Waiting);
        await world.MeetAsync();
        await world.TellAsync("ann", "app.opened");
        world.Shelf.Lost = true;
        world.Time.MoveTo(World.At("2026-06-03 12:00"));

        Assert.Equal(World.At("2026-06-03 12:01"), await NextAsync(world, Assert.Single((await world.RecordAsync()).Enrollments.Keys)));
    }

    [Fact]
    public async Task Answered_TheNextAlarm_IsNotSetBesides()
    {
        await using var world = await World.AtAsync(
            "2026-06-01 12:00", Stories.Of("hello", """{ "id": "a", "wait": "P1D" }, { "id": "b", "wait": "P2D" }"""));
        await world.MeetAsync();
        await world.TellAsync("ann", "app.opened");
        var enrollment = Assert.Single((await world.RecordAsync()).Enrollments.Keys);
        world.Time.MoveTo(World.At("2026-06-02 12:00"));

        Assert.Equal(World.At("2026-06-04 12:00"), await NextAsync(world, enrollment));
        var set = await new AlarmTable(world.Store).DueAsync(World.At("2026-07-01 12:00"), 100, World.Cancel);
        Assert.DoesNotContain(set, alarm => alarm.Alarm.Enrollment == enrollment && alarm.Alarm.At > World.At("2026-06-02 12:00"));
    }

    private static async Task<Instant?> NextAsync(World world, EnrollmentId enrollment) => await world.Runner.AdvanceAsync(new("ann"), enrollment, World.Cancel);
}
