using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Racer;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests.Concurrency;

/// <summary>Several processes race for the places of the same customers on one store, and one of them is killed on the way.</summary>
public sealed class RaceTests
{
    private const int Racers = 3;

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(20)]
    public async Task ManyProcesses_OneKilledInBetween_ExactlyTheLimitIsReserved_AndNothingIsLost(int killAfter)
    {
        string[] place = [];
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", Race.Policy, new RecordingProvider(),
            async (file, time) =>
            {
                (var store, place) = await TestStores.OpenForManyAsync(file, time);
                return store;
            }, Race.Journey);
        foreach (var customer in Race.Wanted.Keys)
            await harness.AddCustomerAsync(customer.Value);

        var acknowledged = await RaceAsync(place, killAfter);

        Assert.Equal(Enumerable.Range(0, Racers).SelectMany(Race.EventsOf).Select(recorded => recorded.Id).Order(),
            acknowledged.Distinct().Order());
        foreach (var (customer, each) in Race.Wanted)
        {
            var (wanted, got) = (Racers * each, Math.Min(Racers * each, Race.Limit));
            Assert.Equal(got, (await harness.RecordAsync(customer.Value)).Ledger.Entries.Count(entry => entry.Counts));
            Assert.Equal(got, (await harness.TimelineAsync(customer.Value, "reserved")).Count);
            var others = await harness.TimelineAsync(customer.Value, "deferred", "refused");
            Assert.Equal(wanted - got, others.Count);
            Assert.All(others, line => Assert.EndsWith("deferred s sms cap:day", line, StringComparison.Ordinal));
        }

        await harness.RunToAsync("2026-06-10 12:00");

        var wantedByAll = Race.Wanted.Values.Sum(each => Racers * each);
        Assert.Equal(wantedByAll, harness.Provider.Calls.Count);
        Assert.Equal(wantedByAll, harness.Provider.Delivered.Count);
        foreach (var (customer, each) in Race.Wanted)
        {
            var sent = await SentAsync(harness, customer);
            Assert.Equal(Racers * each, sent.Count);
            Assert.All(sent.Zip(sent.Skip(Race.Limit)), pair =>
                Assert.True(pair.Second - pair.First >= Duration.FromDays(1),
                    $"{customer.Value}: {Race.Limit + 1} from {pair.First} to {pair.Second}"));
        }
    }

    /// <summary>All race at once; the one that was killed is started again and, as its caller would, tells everything again.</summary>
    private static async Task<List<string>> RaceAsync(string[] place, int killAfter)
    {
        var racers = await Task.WhenAll(Enumerable.Range(0, Racers).Select(number => RacerProcess.StartAsync(number, place)));
        try
        {
            var all = await Task.WhenAll(racers.Select((racer, number) => number == 0 ? AgainAsync(racer) : racer.RaceAsync()));
            return [.. all.SelectMany(events => events)];
        }
        finally
        {
            foreach (var racer in racers)
                racer.Dispose();
        }

        async Task<List<string>> AgainAsync(RacerProcess first)
        {
            var before = await first.RaceAsync(killAfter);
            using var second = await RacerProcess.StartAsync(0, place);
            return [.. before, .. await second.RaceAsync()];
        }
    }

    private static async Task<List<Instant>> SentAsync(CampaignHarness harness, CustomerId customer)
    {
        var sent = new List<Instant>();
        await foreach (var timelineEvent in harness.Services.Customers.ReadTimelineAsync(customer, CampaignHarness.Cancel))
        {
            if (timelineEvent.Kind == TimelineEventKind.Sent)
                sent.Add(timelineEvent.Time);
        }

        return sent;
    }
}
