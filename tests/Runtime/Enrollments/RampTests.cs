using Campaigns.Model;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using CsCheck;

namespace Campaigns.Runtime.Tests.Enrollments;

/// <summary>While a new version comes before a share of the customers, each enters one version, and once; whoever dies when.</summary>
public sealed class RampTests
{
    private static readonly JourneyId Id = new("renewal");

    private static string Journey(string by, string more = "") => SampleJourneys.Of("renewal", """{ "id": "w", "wait": "P300D" }""", more,
        $$"""{ "before": { "date": "policy.expires_on", "by": "{{by}}" }, "key": ["policy.id"] }""");

    private static string Someone(double from, double before) => Enumerable.Range(0, 100_000).Select(i => $"c{i}")
        .First(id => EntryRamp.PlaceOf(Id, new(id)) is var place && place >= from && place < before);

    [Fact]
    public void Share_OnlyAddsCustomers_AndIsAsLargeAsItSays() =>
        Gen.Select(Gen.Double[0, 100], Gen.Double[0, 100], Gen.String[Gen.Char['a', 'z'], 3, 8]).Sample((a, b, journey) =>
        {
            var (small, large) = (new EntryRamp(Math.Min(a, b), null), new EntryRamp(Math.Max(a, b), null));
            var customers = Enumerable.Range(0, 4000).Select(i => new CustomerId($"c{i}")).ToList();
            var inSmall = customers.Where(customer => small.Includes(new(journey), customer)).ToList();
            Assert.All(inSmall, customer => Assert.True(large.Includes(new(journey), customer)));
            Assert.InRange(inSmall.Count / 40.0, small.Share - 4, small.Share + 4); // five standard deviations
        }, iter: 50);

    [Fact]
    public void Places_OfTwoJourneys_AreIndependent()
    {
        var customers = Enumerable.Range(0, 10_000).Select(i => new CustomerId($"c{i}"));
        var both = customers.Count(customer => EntryRamp.PlaceOf(new("a"), customer) < 20 && EntryRamp.PlaceOf(new("b"), customer) < 20);
        Assert.InRange(both, 300, 500); // a fifth of a fifth
    }

    [Fact]
    public async Task Dates_AreThoseOfTheVersionThatACustomerTakes()
    {
        var (inside, outside) = (Someone(0, 10), Someone(10, 100));
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", Journey("P30D"));
        harness.Library.Ramp(PausableLibrary.Journey(Journey("P60D")), 10);
        foreach (var customer in (string[])[inside, outside])
        {
            await harness.AddCustomerAsync(customer);
            await harness.SendPolicyAsync(customer, expires: "2026-12-31");
        }

        await harness.RunToAsync("2027-01-01 12:00");

        Assert.Equal(["2026-11-01 00:00 entered"], await harness.TimelineAsync(inside, "entered"));
        Assert.Equal(["2026-12-01 00:00 entered"], await harness.TimelineAsync(outside, "entered"));
    }

    [Fact]
    public async Task Schedules_OfBothVersions_Fire_EachForItsOwn_AndOneThatBothHaveOnce()
    {
        const string Nine = """{ "schedule": { "cron": "0 9 * * *", "timeZone": "Asia/Taipei" }, "audience": { "over": "customers" }, "reentry": "afterExit" }""";
        string Of(string entries) => SampleJourneys.Of("renewal", """{ "id": "p", "publish": { "type": "x" } }""", entry: $"[{entries}]");
        var (inside, outside) = (Someone(0, 10), Someone(10, 100));
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", Of(Nine));
        harness.Library.Ramp(PausableLibrary.Journey(Of($"{Nine}, {Nine.Replace("0 9", "0 18", StringComparison.Ordinal)}")), 10);
        foreach (var customer in (string[])[inside, outside])
            await harness.AddCustomerAsync(customer);
        await harness.Services.Scheduler.FireDueAsync(harness.Time.Now, CampaignHarness.Cancel);

        await harness.RunToAsync("2026-06-02 12:00");

        Assert.Equal(["2026-06-01 18:00 entered", "2026-06-02 09:00 entered"], await harness.TimelineAsync(inside, "entered"));
        Assert.Equal(["2026-06-02 09:00 entered"], await harness.TimelineAsync(outside, "entered"));
    }

