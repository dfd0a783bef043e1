using System.Collections.Concurrent;
using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Events;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Simulation;
using Campaigns.Simulation.Behaviour;
using Campaigns.Simulation.Behaviour.Learning;
using Campaigns.Simulation.Walks;
using NodaTime;

namespace Campaigns.Simulation.Tests;

/// <summary>A history that was made with known probabilities gives them back.</summary>
public sealed class BehaviourLearnerTests
{
    private const string Renewal = "renewal-countdown";
    private static readonly LocalDate From = new(2027, 1, 1);
    private static readonly CampaignFolder Shipped = CampaignFolder.Read(CampaignFolder.Shipped);

    private static readonly FixedLibrary Library = new(
        Shipped.Catalog!, Shipped.Policy!,
        Shipped.Journeys.Select(journey => journey.Journey).Select(journey => journey.Id.Value == Renewal ? journey with { Holdout = 40 } : journey));

    private static readonly CustomerBehaviour Known = new()
    {
        Delivered = 0.90,
        Bounced = 0.04,
        Opened = 0.35,
        Clicked = 0.30,
        Journeys = new()
        {
            [Renewal] = new()
            {
                Alone = 0.30,
                OnMessage = 0.08,
                OnClick = 0.25,
                Channels = new() { ["sms"] = new() { Clicked = 0.15, OnClick = 0.40 } },
            },
        },
    };

    private static Instant Begins => Library.ContactPolicy.TimeZone.AtStartOfDay(From).ToInstant();

    [Fact]
    public async Task Learn_OfAHistoryMadeWithKnownProbabilities_GivesThemBackWithinTheBand()
    {
        var (inside, rates) = (0, 0);
        foreach (var seed in (int[])[1, 2, 3])
        {
            var learned = await LearnAsync(customers: 4_000, seed, new CustomerBehaviour());
            foreach (var rate in learned.Rates.Where(rate => rate.Of >= 200))
            {
                if (KnownOf(rate) is not { } known)
                    continue; // a mixture of what is known of the channels
                // A band of 95 % leaves out one in twenty: none by much more than its own width.
                Assert.InRange(known, rate.Low - (rate.High - rate.Low), rate.High + (rate.High - rate.Low));
                inside += known >= rate.Low && known <= rate.High ? 1 : 0;
                rates++;
            }
        }

        Assert.InRange(rates, 30, int.MaxValue);
        Assert.InRange((double)inside / rates, 0.88, 1);
    }

    [Fact]
    public async Task Learn_OfLittleHistory_StaysByWhatIsStated()
    {
        var none = new BehaviourLearner(Known, Begins).Learn();
        var little = await LearnAsync(customers: 20, seed: 1, Known);

        Assert.Equal(Known.Delivered, none.Behaviour.Delivered);
        Assert.All(little.Rates, rate => Assert.InRange(
            rate.Value, rate.Stated * 50 / (rate.Of + 50) - 0.001, ((rate.Stated * 50) + rate.Of) / (rate.Of + 50) + 0.001));
    }

    [Fact]
    public async Task Write_IsReadAgain()
    {
        var learned = (await LearnAsync(customers: 200, seed: 1, new CustomerBehaviour())).Behaviour;

        var again = CustomerBehaviour.Read(learned.Write());

        Assert.Equal(learned.Write(), again.Write());
        Assert.Equal(learned.Of(Renewal, "sms"), again.Of(Renewal, "sms"));
        Assert.Equal(learned.Of("any", "email"), again.Of("any", "email"));
    }

    [Fact]
    public void Learn_OfAProviderThatReportsNoDeliveries_TakesWhatDidNotBounceForDelivered()
    {
        var learner = new BehaviourLearner(new CustomerBehaviour(), Begins + Duration.FromDays(30));
        for (var i = 0; i < 100; i++)
            learner.Add(OneMessage(i));

        var learned = learner.Learn();

        Assert.Equal((90, 100), Count("delivered"));
        Assert.Equal((10, 100), Count("bounced"));
        Assert.Equal((20, 90), Count("clicked"));

        (long, long) Count(string name)
        {
            var rate = learned.Rates.Single(rate => rate.Journey == "any" && rate.Channel == "email" && rate.Rate == name);
            return (rate.Count, rate.Of);
        }
    }

