using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.Enrollments;

/// <summary>Nobody enters a journey outside the time in which it is active; who is inside goes on.</summary>
public sealed class ActivePeriodTests
{
    private const string Summer = "\"activeFrom\": \"2026-07-01T00:00\", \"activeUntil\": \"2026-08-01T00:00\",";
    private static readonly string Steps = $$"""{ "id": "w", "wait": "P1D" }, {{SampleJourneys.Send("s")}}""";

    private static async Task<CampaignHarness> StartAsync(string local, string entry, string active = Summer)
    {
        var harness = await CampaignHarness.StartAsync(local, policy: null, new RecordingProvider(),
            SampleJourneys.Of("summer", Steps, active, entry));
        await harness.AddCustomerAsync();
        return harness;
    }

    [Theory]
    [InlineData("2026-06-30 23:59", Summer, false)]
    [InlineData("2026-07-01 00:00", Summer, true)]
    [InlineData("2026-07-31 23:59", Summer, true)]
    [InlineData("2026-08-01 00:00", Summer, false)]
    [InlineData("2026-07-01 00:30", "\"activeFrom\": \"2026-07-01T00:00Z\",", false)]
    [InlineData("2026-07-01 08:00", "\"activeFrom\": \"2026-07-01T00:00Z\",", true)]
    public async Task Event_BeginsItOnlyWithin(string local, string active, bool enters)
    {
        await using var harness = await StartAsync(local, """{ "on": "app.opened" }""", active);
        await harness.SendEventAsync("ann", "app.opened");

        Assert.Equal(enters ? [$"{local} entered"] : [], await harness.TimelineAsync("ann", "entered"));
    }

    [Fact]
    public async Task Over_WhoIsInside_GoesOn()
    {
        await using var harness = await StartAsync("2026-07-31 12:00", """{ "on": "app.opened" }""");
        await harness.SendEventAsync("ann", "app.opened");
        await harness.RunToAsync("2026-08-02 12:00");

        Assert.Equal(["2026-08-01 12:00 sent s sms"], await harness.TimelineAsync("ann", "sent"));
    }

    [Theory]
    [InlineData("2026-07-20", "2026-07-01 00:00 entered")] // within reach before: enters when it becomes active
    [InlineData("2026-08-20", "2026-07-21 00:00 entered")] // comes within reach while it is active
    [InlineData("2026-06-20", null)] // past by then
    [InlineData("2026-09-20", null)] // comes within reach when it is over
    public async Task Date_EntersWhenItIsWithinReachAndActive(string expires, string? entered)
    {
        await using var harness = await StartAsync("2026-06-10 12:00",
            """{ "before": { "date": "policy.expires_on", "by": "P30D" }, "key": ["policy.id"] }""");
        await harness.SendPolicyAsync(expires: expires);
        await harness.RunToAsync("2026-10-01 12:00");

        Assert.Equal(entered is null ? [] : [entered], await harness.TimelineAsync("ann", "entered"));
    }

    [Fact]
    public async Task Schedule_OrdersNoSweepOutside()
    {
        await using var harness = await StartAsync("2026-06-29 12:00",
            """
            { "schedule": { "cron": "0 9 * * *", "timeZone": "Asia/Taipei" }, "audience": { "over": "customers" },
              "reentry": { "after": "P10D" } }
            """);
        await harness.RunToAsync("2026-06-30 12:00");
        Assert.Empty(await harness.TimelineAsync("ann", "entered"));

        await harness.RunToAsync("2026-08-20 12:00");

        var entered = await harness.TimelineAsync("ann", "entered");
        Assert.Equal("2026-07-01 09:00 entered", entered[0]);
        Assert.All(entered, line => Assert.StartsWith("2026-07-", line, StringComparison.Ordinal));
    }
}
