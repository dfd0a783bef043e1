using System.Collections.Immutable;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Scenarios;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Customers.Preferences;
using Campaigns.Model.Events;
using Campaigns.Model.Timeline;
using Campaigns.Rendering;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Simulation;
using Campaigns.Simulation.Walks;
using NodaTime;

namespace Campaigns.Simulation.Scenarios;

/// <summary>
/// Plays scenarios: each is a walk of one customer through the journeys, the contact policy and the texts of a workspace. Nobody is in a
/// holdout group, since a scenario tells what is said to those who are not.
/// </summary>
/// <param name="catalog">The attributes.</param>
/// <param name="policy">The contact policy.</param>
/// <param name="journeys">The journeys.</param>
/// <param name="templates">The texts.</param>
public sealed class ScenarioRunner(
    AttributeCatalog catalog, ContactPolicy policy, IReadOnlyCollection<JourneyDefinition> journeys, TemplateSet templates)
{
    private const string Source = "/scenario";
    private static readonly CustomerId Customer = new("scenario");

    /// <summary>Plays one.</summary>
    /// <exception cref="InvalidOperationException">A decision failed, by a fault of the program.</exception>
    public ScenarioRun Play(Scenario scenario)
    {
        var zone = scenario.Customer.Text("time_zone") is { } id
            ? DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) ?? policy.TimeZone : policy.TimeZone;
        var (from, until) = (At(scenario.From, zone), At(scenario.Until, zone));
        var published = journeys.Where(j => scenario.Journeys.IsEmpty || scenario.Journeys.Contains(j.Id)).Select(j => j with { Holdout = 0 });
        var library = new FixedLibrary(catalog, policy, published);
        var run = new ScenarioRun(scenario, zone);
        using var texts = new TextDelivery(library, templates) { Written = run.Add, Refused = run.Refuse, PlainText = true };
        var customer = SimulatedCustomer.New(Customer, Told(scenario, from, zone));
        var rules = new SimulationRules(library, until)
        {
            Templates = LiveTemplates.Of(templates),
            Replies = templates.Replies,
            Sweeps = ScheduledSweep.Between(library, from - Duration.FromTicks(1), until),
            Ended = run.Add,
        };
        new CustomerWalk(rules, new World(scenario, zone, texts, run)).Run([customer], CancellationToken.None);
        if (customer.Failure is { } failure)
            throw new InvalidOperationException($"The scenario cannot be played: {failure.Message}", failure);
        foreach (var enrollment in customer.Record.Enrollments.Values)
            run.Add(enrollment);
        return run;
    }

    private static Instant At(LocalDateTime moment, DateTimeZone zone) => moment.InZoneLeniently(zone).ToInstant();

    /// <summary>What is known at the beginning, then what happens at a time of its own.</summary>
    private static IEnumerator<TimedEvents> Told(Scenario scenario, Instant from, DateTimeZone zone)
    {
        var known = new List<CustomerEvent> { new(Source, "", EventTypes.CustomerUpdated, from, Customer, scenario.Customer) };
        known.AddRange(scenario.Consents.Select(channel => new CustomerEvent(Source, "", EventTypes.CustomerConsented, from, Customer,
            AttributeBag.Of([new("channel", channel.Name), new("purpose", RightsEvent.Marketing), new("how", "scenario")]))));
        known.AddRange(scenario.Policies.Select(held => new CustomerEvent(Source, "", EventTypes.PolicyUpdated, from, Customer,
            held.With([new("policy_id", held.Text("id")), new("id", null)]))));
        yield return new(from, known);
        foreach (var (happens, i) in scenario.Events.Select((happens, i) => (happens, i)).Where(e => e.happens.At is not null)
            .OrderBy(e => e.happens.At!.Value))
        {
            var at = Instant.Max(At(happens.At!.Value, zone), from);
            yield return new(at, [Event(scenario, happens, i, at, message: null)]);
        }
    }

    private static CustomerEvent Event(Scenario scenario, ScenarioEvent happens, int number, Instant at, MessageId? message)
    {
        var data = happens.Data;
        if (message is { } about)
            data = data.With([new("message_id", about.Value)]);
        // Of somebody who has one policy, it is clear which an event is about.
        if (happens.Type.StartsWith("policy.", StringComparison.Ordinal) && !data.Contains("policy_id") && scenario.Policies is [var only])
            data = data.With([new("policy_id", only.Text("id"))]);
        return new(Source, $"event-{number}{(message is { } of ? $"-{of}" : "")}", happens.Type, at, Customer, data);
    }

    /// <summary>A provider that takes everything, and the events that follow a message.</summary>
    private sealed class World(Scenario scenario, DateTimeZone zone, TextDelivery texts, ScenarioRun run) : ISimulatedWorld
    {
        public DeliveryResult Deliver(DeliveryOrder order) => texts.Deliver(order);

        public void Receive(CustomerWalk walk, SimulatedCustomer customer, IReadOnlyList<TimelineEvent> told)
        {
            run.Add(told);
            foreach (var sent in told.Where(e => e is { Kind: TimelineEventKind.Sent, Message: not null }))
            {
                for (var i = 0; i < scenario.Events.Length; i++)
                {
                    var (happens, number) = (scenario.Events[i], i);
                    if (happens.Step != sent.Step)
                        continue;
                    var at = (sent.Time.InZone(zone).LocalDateTime + happens.After).InZoneLeniently(zone).ToInstant();
                    walk.Plan(customer, at, _ => [Event(scenario, happens, number, at, sent.Message)]);
                }
            }
        }
    }
}

