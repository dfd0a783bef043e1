using Campaigns.Definitions.ContactPolicies;
using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using CsCheck;
using NodaTime;

namespace Campaigns.Runtime.Tests.Delivery;

/// <summary>However hosts die and race, nobody gets more than a shared cap allows, nothing is lost, and no slot is.</summary>
public sealed class SharedCapCrashTests
{
    private static readonly string Journey = SampleJourneys.Of("hello", SampleJourneys.Send("s", more: ", \"deadline\": \"P90D\""),
        entry: """{ "on": "app.opened", "key": ["event.screen"] }""");

    private static readonly Duration Day = Duration.FromDays(1);

    private static FrequencyCap Cap(CapScope per, int limit, CapWindow window) => new($"{per}", limit, window) { Per = per };

    /// <summary>
    /// The first of a household is refused by the provider, so the second goes at once, and the third a day later; at every call to the
    /// outside the process dies once.
    /// </summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task CrashAtAnyCall_TheLimitHolds_TheSlotOfTheRefusedIsGivenBack_AndNothingIsLost(bool keyed, bool afterwards)
    {
        var calls = await LiveAsync(keyed, int.MaxValue, afterwards);
        Assert.InRange(calls.Count, 30, 400);
        await Parallel.ForEachAsync(SweptCases.Of(calls), CampaignHarness.Cancel, async (call, _) =>
            await LiveAsync(keyed, call, afterwards));
    }

    private static async Task<IReadOnlyList<int>> LiveAsync(bool keyed, int dieAt, bool afterwards)
    {
        var provider = new RecordingProvider(keyed)
        {
            Answer = message => message.To == Number(0)
                ? new ProviderResult.Rejected("bad-number", SuppressAddress: false)
                : new ProviderResult.Accepted(),
        };
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00",
            CampaignHarness.NoLimits with { SharedCaps = [Cap(CapScope.Household, 1, new CapWindow.Rolling(Day))] }, provider, Journey);
        for (var customer = 0; customer < 3; customer++)
            await AddAsync(harness, customer, "H-1", Number(customer));
        var opened = Enumerable.Range(0, 3).Select(customer => harness.Event($"c{customer}", "app.opened", ("screen", "a"))).ToList();
        var before = harness.Store.Calls;
        if (dieAt < int.MaxValue)
            harness.Store.CrashAt(dieAt, afterwards);

        foreach (var (@event, minute) in opened.Select((@event, i) => (@event, 5 * (i + 1))))
        {
            await harness.RetryUntilDoneAsync(async () => await harness.Runner.HandleAsync(@event, CampaignHarness.Cancel));
            await harness.RetryUntilDoneAsync(() =>
                harness.RunToAsync(CampaignHarness.At("2026-06-01 12:00") + Duration.FromMinutes(minute)));
        }

        await harness.RetryUntilDoneAsync(() => harness.RunToAsync("2026-06-08 12:00"));

        harness.Store.Restart();
        var calls = harness.Store.CrashPoints(before);
        var died = $"died {(afterwards ? "after" : "before")} call {dieAt}";
        var ends = new List<string>();
        for (var customer = 0; customer < 3; customer++)
            ends.Add($"c{customer}: {string.Join("; ", await harness.TimelineAsync($"c{customer}", "sent", "failed", "unknown", "deferred"))}");
        var recorded = $"{died}: {string.Join(" | ", ends)}";
        AssertHolds(provider.Delivered.Select(message => message.At), 1, new CapWindow.Rolling(Day), recorded);
        Assert.True(provider.Delivered.Select(message => message.Id).Distinct().Count() == provider.Delivered.Count, recorded);
        Assert.True(ends.TrueForAll(end => end.Contains(" sent ", StringComparison.Ordinal)
            || end.Contains(" failed ", StringComparison.Ordinal) || end.Contains(" unknown ", StringComparison.Ordinal)), recorded);
        if (!ends.Exists(end => end.Contains(" unknown ", StringComparison.Ordinal)))
        {
            Assert.True(provider.Delivered.Count == 2, recorded);
            Assert.True(provider.Delivered[0].At < CampaignHarness.At("2026-06-01 12:15"), recorded); // the slot was given back
            Assert.True(provider.Delivered[1].At < CampaignHarness.At("2026-06-02 12:20"), recorded);
        }

