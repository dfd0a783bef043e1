using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests.Delivery;

/// <summary>Caps that a household or an address has, and not each customer for themselves.</summary>
public sealed class SharedCapTests
{
    private static readonly string Journey = SampleJourneys.Of("hello", $"{SampleJourneys.Send("s", more: ", \"deadline\": \"P30D\"")}, {{ \"id\": \"w\", \"wait\": \"P60D\" }}");

    private static FrequencyCap Cap(CapScope per, int limit, Duration window, string id = "shared") =>
        new(id, limit, new CapWindow.Rolling(window)) { Per = per };

    private static ContactPolicy Policy(params FrequencyCap[] caps) => CampaignHarness.NoLimits with { SharedCaps = [.. caps] };

    private static async Task<CampaignHarness> StartAsync(
        ContactPolicy policy, RecordingProvider? provider = null, string? journey = null, string at = "2026-06-01 12:00") =>
        await CampaignHarness.StartAsync(at, policy, provider ?? new RecordingProvider(), journey ?? Journey);

    /// <summary>A customer with a number of their own, unless it is given.</summary>
    private static async Task AddAsync(CampaignHarness harness, string customer, object? household, string? phone = null)
    {
        await harness.AddCustomerAsync(customer);
        await harness.SendEventAsync(customer, "customer.updated", ("household", household),
            ("phone", phone ?? $"+8869{StableHash.Of(customer) % 100_000_000:00000000}"));
    }

    private static async Task OpenAsync(CampaignHarness harness, params string[] customers)
    {
        foreach (var customer in customers)
        {
            await harness.SendEventAsync(customer, "app.opened", ("screen", "home"));
            await harness.RunDueAsync();
        }
    }

    private static async Task<List<string>> ToldAsync(CampaignHarness harness, string customer) =>
        await harness.TimelineAsync(customer, "sent", "deferred", "released", "refused", "failed", "unknown", "unavailable");

    [Fact]
    public async Task Household_MembersTogether_GetNoMoreThanTheLimit_AndTheOthersWaitForTheirTurn()
    {
        await using var harness = await StartAsync(Policy(Cap(CapScope.Household, 2, Duration.FromDays(7))));
        foreach (var (customer, household) in new[] { ("ann", "H-1"), ("bob", "H-1 "), ("cid", "H-1"), ("dan", "H-2"), ("eve", ""), ("fay", " ") })
            await AddAsync(harness, customer, household);

        await OpenAsync(harness, "ann", "bob", "cid", "dan", "eve", "fay");

        Assert.Equal(5, harness.Provider.Delivered.Count);
        Assert.Equal(["2026-06-01 12:00 deferred s sms cap:shared"], await ToldAsync(harness, "cid"));
        var deferred = Assert.Single(await EventsAsync(harness, "cid", TimelineEventKind.Deferred));
        Assert.Equal(CampaignHarness.At("2026-06-08 12:00").ToString(), deferred.Detail!.Text("until"));
        Assert.Equal(deferred.Detail.Text("until"), deferred.Detail.Text("frees"));
        Assert.Equal(2m, deferred.Detail["limit"]);
        Assert.Equal(
            harness.Provider.Delivered.Take(2).Select(message => message.Id.Value), deferred.Detail["used"] as IReadOnlyList<string>);

        await harness.RunToAsync("2026-06-30 12:00");
        Assert.Equal(["2026-06-01 12:00 deferred s sms cap:shared", "2026-06-08 12:00 sent s sms"], await ToldAsync(harness, "cid"));
    }

    [Fact]
    public async Task Household_AsANumber_IsTheSameHoweverItIsWritten()
    {
        await using var harness = await StartAsync(Policy(Cap(CapScope.Household, 1, Duration.FromDays(7))));
        await AddAsync(harness, "ann", 12m);
        await AddAsync(harness, "bob", 12.0m);
        await AddAsync(harness, "cid", "12");

        await OpenAsync(harness, "ann", "bob", "cid");

        Assert.Single(harness.Provider.Delivered);
    }

    [Fact]
    public async Task Household_ThatIsAnotherByNow_CountsFromThenOn()
    {
        await using var harness = await StartAsync(Policy(Cap(CapScope.Household, 1, Duration.FromDays(7))));
        await AddAsync(harness, "ann", "H-1");
        await AddAsync(harness, "bob", "H-1");
        await OpenAsync(harness, "ann");
        await harness.SendEventAsync("bob", "customer.updated", ("household", "H-2"));

        await OpenAsync(harness, "bob");

        Assert.Equal(["2026-06-01 12:00 sent s sms"], await ToldAsync(harness, "bob"));
    }

    [Theory]
    [InlineData("sms", "sms", true)]
    [InlineData("sms", "email", false)]
    [InlineData("push", "push", true)] // a tablet of the family
    public async Task Address_OfTwoCustomers_HasItsOwnCap(string first, string second, bool isSame)
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00",
            Policy(Cap(CapScope.Address, 1, Duration.FromDays(1))), new RecordingProvider(),
            SampleJourneys.Of("first", SampleJourneys.Send("s", $"\"{first}\""), entry: """{ "on": "gift.claimed" }"""),
            SampleJourneys.Of("second", SampleJourneys.Send("s", $"\"{second}\"")));
        foreach (var customer in new[] { "ann", "bob" })
        {
            await AddAsync(harness, customer, household: null, "+886912345678");
            await harness.SendEventAsync(customer, "customer.updated", ("push_token", "tablet"));
        }

        await harness.SendEventAsync("ann", "gift.claimed");
        await harness.RunDueAsync();
        await OpenAsync(harness, "bob");

        Assert.Equal(isSame ? 1 : 2, harness.Provider.Delivered.Count);
        await harness.RunToAsync("2026-06-03 12:00");
        Assert.Equal(2, harness.Provider.Delivered.Count);
    }

    [Fact]
    public async Task Cap_LooksAtItsChannelsOnly_AndCountsWhatItDoesNotLimit()
    {
        var policy = Policy(Cap(CapScope.Household, 1, Duration.FromDays(1)) with
        {
            Channels = [Channel.Sms],
            Limits = ["winback"],
            Counts = ["renewal", "winback"],
        });
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", policy, new RecordingProvider(), Journey,
            SampleJourneys.Of("mail", SampleJourneys.Send("s", "\"email\""), entry: """{ "on": "gift.claimed" }"""),
            Journey.Replace("\"hello\"", "\"back\"", StringComparison.Ordinal).Replace("\"renewal\"", "\"winback\"", StringComparison.Ordinal)
                .Replace("app.opened", "quote.requested", StringComparison.Ordinal));
        foreach (var customer in new[] { "ann", "bob", "cid" })
            await AddAsync(harness, customer, "H-1");
        await harness.SendEventAsync("ann", "gift.claimed"); // is not looked at
        await OpenAsync(harness, "ann", "bob"); // are counted, and not held back
        Assert.Equal(3, harness.Provider.Delivered.Count);

        await harness.SendEventAsync("cid", "quote.requested");
        await harness.RunDueAsync();

        Assert.Equal(["2026-06-01 12:00 deferred s sms cap:shared"], await ToldAsync(harness, "cid"));
    }

    [Fact]
    public async Task Exempt_IsNotHeldBack()
    {
        var policy = Policy(Cap(CapScope.Household, 0, Duration.FromDays(1))) with { Exempt = ["renewal"] };
        await using var harness = await StartAsync(policy);
        await AddAsync(harness, "ann", "H-1");

        await OpenAsync(harness, "ann");

        Assert.Single(harness.Provider.Delivered);
        Assert.Empty(await LedgersAsync(harness));
    }

    [Theory]
    [InlineData("P1D", "defer", "released s sms cap:shared")] // room comes after the deadline
    [InlineData("P30D", "skip", "released s sms cap:shared")]
    [InlineData("P30D", "defer", "deferred s sms cap:shared")]
    public async Task NoRoomBeforeTheDeadline_IsReleased_AndTheJourneyGoesOn(string deadline, string whenBlocked, string told)
    {
        var more = $", \"deadline\": \"{deadline}\", \"whenBlocked\": \"{whenBlocked}\"";
        await using var harness = await StartAsync(Policy(Cap(CapScope.Household, 1, Duration.FromDays(7))),
            journey: SampleJourneys.Of("hello", $"{SampleJourneys.Send("s", more: more)}, {SampleJourneys.Send("t", "\"email\"")}"));
        harness.Library.ContactPolicy = Policy(Cap(CapScope.Household, 1, Duration.FromDays(7)) with { Channels = [Channel.Sms] });
        await AddAsync(harness, "ann", "H-1");
        await AddAsync(harness, "bob", "H-1");
        await OpenAsync(harness, "ann");

        await OpenAsync(harness, "bob");

        Assert.Equal(told.StartsWith("released", StringComparison.Ordinal)
                ? [$"2026-06-01 12:00 {told}", "2026-06-01 12:00 sent t email"]
                : [$"2026-06-01 12:00 {told}", "2026-06-01 12:00 sent t email"], // a send is not waited for
            await ToldAsync(harness, "bob"));
        Assert.Single(Assert.Single(await LedgersAsync(harness)).Contacts); // bob's message takes none
    }

    [Fact]
    public async Task ProviderRefuses_GivesTheSlotBack()
    {
        var provider = new RecordingProvider { Answer = _ => new ProviderResult.Rejected("bad-number", SuppressAddress: false) };
        await using var harness = await StartAsync(Policy(Cap(CapScope.Household, 1, Duration.FromDays(7))), provider);
        await AddAsync(harness, "ann", "H-1");
        await AddAsync(harness, "bob", "H-1");
        await OpenAsync(harness, "ann");
        Assert.Empty(await LedgersAsync(harness));
        provider.Answer = _ => new ProviderResult.Accepted();

        await OpenAsync(harness, "bob");

        Assert.Equal(["2026-06-01 12:00 sent s sms"], await ToldAsync(harness, "bob"));
    }

    [Fact]
    public async Task ProviderIsAway_TheSlotIsKeptForTheNextTry_AndGivenBackByAnExit()
    {
        var provider = new RecordingProvider { Answer = _ => new ProviderResult.Unavailable("http-503") };
        await using var harness = await StartAsync(Policy(Cap(CapScope.Household, 1, Duration.FromDays(7))), provider);
        await AddAsync(harness, "ann", "H-1");
        await AddAsync(harness, "bob", "H-1");
        await OpenAsync(harness, "ann");
        await OpenAsync(harness, "bob");
        Assert.Equal(["2026-06-01 12:00 deferred s sms cap:shared"], await ToldAsync(harness, "bob"));

        await harness.SendPolicyAsync("ann", type: "policy.renewed");
        Assert.Empty(await LedgersAsync(harness));
        await AddAsync(harness, "cid", "H-1");
        provider.Answer = _ => new ProviderResult.Accepted();
        await OpenAsync(harness, "cid");

        Assert.Equal(["2026-06-01 12:00 sent s sms"], await ToldAsync(harness, "cid"));
        Assert.Equal(["2026-06-01 12:00 unavailable s sms http-503", "2026-06-01 12:00 released s sms renewed"],
            await ToldAsync(harness, "ann"));
    }

    [Fact]
    public async Task NobodyKnows_KeepsTheSlot_UntilItIsSettledAsNotSent()
    {
        var provider = new RecordingProvider(keyed: false) { Answer = _ => new ProviderResult.Unknown("http-timeout") };
        await using var harness = await StartAsync(Policy(Cap(CapScope.Household, 1, Duration.FromDays(7))), provider);
        await AddAsync(harness, "ann", "H-1");
        await AddAsync(harness, "bob", "H-1");
        await OpenAsync(harness, "ann", "bob");
        Assert.Equal(["2026-06-01 12:00 deferred s sms cap:shared"], await ToldAsync(harness, "bob"));

        var unknown = Assert.Single((await new Runtime.Delivery.MessageSettlement(harness.Runner)
            .ListAsync(after: null, 10, CampaignHarness.Cancel)).Messages);
        await new Runtime.Delivery.MessageSettlement(harness.Runner).SettleAsync(
            unknown.Message, new(WasSent: false, "their log", "eve"), CampaignHarness.Cancel);

        Assert.Empty(await LedgersAsync(harness));
    }

    /// <summary>Three in a row, each taken ten seconds after its hand-over: what counts is when it was taken.</summary>
    [Fact]
    public async Task SlowProvider_TheWindowIsMeasuredFromItsAnswer()
    {
        var provider = new RecordingProvider();
        await using var harness = await StartAsync(Policy(Cap(CapScope.Household, 1, Duration.FromDays(1))), provider);
        provider.Answer = _ =>
        {
            harness.Time.MoveTo(harness.Time.Now + Duration.FromSeconds(10));
            return new ProviderResult.Accepted();
        };
        foreach (var customer in new[] { "ann", "bob", "cid" })
            await AddAsync(harness, customer, "H-1");
        await OpenAsync(harness, "ann", "bob", "cid");

        await harness.RunToAsync("2026-06-30 12:00");

        var sent = new List<Instant>();
        foreach (var customer in new[] { "ann", "bob", "cid" })
            sent.AddRange((await EventsAsync(harness, customer, TimelineEventKind.Sent)).Select(told => told.Time));
        Assert.Equal(3, sent.Count);
        Assert.All(sent.Order().Zip(sent.Order().Skip(1)), pair => Assert.True(pair.Second - pair.First >= Duration.FromDays(1)));
    }

    [Fact]
    public async Task CalendarDay_IsThatOfTheCustomerWhoAsks()
    {
        var policy = Policy(new FrequencyCap("day", 1, new CapWindow.Calendar(CalendarUnit.Day)) { Per = CapScope.Household });
        await using var harness = await StartAsync(policy, at: "2026-06-01 23:00");
        foreach (var customer in new[] { "ann", "bob", "cid" })
            await AddAsync(harness, customer, "H-1");
        await harness.SendEventAsync("cid", "customer.updated", ("time_zone", "Europe/Zurich"));
        await OpenAsync(harness, "ann", "bob", "cid");

        await harness.RunToAsync("2026-06-30 12:00");

        Assert.Equal(["2026-06-01 23:00 deferred s sms cap:day", "2026-06-02 00:00 sent s sms"], await ToldAsync(harness, "bob"));
        // Her day ends at six in Taipei; that of bob's message is hers as well.
        Assert.Equal(["2026-06-01 23:00 deferred s sms cap:day", "2026-06-02 06:00 sent s sms"], await ToldAsync(harness, "cid"));
    }

    [Fact]
    public async Task Ledger_KnowsNobody_AndForgetsWhatNoWindowHolds()
    {
        await using var harness = await StartAsync(
            Policy(Cap(CapScope.Household, 5, Duration.FromDays(7)), Cap(CapScope.Address, 5, Duration.FromDays(7), "address")));
        await AddAsync(harness, "zoe-1", "H-1");
        await AddAsync(harness, "zoe-2", "H-1");
        await OpenAsync(harness, "zoe-1");
        Assert.Equal(2, (await LedgersAsync(harness)).Count);
        foreach (var row in await RowsAsync(harness))
        {
            var text = row.Partition + System.Text.Encoding.UTF8.GetString(row.Body.Span);
            Assert.DoesNotContain("zoe", text, StringComparison.Ordinal);
            Assert.DoesNotContain("H-1", text, StringComparison.Ordinal);
            Assert.DoesNotContain("+886", text, StringComparison.Ordinal);
        }

        await harness.RunToAsync("2026-06-20 12:00");
        await OpenAsync(harness, "zoe-2");

        Assert.All(await LedgersAsync(harness), ledger => Assert.Single(ledger.Contacts));
    }

    [Fact]
    public async Task Erased_LeavesNoHash_AndStillCounts()
    {
        await using var harness = await StartAsync(Policy(Cap(CapScope.Household, 1, Duration.FromDays(7))));
        await AddAsync(harness, "ann", "H-1");
        await AddAsync(harness, "bob", "H-1");
        await OpenAsync(harness, "ann");

        await harness.SendEventAsync("ann", "customer.erased");

        Assert.DoesNotContain("household-", await harness.BytesAsync(), StringComparison.Ordinal);
        await OpenAsync(harness, "bob");
        Assert.Equal(["2026-06-01 12:00 deferred s sms cap:shared"], await ToldAsync(harness, "bob"));
    }

    [Fact]
    public async Task NoSharedCap_NothingIsReadOrWritten()
    {
        await using var harness = await StartAsync(CampaignHarness.NoLimits);
        await AddAsync(harness, "ann", "H-1");

        await OpenAsync(harness, "ann");

        Assert.DoesNotContain(harness.Store.Log, call => call.EndsWith(SharedLedgers.Table, StringComparison.Ordinal));
    }

    [Fact]
    public async Task OneSharedCap_TakesThreeCalls()
    {
        await using var harness = await StartAsync(Policy(Cap(CapScope.Household, 1, Duration.FromDays(7))));
        await AddAsync(harness, "ann", "H-1");

        await OpenAsync(harness, "ann");

        Assert.Equal(["Find sharedcaps", "Commit sharedcaps", "Commit sharedcaps"],
            harness.Store.Log.Where(call => call.EndsWith(SharedLedgers.Table, StringComparison.Ordinal)));
    }

    private static async Task<IReadOnlyList<Row>> RowsAsync(CampaignHarness harness) =>
        await harness.Store.ScanAsync(SharedLedgers.Table, "", "~", after: null, 100, CampaignHarness.Cancel);

    private static async Task<List<SharedLedger>> LedgersAsync(CampaignHarness harness)
    {
        var ledgers = new List<SharedLedger>();
        foreach (var row in await RowsAsync(harness))
            ledgers.Add(await new SharedLedgers(harness.Store).ReadAsync(row.Partition, CapScope.Household, CampaignHarness.Cancel));
        return ledgers;
    }

    private static async Task<List<TimelineEvent>> EventsAsync(CampaignHarness harness, string customer, string kind)
    {
        var events = new List<TimelineEvent>();
        await foreach (var told in harness.Services.Customers.ReadTimelineAsync(new(customer), CampaignHarness.Cancel))
        {
            if (told.Kind == kind)
                events.Add(told);
        }

        return events;
    }
}
