using System.Globalization;
using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Events;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using Campaigns.Simulation.Behaviour;
using NodaTime;

namespace Campaigns.Local.Demo;

/// <summary>
/// The world around the demo: customers who receive messages, open, click, renew, buy, let lapse and come back. It hears
/// what was sent and answers with events, as a real world would.
/// </summary>
internal sealed class CustomerSimulator(SeededRandom random, LocalDate start, int customers, int days) : IEventStream, ITimelineSink
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<Func<IReadOnlyList<CustomerEvent>>, (Instant At, string Id)> _events = new();
    private readonly Dictionary<PolicyId, DemoPolicy> _policies = [];
    private readonly DateTimeZone _zone = DateTimeZoneProviders.Tzdb["Asia/Taipei"];

    public Instant? NextAt
    {
        get
        {
            lock (_lock)
                return _events.TryPeek(out _, out var next) ? next.At : null;
        }
    }

    public IReadOnlyList<CustomerEvent> Next()
    {
        Func<IReadOnlyList<CustomerEvent>> happen;
        lock (_lock)
            happen = _events.Dequeue();
        return happen();
    }

    /// <summary>Fills the first morning and everything that happens whether or not anybody is contacted.</summary>
    public void Begin()
    {
        var generated = new DemoCustomers(random, start);
        var morning = _zone.AtStartOfDay(start).ToInstant();
        for (var i = 1; i <= customers; i++)
        {
            var customer = new CustomerId($"C-{i:00000}");
            var introduction = generated.Create(customer, morning);
            Add(morning, customer.Value, introduction);
            foreach (var policy in introduction.Where(e => e.Type == EventTypes.PolicyUpdated))
                Expire(
                    new DemoPolicy(customer, policy.Policy!.Value, AttributeDates.ToDate(policy.Data["expires_on"], _zone)!.Value,
                        (decimal)policy.Data["premium"]!));
            for (var day = 1; day < days; day++)
            {
                if (random.Happens(BehaviourModel.AsksForGift, $"{customer}/gift/{day}"))
                    AskForGift(customer,
                        _zone.AtStartOfDay(start.PlusDays(day)).ToInstant()
                        + random.Between(Duration.FromHours(8), Duration.FromHours(23), $"{customer}/gift-hour/{day}"), day);
            }
        }
    }

    public void Receive(CustomerId customer, IReadOnlyList<TimelineEvent> timelineEvents)
    {
        foreach (var timelineEvent in timelineEvents)
        {
            if (timelineEvent is { Kind: TimelineEventKind.Sent, Message: { } message })
                ReactToMessage(customer, timelineEvent, message);
        }
    }

    private void ReactToMessage(CustomerId customer, TimelineEvent sent, MessageId message)
    {
        if (!random.Happens(BehaviourModel.Delivered, $"{message}/delivered"))
        {
            Schedule(sent.Time + Duration.FromMinutes(2), EventTypes.MessageBounced, customer, ("message_id", message.Value),
                ("reason", DeliveryReason.UnknownAddress));
            return;
        }

        var at = sent.Time + Duration.FromSeconds(random.Between(2, 90, $"{message}/delay"));
        Schedule(at, EventTypes.MessageDelivered, customer, ("message_id", message.Value));
        var read = at + random.Between(Duration.FromMinutes(3), Duration.FromHours(20), $"{message}/read");
        var clicked = random.Happens(BehaviourModel.Clicked, $"{message}/clicked");
        if (sent.Channel != Channel.Sms && (clicked || random.Happens(BehaviourModel.Opened, $"{message}/opened")))
            Schedule(read, EventTypes.MessageOpened, customer, ("message_id", message.Value));
        if (clicked)
            Schedule(read + Duration.FromMinutes(1), EventTypes.MessageClicked, customer, ("message_id", message.Value));
        React(customer, sent, message, clicked, read + Duration.FromHours(random.Between(1, 60, $"{message}/decides")));
    }

    private void React(CustomerId customer, TimelineEvent sent, MessageId message, bool clicked, Instant decides)
    {
        var persuaded = sent.Journey?.Value switch
        {
            "renewal-countdown" => clicked ? BehaviourModel.RenewsOnClick : BehaviourModel.RenewsOnMessage,
            "gift-to-paid" when sent.Step?.Value.StartsWith("offer", StringComparison.Ordinal) == true =>
                BehaviourModel.BuysOnOffer * (clicked ? 2 : 1),
            "win-back" => BehaviourModel.ReturnsOnMessage * (clicked ? 2 : 1),
            _ => 0,
        };
        if (sent.Step?.Value == "verify-sms" && random.Happens(BehaviourModel.VerifiesPhone, $"{message}/verifies"))
            Schedule(decides, "gift.phone_verified", customer);
        if (sent.Step?.Value == "claim-sms" && random.Happens(BehaviourModel.ClaimsGift, $"{message}/claims"))
            Schedule(decides, "gift.claimed", customer);
        if (!random.Happens(persuaded, $"{message}/persuaded"))
            return;
        if (sent.Journey?.Value == "renewal-countdown" && sent.Policy is { } policy)
            Renew(policy, decides);
        else
            Buy(customer, sent.Journey?.Value == "win-back" ? "motor" : "paid-medical", decides, message.Value);
    }

    private void Expire(DemoPolicy policy)
    {
        lock (_lock)
            _policies[policy.Id] = policy;
        var midnight = _zone.AtStartOfDay(policy.Expires.PlusDays(1)).ToInstant() + Duration.FromHours(3);
        if (random.Happens(BehaviourModel.RenewsAnyway, $"{policy.Id}/{policy.Expires}/anyway"))
            Renew(policy.Id, midnight - Duration.FromHours(random.Between(6, 20 * 24, $"{policy.Id}/{policy.Expires}/when")));
        if (policy.Expires <= start.PlusDays(days))
            Add(midnight, $"{policy.Id}/lapse", () => Lapse(policy));
    }

    private void Renew(PolicyId id, Instant at) => Add(at, $"{id}/renew", () =>
    {
        DemoPolicy policy;
        lock (_lock)
        {
            policy = _policies[id];
            // Renewals are for the term that is about to end; a second request for the same one is forgotten.
            if (policy.Lapsed || policy.Expires > at.InZone(_zone).Date.PlusDays(100))
                return [];
        }

        var next = policy with { Expires = policy.Expires.PlusYears(1) };
        Expire(next);
        return Events(at, EventTypes.PolicyRenewed, policy.Customer, ("policy_id", id.Value), ("premium", policy.Premium),
            ("expires_on", next.Expires.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)));
    });

    private IReadOnlyList<CustomerEvent> Lapse(DemoPolicy policy)
    {
        lock (_lock)
        {
            if (_policies[policy.Id].Expires != policy.Expires)
                return [];
            _policies[policy.Id] = policy with { Lapsed = true };
        }

        var at = _zone.AtStartOfDay(policy.Expires.PlusDays(1)).ToInstant() + Duration.FromHours(3);
        if (random.Happens(BehaviourModel.ReturnsAnyway, $"{policy.Id}/returns"))
            Buy(policy.Customer, "motor", at + Duration.FromDays(random.Between(8, 40, $"{policy.Id}/returns-when")), policy.Id.Value);
        return Events(at, EventTypes.PolicyLapsed, policy.Customer, ("policy_id", policy.Id.Value),
            ("lapsed_on", policy.Expires.PlusDays(1).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)));
    }

    private void AskForGift(CustomerId customer, Instant at, int day)
    {
        var gift = $"G{customer.Value[2..]}-{day}";
        Schedule(at, "gift.requested", customer, ("gift_id", gift), ("gift_name", "Accident Cover 30"),
            ("offer_premium", 88m), ("offer_cover", 100000m), ("currency", "TWD"));
        if (random.Happens(BehaviourModel.VerifiesPhone, $"{gift}/verifies"))
            Schedule(at + random.Between(Duration.FromMinutes(1), Duration.FromMinutes(9), $"{gift}/verify-when"), "gift.phone_verified",
                customer, ("gift_id", gift));
        if (random.Happens(BehaviourModel.ClaimsGift, $"{gift}/claims"))
            Schedule(at + random.Between(Duration.FromMinutes(15), Duration.FromHours(40), $"{gift}/claim-when"), "gift.claimed", customer,
                ("gift_id", gift));
        if (random.Happens(BehaviourModel.BuysAnyway, $"{gift}/buys"))
            Buy(customer, "paid-medical", at + Duration.FromDays(random.Between(2, 9, $"{gift}/buys-when")), gift);
    }

    private void Buy(CustomerId customer, string product, Instant at, string cause) =>
        Schedule(at, EventTypes.PolicyIssued, customer, ("policy_id", $"N{StableHash.Id(cause)[..10]}"), ("product", product),
            ("premium", 3600m),
            ("currency", "TWD"));

    private void Schedule(Instant at, string type, CustomerId customer, params (string Name, object? Value)[] data) =>
        Add(at, $"{customer}/{type}", Events(at, type, customer, data));

    private static CustomerEvent[] Events(Instant at, string type, CustomerId customer, params (string Name, object? Value)[] data)
    {
        var bag = AttributeBag.Of(data.Select(d => KeyValuePair.Create(d.Name, d.Value)));
        var id = StableHash.Id($"{type}/{customer}/{at}/{bag["message_id"]}{bag["gift_id"]}{bag["policy_id"]}");
        return [new CustomerEvent(DemoCustomers.Source, id, type, at, customer, bag)];
    }

    private void Add(Instant at, string id, IReadOnlyList<CustomerEvent> unit) => Add(at, id, () => unit);

    private void Add(Instant at, string id, Func<IReadOnlyList<CustomerEvent>> happen)
    {
        lock (_lock)
            _events.Enqueue(happen, (at, id));
    }

    private sealed record DemoPolicy(CustomerId Customer, PolicyId Id, LocalDate Expires, decimal Premium)
    {
        public bool Lapsed { get; init; }
    }
}
