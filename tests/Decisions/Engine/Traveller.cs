using System.Collections.Immutable;
using Campaigns.Decisions.Contacts;
using Campaigns.Decisions.Engine;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Tests.Support;
using Campaigns.Model;
using Campaigns.Model.Customers;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Decisions.Tests.Engine;

/// <summary>
/// One enrollment with a scripted world around it: expressions have the values the test gives them, the contact policy
/// answers what the test says, and the clock moves when told. What the engine does is written down in local time.
/// </summary>
internal sealed class Traveller
{
    private static readonly LocalDateTimePattern Minute = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm");
    private static readonly EnrollmentId Id = EnrollmentId.Of(new("test"), "somebody", 1);
    private readonly JourneyDefinition _journey;
    private readonly DateTimeZone _zone;

    public Traveller(string steps, string now, string zone = "Europe/Madrid", string more = "")
        : this(Texts.Read(Texts.Journey(steps, more: more)).Definition!, now, zone)
    {
    }

    public Traveller(JourneyDefinition journey, string now, string zone = "Europe/Madrid")
    {
        (_journey, _zone) = (journey, DateTimeZoneProviders.Tzdb[zone]);
        Now = At(now);
    }

    /// <summary>What the engine did, each with its local minute.</summary>
    public List<string> Log { get; } = [];

    /// <summary>The values of expressions by their text; others are null.</summary>
    public Dictionary<string, object?> Values { get; } = [];

    /// <summary>What the contact policy says; grants by default.</summary>
    public Func<Effect.Contact, ContactAnswer> Policy { get; set; } = Grant;

    public string Subject { get; init; } = "somebody";

    public Instant Now { get; private set; }

    public EnrollmentState State { get; private set; } = EnrollmentState.Fresh;

    public Advance Last { get; private set; } = new(EnrollmentState.Fresh, [], null, null);

    /// <summary>The local minute it waits for; null: only an event wakes it.</summary>
    public string? WakesAt => Last.WakeAt is { } at ? Minute.Format(at.InZone(_zone).LocalDateTime) : null;

    public string? Outcome => State.Outcome;

    public MessageId Message => State.Contact!.Message!.Value;

    public static ContactAnswer Grant(Effect.Contact contact) =>
        new ContactAnswer.Reserved(MessageId.Of(Id, contact.Step.Id, contact.Attempt), contact.Channels[0], Instant.MinValue);

    public static ContactAnswer Refuse(string reason, bool blocked) => new ContactAnswer.Refused(new Blocking(reason), blocked);

    public ContactAnswer Defer(string until) => new ContactAnswer.Deferred(At(until), new Blocking("gap"));

    public Instant At(string local) => Minute.Parse(local).Value.InZoneLeniently(_zone).ToInstant();

    public Traveller Start() => Take(new Signal.Started());

    /// <summary>Lets the clock run to a local minute, waking the enrollment whenever it asked for it.</summary>
    public Traveller RunTo(string local)
    {
        var until = At(local);
        while (Last.WakeAt is { } wake && wake <= until)
        {
            Now = Instant.Max(Now, wake);
            Wake();
        }

        Now = until;
        return this;
    }

    /// <summary>Moves the clock without waking anybody: the alarm is late.</summary>
    public Traveller Sleep(string local)
    {
        Now = At(local);
        return this;
    }

    public Traveller Wake(bool afterPause = false) => Take(new Signal.Woken { AfterPause = afterPause });

    public Traveller Refresh() => Take(new Signal.Refreshed());

    /// <summary>An event that satisfies every wait for its type.</summary>
    public Traveller Hear(string type, MessageId? message = null)
    {
        var matches = _journey.Map.Awaited.TryGetValue(type, out var awaited) ? awaited.Select(a => (a.Step.Id, a.Pattern)) : [];
        return Take(new Signal.Happened(type, Now, AttributeBag.Of([new("type", type)]), [.. matches], Exit: null) { Message = message });
    }

    public Traveller Exit(string outcome) => Take(new Signal.Happened("exit", Now, AttributeBag.Empty, [], outcome));

    public Traveller Take(Signal signal)
    {
        var next = signal;
        while (true)
        {
            Last = JourneyEngine.Advance(_journey, Subject, State, next, Now.InZone(_zone));
            State = Last.State;
            foreach (var effect in Last.Effects)
                Write(effect);
            if (Last.Question is null)
                return this;
            next = Answer(Last.Question);
        }
    }

    private Signal Answer(Effect question)
    {
        if (question is Effect.Decide decide)
            return new Signal.Decided([.. decide.Expressions.Select(e => Values.GetValueOrDefault(e.Source))]);
        var contact = (Effect.Contact)question;
        var answer = Policy(contact);
        if (answer is ContactAnswer.Reserved)
            Say($"reserve {contact.Step.Id}/{contact.Attempt} {contact.Channels[0]}");
        return new Signal.Contacted(answer);
    }

    private void Write(Effect effect)
    {
        switch (effect)
        {
            case Effect.Plan: break;
            case Effect.Dispatch: Say("send"); break;
            case Effect.Update update: Say($"update {update.Step.Id}"); break;
            case Effect.CreateTask task: Say($"task {task.Step.Id} due {Minute.Format(task.Due.InZone(_zone).LocalDateTime)}"); break;
            case Effect.Publish publish: Say($"publish {publish.Step.Type}"); break;
            case Effect.Finish finish: Say($"{(finish.ByExit ? "exit" : "end")} {finish.Outcome}"); break;
            default: throw new InvalidOperationException($"{effect}");
        }
    }

    private void Say(string what) => Log.Add($"{Minute.Format(Now.InZone(_zone).LocalDateTime)} {what}");

    /// <summary>Where the planned contacts of the last answer lie.</summary>
    public ImmutableArray<string> Planned =>
        [.. Last.Effects.OfType<Effect.Plan>().Last().Contacts.Select(c => $"{c.Step.Id} {Minute.Format(c.At.InZone(_zone).LocalDateTime)}")];
}
