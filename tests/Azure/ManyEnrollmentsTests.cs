using System.Collections.Concurrent;
using Campaigns.Azure.Durable;
using Campaigns.Azure.Tests.Support;
using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using Campaigns.Runtime.Timers;
using Campaigns.Senders.Links;
using Campaigns.Storage.Embedded;
using NodaTime;

namespace Campaigns.Azure.Tests;

/// <summary>
/// Ten thousand customers (where sweeps are sampled, two thousand) enter at once, wait, and all come to their end, each carried on by
/// a timer of its own.
/// </summary>
public sealed class ManyEnrollmentsTests
{
    private static readonly int Customers = SweptCases.Count(all: 10_000, sampled: 2_000);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Thousands_EnterAndWait_AllComeToTheirEnd_AndAdvanceOnceOrTwice()
    {
        var folder = Directory.CreateTempSubdirectory("campaigns-many-");
        var store = EmbeddedStore.Open(Path.Combine(folder.FullName, "many.db"), TimeProvider.System, Durability.Relaxed);
        try
        {
            var ended = new FinishCounter();
            using var links = new LinkSigner(new LinkKey(1, "a secret that only the tests of the app use"), [], TimeProvider.System);
            var timers = new DurableTimers(new TimerTable(store.Rows), TimeProvider.System);
            var journey = PausableLibrary.Journey(
                SampleJourneys.Of("wait", """{ "id": "w", "wait": "PT3S" }, { "id": "e", "end": "done" }"""));
            var services = new CampaignServices(new CampaignParts(
                store.Rows, store.Queues, new PausableLibrary(CampaignHarness.NoLimits, [journey]),
                LiveTemplates.Of(await CampaignFolder.ShippedTemplatesAsync()),
                new Dictionary<Channel, IChannelProvider>(), ended, links, TimeProvider.System)
            { Timers = timers });
            var rounds = new ConcurrentDictionary<string, int>();
            await using var clocks = new EntityHost(
                () => new EnrollmentTimer(services.Runner, timers, services.Work), wall: instant => instant)
            {
                Dies = entity =>
                {
                    rounds.AddOrUpdate(entity, 1, (_, count) => count + 1);
                    return false;
                },
            };
            timers.Use(clocks.Client);
            await Parallel.ForAsync(0, Customers, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Cancel },
                async (i, token) =>
            {
                var now = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
                Assert.True(
                    await services.Runner.HandleAsync(
                        new CustomerEvent("test", $"e{i}", "app.opened", now, new CustomerId($"c{i}"), AttributeBag.Empty), token));
            });

            await ended.AreAsync(Customers);
            Assert.Equal(Customers, rounds.Count);
            Assert.InRange(rounds.Values.Max(), 1, 2);
        }
        finally
        {
            await store.DisposeAsync();
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Counts who came to the end.</summary>
    private sealed class FinishCounter : ITimelineSink
    {
        private readonly ConcurrentDictionary<CustomerId, bool> _ended = new();

        public void Receive(CustomerId customer, IReadOnlyList<TimelineEvent> timelineEvents)
        {
            if (timelineEvents.Any(timelineEvent => timelineEvent is { Kind: TimelineEventKind.Ended, Reason: "done" }))
                Assert.True(_ended.TryAdd(customer, true), "ended twice");
        }

        public async Task AreAsync(int count)
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            var until = DateTime.UtcNow + Patience;
            while (_ended.Count < count)
            {
                Assert.True(DateTime.UtcNow < until, $"{_ended.Count} of {count} have ended");
                await timer.WaitForNextTickAsync(Cancel);
            }
        }
    }
}