    private static IEnumerable<TimelineEvent> OneMessage(int i)
    {
        var enrollment = EnrollmentId.Of(new JourneyId("any"), $"{i}", 1);
        var told = new TimelineEvent(Begins, TimelineEventKind.Entered) { Journey = new JourneyId("any"), Enrollment = enrollment };
        yield return told;
        var sent = told with { Kind = TimelineEventKind.Sent, Message = new MessageId($"m{i}"), Channel = Channel.Email };
        yield return sent;
        if (i % 10 == 0)
            yield return sent with { Kind = TimelineEventKind.Failed, Time = Begins + Duration.FromHours(1) };
        else if (i % 10 is 1 or 2)
            yield return sent with { Kind = TimelineEventKind.Clicked, Enrollment = null, Time = Begins + Duration.FromHours(2) };
    }

    private static double? KnownOf(LearnedRate rate) => (rate.Journey, rate.Rate) switch
    {
        ("*", "clicked") => null,
        (_, "alone") => Known.Of(rate.Journey).Alone,
        (_, "onMessage") => Known.Of(rate.Journey, rate.Channel).OnMessage,
        (_, "onClick") when rate.Channel.Length == 0 => null,
        (_, "onClick") => Known.Of(rate.Journey, rate.Channel).OnClick,
        (_, "delivered") => Known.Of(rate.Journey, rate.Channel).Delivered,
        (_, "bounced") => Known.Of(rate.Journey, rate.Channel).Bounced,
        (_, "opened") => Known.Of(rate.Journey, rate.Channel).Opened,
        _ => Known.Of(rate.Journey, rate.Channel).Clicked,
    };

    private static async Task<LearnedBehaviour> LearnAsync(int customers, int seed, CustomerBehaviour stated)
    {
        var until = Begins + Duration.FromDays(200);
        var timelines = new ConcurrentBag<List<TimelineEvent>>();
        var behaving = new BehavingCustomers(Known, new SeededRandom(seed), Library);
        var rules = new SimulationRules(Library, until) { Sweeps = ScheduledSweep.Between(Library, Begins, until) };
        await new SimulationRun(rules, () => new Historian(behaving, timelines))
            .RunAsync(Enumerable.Range(1, customers).Select(i => SimulatedCustomer.New(new CustomerId($"C{i}"), Told(i))), CancellationToken.None);
        var learner = new BehaviourLearner(stated, until);
        foreach (var timeline in timelines)
            learner.Add(timeline);
        return learner.Learn();
    }

    private static IEnumerator<TimedEvents> Told(int i)
    {
        var id = new CustomerId($"C{i}");
        yield return new TimedEvents(Begins,
        [
            Event(EventTypes.CustomerUpdated, ("phone", $"+8869{i:00000000}"), ("email", $"c{i}@example.com"), ("push_token", $"t{i}"),
                ("value_tier", "standard"), ("time_zone", "Asia/Taipei")),
            Event(EventTypes.CustomerConsented, ("purpose", "marketing")),
            Event(EventTypes.PolicyUpdated, ("policy_id", $"P{i}"), ("status", "active"), ("premium", 1200m),
                ("expires_on", From.PlusDays(92 + (i % 30)).ToString("uuuu-MM-dd", null))),
        ]);

        CustomerEvent Event(string type, params (string Name, object? Value)[] data) =>
            new("test", "", type, Begins, id, AttributeBag.Of(data.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))));
    }

    private sealed class Historian(BehavingCustomers behaving, ConcurrentBag<List<TimelineEvent>> timelines) : ISimulationWorker
    {
        private List<TimelineEvent> _timeline = [];

        public void Begin(CustomerWalk walk, SimulatedCustomer customer) => behaving.Begin(walk, customer, Begins);

        public DeliveryResult Deliver(DeliveryOrder order) => new(DeliveryStatus.Sent);

        public void Receive(CustomerWalk walk, SimulatedCustomer customer, IReadOnlyList<TimelineEvent> told)
        {
            _timeline.AddRange(told);
            foreach (var one in told)
                behaving.Hear(walk, customer, one);
        }

        public void Complete(SimulatedCustomer customer)
        {
            Assert.Null(customer.Failure);
            timelines.Add(_timeline);
            _timeline = [];
        }

        public void CompleteBatch(long batch)
        {
        }
    }
}
