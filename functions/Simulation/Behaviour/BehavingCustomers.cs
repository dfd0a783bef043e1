using System.Globalization;
using System.Text.Json;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Events;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Simulation;
using NodaTime;

namespace Campaigns.Simulation.Behaviour;

/// <summary>
/// What customers do by the stated probabilities: open, click, renew, buy, let lapse. It hears what was sent and plans events, as the world
/// would send them. Every decision depends on the seed and on what it is about alone, so two simulations under different rules differ only
/// where the rules do.
/// </summary>
/// <param name="behaviour">The probabilities.</param>
/// <param name="random">Decides.</param>
/// <param name="library">The journeys, for the events that reach their goals.</param>
public sealed class BehavingCustomers(CustomerBehaviour behaviour, SeededRandom random, ICampaignLibrary library)
{
    private const string Source = "simulation";
    private const string ExpiresOn = "expires_on";
    private const int HourOfLapse = 3;
    private static readonly Duration Undated = Duration.FromDays(30);

    private readonly Dictionary<JourneyId, string?> _goals = library.Journeys.ToDictionary(
        live => live.Definition.Id, live => GoalEvent(live.Definition));

    /// <summary>Plans what happens to a customer's policies whatever is sent.</summary>
    public void Begin(CustomerWalk walk, SimulatedCustomer customer, Instant at)
    {
        if (!behaviour.Lapses)
            return;
        walk.Plan(customer, at, record =>
        {
            foreach (var (policy, attributes) in record.Policies)
                PlanExpiry(walk, customer, policy, DateOf(record, attributes), at);
            return [];
        });
    }

    /// <summary>Plans what the customer does about what happened.</summary>
    public void Hear(CustomerWalk walk, SimulatedCustomer customer, TimelineEvent told)
    {
        switch (told.Kind)
        {
            case TimelineEventKind.Entered when told is { Journey: { } journey, Enrollment: { } enrollment }:
                if (random.Happens(behaviour.Of(journey.Value).Alone, $"{enrollment}/alone"))
                    PlanGoal(walk, customer, told, told.Time + (Within(customer, told) * random.Of($"{enrollment}/when")));
                break;
            case TimelineEventKind.Sent when told is { Message: { } message, Channel: { } channel } && channel != Channel.Agent:
                HearMessage(walk, customer, told, message, channel);
                break;
        }
    }

    private void HearMessage(CustomerWalk walk, SimulatedCustomer customer, TimelineEvent sent, MessageId message, Channel channel)
    {
        var rates = behaviour.Of(sent.Journey!.Value.Value, channel.Name);
        if (!random.Happens(rates.Delivered, $"{message}/delivered"))
        {
            if (random.Happens(rates.Bounced / Math.Max(double.Epsilon, 1 - rates.Delivered), $"{message}/bounced"))
                Report(walk, customer, sent.Time + Duration.FromMinutes(2), EventTypes.MessageBounced, message, DeliveryReason.UnknownAddress);
            return;
        }

        var at = sent.Time + Duration.FromSeconds(random.Between(2, 90, $"{message}/delay"));
        Report(walk, customer, at, EventTypes.MessageDelivered, message);
        var read = at + random.Between(ReadingTimes.Earliest, ReadingTimes.Latest, $"{message}/read");
        var clicked = random.Happens(rates.Clicked, $"{message}/clicked");
        if (channel != Channel.Sms && (clicked || random.Happens(rates.Opened, $"{message}/opened")))
            Report(walk, customer, read, EventTypes.MessageOpened, message);
        if (clicked)
            Report(walk, customer, read + Duration.FromMinutes(1), EventTypes.MessageClicked, message);
        if (random.Happens(clicked ? rates.OnClick : rates.OnMessage, $"{message}/persuaded"))
            PlanGoal(walk, customer, sent, read + Duration.FromHours(random.Between(1, ReadingTimes.MostHours, $"{message}/decides")));
    }

    private static void Report(
        CustomerWalk walk, SimulatedCustomer customer, Instant at, string type, MessageId message, string? reason = null) =>
        walk.Plan(customer, at, record =>
            [Event(record, type, at, new("message_id", message.Value), new("reason", reason))]);

    private void PlanGoal(CustomerWalk walk, SimulatedCustomer customer, TimelineEvent about, Instant at)
    {
        if (_goals.GetValueOrDefault(about.Journey!.Value) is not { } type)
            return;
        var policy = about.Policy;
        var expires = policy is { } id ? DateOf(customer.Record, customer.Record.Policies.GetValueOrDefault(id)) : null;
        walk.Plan(customer, at, record => type == EventTypes.PolicyRenewed
            ? policy is { } renewed ? Renew(walk, customer, record, renewed, expires, at) : []
            : [Reached(record, type, about, at)]);
    }