    /// <summary>What is done; afterwards: the share, and who is on which version, by their places 0–5, 5–25, 25–100.</summary>
    public static TheoryData<string, double, int, int, int> Changes => new()
    {
        { "publish", 5, 2, 1, 1 },
        { "raise", 25, 2, 2, 1 },
        { "stop", 0, 1, 1, 1 },
        { "all", 100, 2, 2, 2 },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task KilledAtEachCall_IsTheOldOrTheNewShare_AndDoneAgainComesToTheSame(string change, double share, int first, int second, int third)
    {
        var calls = await RunAsync(change, 0, false, share, [first, second, third]);
        foreach (var call in calls)
        {
            await RunAsync(change, call, false, share, [first, second, third]);
            await RunAsync(change, call, true, share, [first, second, third]);
        }
    }

    private static async Task<IReadOnlyList<int>> RunAsync(string change, int crashAt, bool afterwards, double share, int[] versions)
    {
        string[] customers = [Someone(0, 5), Someone(5, 25), Someone(25, 100)];
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00");
        using var host = new LibraryHost(harness, Id);
        await host.Library.SaveContactPolicyAsync("""{ "timeZone": "Asia/Taipei" }"""u8.ToArray(), CampaignHarness.Cancel);
        await host.SaveAsync(Journey("P30D"));
        await host.Library.PublishAsync(Id, CampaignHarness.Cancel);
        harness.Time.MoveTo(harness.Time.Now + NodaTime.Duration.FromSeconds(1));
        await host.SaveAsync(Journey("P30D", "\"ramp\": {}, \"priority\": 60,"));
        if (change != "publish")
            await host.Library.PublishAsync(Id, CampaignHarness.Cancel);
        await host.SweepAsync();
        harness.Time.MoveTo(harness.Time.Now + NodaTime.Duration.FromSeconds(1));
        // Their dates are within reach, and nobody has looked at them yet: only a sweep lets them in.
        foreach (var customer in customers)
        {
            await harness.AddCustomerAsync(customer);
            await harness.SendPolicyAsync(customer, expires: "2026-06-15");
        }

        var (since, before) = (harness.Store.Calls, (await host.RampAsync())?.Share ?? 100);
        if (crashAt > 0)
            harness.Store.CrashAt(crashAt, afterwards);
        await harness.RetryUntilDoneAsync(async () =>
        {
            // Whoever did it does it again, having seen no answer; the share is the old one or the new one at every moment.
            await DoAsync(host.Library, change);
            await host.SweepAsync();
            if (!harness.Store.HasCrashed)
                Assert.Contains((await host.RampAsync())?.Share ?? 100, (double[])[before, share]);
        });

        harness.Store.Restart();
        var points = harness.Store.CrashPoints(since);
        await host.SweepAsync();
        Assert.Equal(share, (await host.RampAsync())?.Share);
        for (var i = 0; i < customers.Length; i++)
            Assert.Equal([versions[i]], await host.VersionsAsync(customers[i]));
        return points;
    }

    private static async Task DoAsync(CampaignLibrary library, string change)
    {
        var answer = change switch
        {
            "publish" => await library.PublishAsync(Id, CampaignHarness.Cancel),
            "raise" => await library.RampAsync(Id, 25, "ann", null, counted: null, CampaignHarness.Cancel),
            "all" => await library.RampAsync(Id, 100, "ann", null, counted: null, CampaignHarness.Cancel),
            _ => await library.FollowRampAsync(Id, (ramp, now) =>
                ramp.Share == 0 ? null : ramp.To(new RampStop(now, RampFigure.OptOut, 5, 100, 0.02, ramp.Share)), CampaignHarness.Cancel),
        };
        Assert.True(answer.Succeeded);
    }
}
