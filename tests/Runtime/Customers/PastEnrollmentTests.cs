using System.Globalization;
using System.Text;
using Campaigns.Model;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using CsCheck;

namespace Campaigns.Runtime.Tests.Customers;

/// <summary>Customers with more enrollments behind them than the head keeps.</summary>
public sealed class PastEnrollmentTests
{
    private const string Start = "2026-06-01 12:00";

    /// <summary>Over as soon as it begins; a renewal of what was on the screen reaches its goal for thirty days.</summary>
    private static string Screens(string reentry) => $$"""
        { "id": "screens", "name": "Screens", "category": "renewal",
          "entry": { "on": "app.opened", "key": ["event.screen"], "reentry": {{reentry}} },
          "exit": [ { "on": "policy.renewed", "where": "event.policy_id == entry.screen", "outcome": "renewed" } ],
          "goal": { "outcome": "renewed", "within": "P30D" },
          "steps": [ { "id": "p", "publish": { "type": "seen" } } ] }
        """;

    [Fact]
    public async Task ManyKeys_NoneEntersAgain_AndTheHeadStaysSmall()
    {
        await using var harness = await CampaignHarness.StartAsync(Start, Screens("\"never\""));
        await OpenAsync(harness, 0, 500);
        Assert.Equal(500, (await harness.RecordAsync()).Past.Count);

        await OpenAsync(harness, 0, 500);

        Assert.Equal(500, (await harness.RecordAsync()).Past.Count);
        Assert.Equal(500, (await harness.TimelineAsync("ann", "entered")).Count);
        var head = await harness.Store.FindAsync(CustomerStore.Table, "ann", "a", CampaignHarness.Cancel);
        Assert.InRange(head!.Body.Length, 1, 16 * 1024);
        Assert.StartsWith("#2 {", Encoding.UTF8.GetString(head.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneKeyAgainAndAgain_EachRunHasItsOwnNumber()
    {
        await using var harness = await CampaignHarness.StartAsync(Start, Screens("\"afterExit\""));
        for (var i = 0; i < 100; i++)
            await harness.SendEventAsync("ann", "app.opened", ("screen", "home"));
        await OpenAsync(harness, 0, 40);

        await harness.SendEventAsync("ann", "app.opened", ("screen", "home"));

        var record = await harness.RecordAsync();
        Assert.Equal(101, record.Past.Recent[^1].Id.Run);
        Assert.Equal(141, record.Past.Count);
        Assert.Equal(1, (await harness.Services.Customers.FindPastAsync(
            record, EnrollmentId.Of(new("screens"), record.Past.Recent[^1].Subject, 1), CampaignHarness.Cancel))!.Id.Run);
    }

    [Fact]
    public async Task ReentryAfterAPeriod_CountsFromTheLastEnd_HoweverManyCameSince()
    {
        await using var harness = await CampaignHarness.StartAsync(Start, Screens("""{ "after": "P10D" }"""));
        await OpenAsync(harness, 0, 1);
        await OpenAsync(harness, 1, 80);

        await harness.RunToAsync("2026-06-11 11:59");
        await OpenAsync(harness, 0, 1);
        Assert.Equal(81, (await harness.TimelineAsync("ann", "entered")).Count);

        await harness.RunToAsync("2026-06-11 12:00");
        await OpenAsync(harness, 0, 1);
        Assert.Equal(82, (await harness.TimelineAsync("ann", "entered")).Count);
    }

    [Fact]
    public async Task GoalOfAnOldOne_IsReachedOnce_AndNotAfterItsTime()
    {
        await using var harness = await CampaignHarness.StartAsync(Start, Screens("\"never\""));
        await OpenAsync(harness, 0, 100);

        foreach (var key in new[] { "s3", "s3", "s97", "s97", "none" })
            await harness.SendEventAsync("ann", "policy.renewed", ("policy_id", key));
        Assert.Equal(2, (await harness.TimelineAsync("ann", "converted")).Count);

        await harness.RunToAsync("2026-07-01 12:01");
        await harness.SendEventAsync("ann", "policy.renewed", ("policy_id", "s4"));
        Assert.Equal(2, (await harness.TimelineAsync("ann", "converted")).Count);
    }

    [Fact]
    public void AnyCourse_IsThatOfACustomerWhoseHeadHoldsAll() => Gen.Int[0, 9].Select(Gen.Int[0, 60]).Array[60, 160].Sample(
        course => CheckAsync(course).GetAwaiter().GetResult(), iter: 15);

    private static async Task CheckAsync((int Kind, int Key)[] course)
    {
        await using var harness = await CampaignHarness.StartAsync(Start, Screens("\"never\""));
        var (entered, converted) = (new HashSet<int>(), new HashSet<int>());
        foreach (var (kind, key) in course)
        {
            if (kind > 1)
            {
                await OpenAsync(harness, key, 1);
                entered.Add(key);
            }
            else
            {
                await harness.SendEventAsync("ann", "policy.renewed", ("policy_id", $"s{key}"));
                if (entered.Contains(key))
                    converted.Add(key);
            }
        }

        Assert.Equal(entered.Count, (await harness.TimelineAsync("ann", "entered")).Count);
        Assert.Equal(converted.Count, (await harness.TimelineAsync("ann", "converted")).Count);
        Assert.Equal(entered.Count, (await harness.RecordAsync()).Past.Count);
    }

    [Fact]
    public async Task HeadOfAnEarlierVersion_WithThousands_IsSavedAgain_AndRemembersAll()
    {
        const int past = 5000;
        await using var harness = await CampaignHarness.StartAsync(Start, Screens("\"never\""));
        await OpenAsync(harness, 0, 1);
        var first = (await harness.RecordAsync()).Past.Recent[0];
        var ended = harness.Time.Now;
        var list = string.Join(",", Enumerable.Range(0, past).Select(i =>
        {
            var subject = first.Subject.Replace("s0", $"s{i}", StringComparison.Ordinal);
            return $$"""
                {"id":"{{EnrollmentId.Of(new("screens"), subject, 1)}}",
                "subject":"{{subject.Replace("\u001f", "\\u001f", StringComparison.Ordinal)}}","version":1,"ended_at":"{{ended}}"}
                """;
        }));
        await harness.Store.CommitAsync(CustomerStore.Table, "ann",
            [new RowChange.Upsert("a", Encoding.UTF8.GetBytes($$"""{"past":[{{list}}],"chapters":1}"""))], CampaignHarness.Cancel);

        for (var i = 0; i < 4; i++) // two thousand leave the head with each save
            await harness.SendEventAsync("ann", "customer.updated", ("name", $"Ann {i}"));

        var record = await harness.RecordAsync();
        Assert.Equal((past, PastEnrollments.KeptRecent), (record.Past.Count, record.Past.Recent.Length));
        foreach (var key in new[] { 0, 1, 1999, 2000, 4983, 4984, 4999 })
            await OpenAsync(harness, key, 1);
        Assert.Equal(past, (await harness.RecordAsync()).Past.Count);
        await OpenAsync(harness, past, 1);
        Assert.Equal(past + 1, (await harness.RecordAsync()).Past.Count);
    }

    [Fact]
    public async Task Erasure_EmptiesOldOnes_AndTheirGoals()
    {
        await using var harness = await CampaignHarness.StartAsync(Start, Screens("\"never\""));
        await OpenAsync(harness, 0, 60);
        Assert.Contains("\ng:screens", await harness.BytesAsync(), StringComparison.Ordinal);

        await harness.SendEventAsync("ann", "customer.erased");
        await harness.RunDueAsync();

        var bytes = await harness.BytesAsync();
        Assert.DoesNotContain("\ng:", bytes, StringComparison.Ordinal);
        Assert.DoesNotContain("\"subject\":\"screens", bytes, StringComparison.Ordinal);
        Assert.Equal(60, (await harness.RecordAsync()).Past.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CrashWhileOldOnesLeaveTheHead_LosesNone(bool afterwards)
    {
        for (var call = 1; call <= 4; call++)
        {
            await using var harness = await CampaignHarness.StartAsync(Start, Screens("\"never\""));
            await OpenAsync(harness, 0, PastEnrollments.MaxRecent);
            harness.Store.CrashAt(call, afterwards);
            try
            {
                await harness.Runner.HandleAsync(Opened(harness, PastEnrollments.MaxRecent), CampaignHarness.Cancel);
            }
            catch (StoreUnavailableException)
            {
                // the event comes again below
            }

            harness.Store.Restart();
            await OpenAsync(harness, 0, PastEnrollments.MaxRecent + 1);
            Assert.Equal(PastEnrollments.MaxRecent + 1, (await harness.RecordAsync()).Past.Count);
            Assert.Equal(PastEnrollments.MaxRecent + 1, (await harness.TimelineAsync("ann", "entered")).Count);
        }
    }

    private static async Task OpenAsync(CampaignHarness harness, int first, int count)
    {
        foreach (var page in Enumerable.Range(first, count).Chunk(50))
            await harness.Runner.HandleAsync([.. page.Select(i => Opened(harness, i))], CampaignHarness.Cancel);
    }

    private static CustomerEvent Opened(CampaignHarness harness, int key) =>
        harness.Event("ann", "app.opened", ("screen", string.Create(CultureInfo.InvariantCulture, $"s{key}")));
}