    private List<CustomerEvent> Renew(
        CustomerWalk walk, SimulatedCustomer customer, CustomerRecord record, PolicyId policy, LocalDate? expires, Instant at)
    {
        // Renewed before, or ended: there is nothing to renew any more.
        if (expires is not { } day || record.Policies.GetValueOrDefault(policy) is not { } attributes || DateOf(record, attributes) != day
            || attributes.Text("status") is not (null or "active" or "lapsed"))
            return [];
        var next = day.PlusYears(1);
        PlanExpiry(walk, customer, policy, next, at);
        return
        [
            Event(record, EventTypes.PolicyRenewed, at, new("policy_id", policy.Value), new("started_on", Text(day.PlusDays(1))),
                new(ExpiresOn, Text(next)), new("premium", attributes["renewal_premium"] ?? attributes["premium"]),
                new("product", attributes.Text("product")), new("currency", attributes.Text("currency"))),
        ];
    }

    private CustomerEvent Reached(CustomerRecord record, string type, TimelineEvent about, Instant at)
    {
        var known = about.Policy is { } id ? record.Policies.GetValueOrDefault(id) : null;
        var isNew = type == EventTypes.PolicyIssued;
        var day = at.InZone(record.Profile.ZoneOr(library.ContactPolicy.TimeZone)).Date;
        List<KeyValuePair<string, object?>> data =
        [
            new("policy_id", isNew ? "S-" + StableHash.Id($"{record.Id}/{about.Enrollment}/{at}")[..10] : about.Policy?.Value),
            new("product", known?.Text("product")), new("premium", known?["premium"]), new("currency", known?.Text("currency")),
            new("started_on", isNew ? Text(day) : null), new(ExpiresOn, isNew ? Text(day.PlusYears(1)) : null),
        ];
        foreach (var (name, value) in behaviour.Of(about.Journey!.Value.Value).Data)
        {
            data.RemoveAll(pair => pair.Key == name);
            data.Add(new(name, ValueOf(value)));
        }

        return Event(record, type, at, [.. data]);
    }

    private void PlanExpiry(CustomerWalk walk, SimulatedCustomer customer, PolicyId policy, LocalDate? expires, Instant now)
    {
        if (expires is not { } day)
            return;
        var zone = customer.Record.Profile.ZoneOr(library.ContactPolicy.TimeZone);
        var at = zone.StartOf(day.PlusDays(1)) + Duration.FromHours(HourOfLapse);
        if (at < now)
            return;
        walk.Plan(customer, at, record =>
            record.Policies.GetValueOrDefault(policy) is not { } attributes || DateOf(record, attributes) != day
                || attributes.Text("status") is not (null or "active") ? []
            : attributes["auto_renew"] is true ? Renew(walk, customer, record, policy, day, at)
            : [Event(record, EventTypes.PolicyLapsed, at, new("policy_id", policy.Value), new("lapsed_on", Text(day.PlusDays(1))))]);
    }

    /// <summary>In which time customers come to a goal on their own: while the policy lasts, if it is about one that ends.</summary>
    private Duration Within(SimulatedCustomer customer, TimelineEvent entered)
    {
        var record = customer.Record;
        var expires = entered.Policy is { } policy ? DateOf(record, record.Policies.GetValueOrDefault(policy)) : null;
        var zone = record.Profile.ZoneOr(library.ContactPolicy.TimeZone);
        return expires is { } day && zone.StartOf(day.PlusDays(1)) - entered.Time is var left && left > Duration.Zero ? left : Undated;
    }

    private static string? GoalEvent(JourneyDefinition journey) => journey.Goal is not { } goal ? null
        : journey.Exits.OfType<ExitRule.OnEvent>().FirstOrDefault(exit => exit.Outcome == goal.Outcome)?.Type;

    private LocalDate? DateOf(CustomerRecord record, AttributeBag? policy) =>
        AttributeDates.ToDate(policy?[ExpiresOn], record.Profile.ZoneOr(library.ContactPolicy.TimeZone));

    private static string Text(LocalDate day) => day.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);

    private static object? ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetDecimal(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static CustomerEvent Event(CustomerRecord record, string type, Instant at, params KeyValuePair<string, object?>[] data) =>
        new(Source, "", type, at, record.Id, AttributeBag.Of(data));
}