/// <summary>What came of a scenario.</summary>
/// <param name="scenario">The scenario.</param>
/// <param name="zone">The customer's zone.</param>
public sealed class ScenarioRun(Scenario scenario, DateTimeZone zone)
{
    private readonly List<TimelineEvent> _timeline = [];
    private readonly Dictionary<MessageId, SentMessage> _messages = [];
    private readonly List<EnrollmentRecord> _enrollments = [];
    private readonly List<(StepId Step, Channel Channel, string Why)> _held = [];

    /// <summary>The scenario.</summary>
    public Scenario Scenario => scenario;

    /// <summary>The customer's zone, in which its times are.</summary>
    public DateTimeZone Zone => zone;

    /// <summary>All that happened, in order.</summary>
    public IReadOnlyList<TimelineEvent> Timeline => _timeline;

    /// <summary>The messages and agents' tasks in the order in which they went out.</summary>
    public IReadOnlyList<SentMessage> Messages =>
        [.. _timeline.Where(e => e.Kind is TimelineEventKind.Sent or TimelineEventKind.Task && e.Message is { } id && _messages.ContainsKey(id))
            .Select(e => _messages[e.Message!.Value]).Distinct()];

    /// <summary>The messages that break a rule of wording, and which.</summary>
    internal IReadOnlyList<(StepId Step, Channel Channel, string Why)> Held => _held;

    /// <summary>The enrollments as they stood at their end, or at the end of the scenario.</summary>
    public IReadOnlyList<EnrollmentRecord> Enrollments => _enrollments;

    internal void Add(DeliveryOrder order, RenderResult.Rendered rendered) => _messages[order.Request.Message] = new(
        order.Journey.Id, order.Step, order.Request.Channel, order.Now.LocalDateTime, rendered.Locale, rendered.Message);

    internal void Refuse(DeliveryOrder order, RenderResult.Failed failed)
    {
        if (failed.Reason == RenderFailure.Wording)
            _held.Add((order.Step, order.Request.Channel, $"{failed.File}: {failed.Message}"));
    }

    internal void Add(IReadOnlyList<TimelineEvent> told) => _timeline.AddRange(told);

    internal void Add(EnrollmentRecord enrollment) => _enrollments.Add(enrollment);

    /// <summary>What is not as the scenario expects; none: all is.</summary>
    public ImmutableArray<string> Differences() => ScenarioComparison.Of(this);
}

/// <summary>A message that a scenario brought about.</summary>
/// <param name="Journey">The journey.</param>
/// <param name="Step">The step.</param>
/// <param name="Channel">The channel.</param>
/// <param name="At">When, on the customer's clock.</param>
/// <param name="Locale">The language of its text.</param>
/// <param name="Text">What it says.</param>
public sealed record SentMessage(
    JourneyId Journey, StepId Step, Channel Channel, LocalDateTime At, string Locale, Campaigns.Model.Messages.RenderedMessage Text);
