using Campaigns.Decisions.Contacts;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests;

/// <summary>A message may wait for the hour at which its customer reads.</summary>
public sealed class BestHourTests
{
    private static string Best(string more = "", string top = "") => Stories.Of("best", Stories.Send("s", more: ", \"sendTime\": \"best\"" + more), top, """{ "on": "gift.requested" }""");

    /// <summary>Ann, who has read so many messages at a quarter past an hour of the day.</summary>
    private static async Task<World> ReadAtAsync(int hour, int times, string asked, string journey, ContactPolicy? policy = null)
    {
        var world = await World.AtAsync("2026-05-01 10:00", policy, new Phone(), Stories.Hello, journey);
        await world.MeetAsync();
        await world.TellAsync("ann", "app.opened", ("screen", "home"));
        var message = await world.MessageAsync("s");
        await world.SettleAsync();
        for (var i = 0; i < times; i++)
        {
            await world.RunToAsync($"2026-05-{i + 2:D2} {hour:D2}:15");
            await world.TellAsync("ann", i % 2 == 0 ? "message.opened" : "message.clicked", ("message_id", message.Value));
        }

        await world.RunToAsync(asked);
        await world.TellAsync("ann", "gift.requested", ("gift_id", "g"));
        return world;
    }

    private static async Task<string> SentAsync(World world)
    {
        await world.RunToAsync("2026-06-20 00:00");
        return (await world.TimelineAsync("ann", "sent"))[^1][..13];
    }

    [Theory]
    [InlineData(6, "2026-06-01 12:00", "2026-06-01 20")] // later today
    [InlineData(6, "2026-06-01 20:40", "2026-06-01 20")] // it is that hour
    [InlineData(6, "2026-06-01 21:00", "2026-06-02 20")] // tomorrow
    [InlineData(3, "2026-06-01 12:00", "2026-06-01 12")] // too little is known
    public async Task Best_EnoughIsKnown_IsSentInThatHour_ElseAtOnce(int times, string asked, string hour)
    {
        await using var world = await ReadAtAsync(20, times, asked, Best());

        Assert.Equal(hour, await SentAsync(world));
    }

    [Fact]
    public async Task Best_Waiting_HasItsPlace_AndSaysWhy()
    {
        await using var world = await ReadAtAsync(20, 6, "2026-06-01 12:00", Best());

        var entry = (await world.RecordAsync()).Ledger.Entries.Single(e => e.Status == ContactStatus.Reserved);
        Assert.InRange(entry.At, World.At("2026-06-01 20:00"), World.At("2026-06-01 21:00"));
        var fact = (await world.Engine.Customers.ReadTimelineAsync(new("ann"), World.Cancel).ToListAsync(World.Cancel)).Last(f => f.Kind == "reserved");
        Assert.Equal(("best-hour", entry.At.ToString()), (fact.Detail!.Text("choice"), fact.Detail.Text("at")));
    }

    [Fact]
    public async Task Best_HourIsPastTheDeadline_IsSentAtOnce()
    {
        await using var world = await ReadAtAsync(20, 6, "2026-06-01 12:00", Best(", \"deadline\": \"PT4H\""));

        Assert.Equal("2026-06-01 12", await SentAsync(world));
    }

    [Fact]
    public async Task Best_HourIsQuiet_IsSentAsSoonAsItMay()
    {
        await using var world = await ReadAtAsync(22, 6, "2026-06-01 12:00", Best(), Shelf.ShippedPolicy);

        Assert.Equal("2026-06-01 12", await SentAsync(world));
    }

    [Fact]
    public async Task Best_Paced_TakesItsTurnWhenTheHourHasCome()
    {
        await using var world = await ReadAtAsync(20, 6, "2026-06-01 12:00", Best(top: "\"pace\": { \"perMinute\": 1 },"));

        Assert.Equal("2026-06-01 20", await SentAsync(world));
        Assert.Equal(["2026-06-01 12:00 deferred s sms best-hour"], await world.TimelineAsync("ann", "deferred"));
    }
}
