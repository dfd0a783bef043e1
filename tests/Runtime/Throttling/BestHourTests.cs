using Campaigns.Decisions.Contacts;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.Throttling;

/// <summary>A message may wait for the hour at which its customer reads.</summary>
public sealed class BestHourTests
{
    private static string Best(string more = "", string top = "") =>
        SampleJourneys.Of("best", SampleJourneys.Send("s", more: ", \"sendTime\": \"best\"" + more), top, """{ "on": "gift.requested" }""");

    /// <summary>Ann, who has read so many messages at a quarter past an hour of the day.</summary>
    private static async Task<CampaignHarness> ReadAtAsync(int hour, int times, string asked, string journey, ContactPolicy? policy = null)
    {
        var harness = await CampaignHarness.StartAsync("2026-05-01 10:00", policy, new RecordingProvider(), SampleJourneys.Hello, journey);
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "app.opened", ("screen", "home"));
        var message = await harness.MessageAsync("s");
        await harness.RunDueAsync();
        for (var i = 0; i < times; i++)
        {
            await harness.RunToAsync($"2026-05-{i + 2:D2} {hour:D2}:15");
            await harness.SendEventAsync("ann", i % 2 == 0 ? "message.opened" : "message.clicked", ("message_id", message.Value));
        }

        await harness.RunToAsync(asked);
        await harness.SendEventAsync("ann", "gift.requested", ("gift_id", "g"));
        return harness;
    }

    private static async Task<string> SentAsync(CampaignHarness harness)
    {
        await harness.RunToAsync("2026-06-20 00:00");
        return (await harness.TimelineAsync("ann", "sent"))[^1][..13];
    }

    [Theory]
    [InlineData(6, "2026-06-01 12:00", "2026-06-01 20")] // later today
    [InlineData(6, "2026-06-01 20:40", "2026-06-01 20")] // it is that hour
    [InlineData(6, "2026-06-01 21:00", "2026-06-02 20")] // tomorrow
    [InlineData(3, "2026-06-01 12:00", "2026-06-01 12")] // too little is known
    public async Task Best_EnoughIsKnown_IsSentInThatHour_ElseAtOnce(int times, string asked, string hour)
    {
        await using var harness = await ReadAtAsync(20, times, asked, Best());

        Assert.Equal(hour, await SentAsync(harness));
    }

    [Fact]
    public async Task Best_Waiting_HasItsSlot_AndTheReason()
    {
        await using var harness = await ReadAtAsync(20, 6, "2026-06-01 12:00", Best());

        var entry = (await harness.RecordAsync()).Ledger.Entries.Single(e => e.Status == ContactStatus.Reserved);
        Assert.InRange(entry.At, CampaignHarness.At("2026-06-01 20:00"), CampaignHarness.At("2026-06-01 21:00"));
        var timelineEvent =
            (await harness.Services.Customers.ReadTimelineAsync(new("ann"), CampaignHarness.Cancel)
                .ToListAsync(CampaignHarness.Cancel)).Last(
                f => f.Kind == "reserved");
        Assert.Equal(("best-hour", entry.At.ToString()), (timelineEvent.Detail!.Text("choice"), timelineEvent.Detail.Text("at")));
    }

    [Fact]
    public async Task Best_HourIsPastTheDeadline_IsSentAtOnce()
    {
        await using var harness = await ReadAtAsync(20, 6, "2026-06-01 12:00", Best(", \"deadline\": \"PT4H\""));

        Assert.Equal("2026-06-01 12", await SentAsync(harness));
    }

    [Fact]
    public async Task Best_HourIsQuiet_IsSentAsSoonAsItMay()
    {
        await using var harness = await ReadAtAsync(22, 6, "2026-06-01 12:00", Best(), PausableLibrary.ShippedPolicy);

        Assert.Equal("2026-06-01 12", await SentAsync(harness));
    }

    [Fact]
    public async Task Best_WithSendRate_IsSentAtItsTurnInTheHour()
    {
        await using var harness = await ReadAtAsync(20, 6, "2026-06-01 12:00", Best(top: "\"pace\": { \"perMinute\": 1 },"));

        Assert.Equal("2026-06-01 20", await SentAsync(harness));
        Assert.Equal(["2026-06-01 12:00 deferred s sms best-hour"], await harness.TimelineAsync("ann", "deferred"));
    }
}