        // Nothing takes a slot that did not go.
        var known = provider.Delivered.Select(message => message.Id).ToHashSet();
        foreach (var row in await harness.Store.ScanAsync(SharedLedgers.Table, "", "~", after: null, 100, CampaignHarness.Cancel))
        {
            var ledger = await harness.Services.Customers.Shared.ReadAsync(row.Partition, CapScope.Household, CampaignHarness.Cancel);
            Assert.True(ledger.Contacts.All(contact => known.Contains(contact.Message)
                || ends.Exists(end => end.Contains(" unknown ", StringComparison.Ordinal))), recorded);
        }

        return calls;
    }

    private static readonly Gen<CapWindow> AnyWindow = Gen.OneOf(
        Gen.Int[1, 3].Select(days => (CapWindow)new CapWindow.Rolling(Duration.FromDays(days))),
        Gen.Const((CapWindow)new CapWindow.Calendar(CalendarUnit.Day)));

    private static readonly Gen<ContactPolicy> AnyPolicy =
        Gen.Select(Gen.Int[1, 2], AnyWindow, Gen.Int[1, 2], AnyWindow, Gen.Int[0, 2]).Select((household, first, address, second, which) =>
            CampaignHarness.NoLimits with
            {
                SharedCaps =
                [
                    .. which == 1 ? [] : new[] { Cap(CapScope.Household, household, first) },
                    .. which == 2 ? [] : new[] { Cap(CapScope.Address, address, second) },
                ],
            });

    /// <summary>Customers by household (0: none) and number; who is sent something, and after how many minutes.</summary>
    private static readonly Gen<((int Household, int Number)[] Customers, (int Customer, int Minute)[] Wanted)> AnyFamily =
        Gen.Select(Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2]).Array[2, 5], Gen.Select(Gen.Int[0, 4], Gen.Int[0, 1600]).Array[2, 8]);

    /// <summary>Two hosts on one store, each of which dies at some call and is started again.</summary>
    [Fact]
    public async Task TwoHosts_EachDyingOnce_AnyFamily_TheLimitsHold_AndNothingIsLost() => await Gen.Select(
            AnyPolicy, AnyFamily, Gen.Int[1, 150], Gen.Int[1, 150], Gen.Int[0, 3], Gen.Bool)
        .SampleAsync(async (policy, family, firstDies, secondDies, answers, afterwards) =>
        {
            var provider = new RecordingProvider();
            var asked = 0;
            provider.Answer = message => ((Interlocked.Increment(ref asked) + answers) % 4) switch
            {
                // With idempotency keys it says of a message that it has what became of that.
                _ when provider.Delivered.Any(known => known.Id == message.Id) => new ProviderResult.Accepted(),
                0 when answers > 0 => new ProviderResult.Unavailable("http-503"),
                1 when answers > 1 => new ProviderResult.Unknown("http-timeout"),
                2 when answers > 2 => new ProviderResult.Rejected("bad-number", SuppressAddress: false),
                _ => new ProviderResult.Accepted(),
            };
            await using var harness = await CampaignHarness.StartAsync("2026-06-01 20:00", policy, provider, Journey);
            provider.Store = null; // both hosts have the same
            for (var i = 0; i < family.Customers.Length; i++)
                await AddAsync(harness, i, family.Customers[i].Household == 0 ? null : $"H-{family.Customers[i].Household}",
                    Number(family.Customers[i].Number));
            (CampaignEngine Engine, CrashingStore Store)[] hosts = [harness.StartHost(), harness.StartHost()];
            hosts[0].Store.CrashAt(firstDies, afterwards);
            hosts[1].Store.CrashAt(secondDies, !afterwards);
            var wanted = family.Wanted.Select((want, i) => (want.Minute, Event: harness.Event(
                $"c{want.Customer % family.Customers.Length}", "app.opened", ("screen", $"{i}")))).OrderBy(want => want.Minute).ToList();

            foreach (var (minute, @event) in wanted)
            {
                await RunAsync(harness, hosts, CampaignHarness.At("2026-06-01 20:00") + Duration.FromMinutes(minute));
                await OnAsync(hosts[minute % 2], async engine => await engine.Services.Runner.HandleAsync(@event, CampaignHarness.Cancel));
            }

            await RunAsync(harness, hosts, CampaignHarness.At("2026-06-30 20:00"));

            var ends = new Dictionary<MessageId, (int Customer, string Kind)>();
            for (var i = 0; i < family.Customers.Length; i++)
            {
                await foreach (var told in harness.Services.Customers.ReadTimelineAsync(new($"c{i}"), CampaignHarness.Cancel))
                {
                    if (told is { Message: { } message, Kind: TimelineEventKind.Sent or TimelineEventKind.Failed or TimelineEventKind.Unknown })
                        ends[message] = (i, told.Kind);
                }
            }

            Assert.Equal(wanted.Count, ends.Count);
            Assert.All(ends.Where(end => end.Value.Kind == TimelineEventKind.Sent), end =>
                Assert.Single(provider.Delivered, message => message.Id == end.Key));
            foreach (var cap in policy.SharedCaps)
            {
                var groups = provider.Delivered.GroupBy(message => cap.Per == CapScope.Household
                    ? $"{family.Customers[ends[message.Id].Customer].Household}"
                    : message.To);
                foreach (var group in groups.Where(group => group.Key != "0"))
                    AssertHolds(group.Select(message => message.At), cap.Limit, cap.Window, $"{cap.Per} {group.Key}");
            }
        }, iter: SweptCases.Count(120, 25), threads: 1);

    /// <summary>Lets both hosts do what is due, at once, until an instant.</summary>
    private static async Task RunAsync(CampaignHarness harness, (CampaignEngine Engine, CrashingStore Store)[] hosts, Instant until)
    {
        while (await harness.Engine.NextDueAsync(CampaignHarness.Cancel) is { } next && next <= until)
        {
            harness.Time.MoveTo(next);
            await Task.WhenAll(hosts.Select(host => OnAsync(host, async engine =>
            {
                while (await engine.RunDueAsync(CampaignHarness.Cancel))
                {
                }
            })));
        }

        harness.Time.MoveTo(until);
    }

    private static async Task OnAsync((CampaignEngine Engine, CrashingStore Store) host, Func<CampaignEngine, Task> work)
    {
        while (true)
        {
            try
            {
                await work(host.Engine);
                return;
            }
            catch (StoreUnavailableException)
            {
                host.Store.Restart();
            }
        }
    }

    private static void AssertHolds(IEnumerable<Instant> delivered, int limit, CapWindow window, string told)
    {
        var times = delivered.Order().ToList();
        var all = $"{told}: {limit} in {window}, delivered at {string.Join(", ", times)}";
        if (window is CapWindow.Rolling rolling)
            Assert.True(times.Zip(times.Skip(limit)).All(pair => pair.Second - pair.First >= rolling.Length), all);
        else
            Assert.True(times.GroupBy(time => time.InZone(CampaignHarness.Zone).Date).All(day => day.Count() <= limit), all);
    }

    private static async Task AddAsync(CampaignHarness harness, int customer, string? household, string phone)
    {
        await harness.AddCustomerAsync($"c{customer}");
        await harness.SendEventAsync($"c{customer}", "customer.updated", ("household", household), ("phone", phone));
    }

    private static string Number(int number) => $"+88691234567{number}";
}
