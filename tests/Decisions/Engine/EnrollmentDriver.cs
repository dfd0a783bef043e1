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
internal sealed class EnrollmentDriver
{
    private static readonly LocalDateTimePattern Minute = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm");
    private static readonly EnrollmentId Id = EnrollmentId.Of(new("test"), "somebody", 1);
    private readonly JourneyDefinition _journey;
    private readonly DateTimeZone _zone;

    public EnrollmentDriver(string steps, string now, string zone = "Europe/Madrid", string more = "")
        : this(JourneyTexts.Read(JourneyTexts.Journey(steps, more: more)).Definition!, now, zone)
    {
    }

    public EnrollmentDriver(JourneyDefinition journey, string now, string zone = "Europe/Madrid")
    {
        (_journey, _zone) = (journey, DateTimeZoneProviders.Tzdb[zone]);
        Now = At(now);
    }

    /// <summary>What the engine did, each with its local minute.</summary>
    public List<string> Log { get; } = [];

    /// <summary>The values of expressions by their text; others are null.</summary>
    public Dictionary<string, object?> Values { get; } = [];

    /// <summary>What the contact policy says; grants by default.</summary>
    public Func<Effect.Contact, ContactResult> Policy { get; set; } = Grant;

    public string Subject { get; init; } = "somebody";

    public Instant Now { get; private set; }

    public EnrollmentState State { get; private set; } = EnrollmentState.Initial;

    public AdvanceResult Last { get; private set; } = new(EnrollmentState.Initial, [], null, null);

    /// <summary>The local minute it waits for; null: only an event wakes it.</summary>
    public string? WakesAt => Last.WakeAt is { } at ? Minute.Format(at.InZone(_zone).LocalDateTime) : null;

    public string? Outcome => State.Outcome;

    public MessageId Message => State.Contact!.Message!.Value;

    public static ContactResult Grant(Effect.Contact contact) =>
        new ContactResult.Reserved(MessageId.Of(Id, contact.Step.Id, contact.Attempt), contact.Channels[0], Instant.MinValue);

    public static ContactResult Refuse(string reason, bool blocked) => new ContactResult.Refused(new BlockingReason(reason), blocked);

    public ContactResult Defer(string until) => new ContactResult.Deferred(At(until), new BlockingReason("gap"));

    public Instant At(string local) => Minute.Parse(local).Value.InZoneLeniently(_zone).ToInstant();

    public EnrollmentDriver Start() => Handle(new Signal.Started());

    /// <summary>Lets the clock run to a local minute, waking the enrollment whenever it asked for it.</summary>
    public EnrollmentDriver RunTo(string local)
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

    /// <summary>Moves the clock without waking anybody: the timer is late.</summary>
    public EnrollmentDriver MoveTo(string local)
    {
        Now = At(local);
        return this;
    }

    public EnrollmentDriver Wake(bool afterPause = false) => Handle(new Signal.Woken { AfterPause = afterPause });

    public EnrollmentDriver Refresh() => Handle(new Signal.Refreshed());

    /// <summary>An event that satisfies every wait for its type.</summary>
    public EnrollmentDriver Receive(string type, MessageId? message = null)
    {
        var matches = _journey.Map.Awaited.TryGetValue(type, out var awaited) ? awaited.Select(a => (a.Step.Id, a.Pattern)) : [];
        return Handle(
            new Signal.EventReceived(type, Now, AttributeBag.Of([new("type", type)]), [.. matches], Exit: null) { Message = message });
    }

    public EnrollmentDriver Exit(string outcome) => Handle(new Signal.EventReceived("exit", Now, AttributeBag.Empty, [], outcome));

    public EnrollmentDriver Handle(Signal signal)
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
        if (answer is ContactResult.Reserved)
            AddToLog($"reserve {contact.Step.Id}/{contact.Attempt} {contact.Channels[0]}");
        return new Signal.Contacted(answer);
    }

    private void Write(Effect effect)
    {
        switch (effect)
        {
            case Effect.Plan: break;
            case Effect.Dispatch: AddToLog("send"); break;
            case Effect.Update update: AddToLog($"update {update.Step.Id}"); break;
            case Effect.CreateTask task: AddToLog($"task {task.Step.Id} due {Minute.Format(task.Due.InZone(_zone).LocalDateTime)}"); break;
            case Effect.Publish publish: AddToLog($"publish {publish.Step.Type}"); break;
            case Effect.Finish finish: AddToLog($"{(finish.ByExit ? "exit" : "end")} {finish.Outcome}"); break;
            default: throw new InvalidOperationException($"{effect}");
        }
    }

    private void AddToLog(string what) => Log.Add($"{Minute.Format(Now.InZone(_zone).LocalDateTime)} {what}");

    /// <summary>Where the planned contacts of the last answer lie.</summary>
    public ImmutableArray<string> Planned =>
        [.. Last.Effects.OfType<Effect.Plan>().Last()
            .Contacts.Select(c => $"{c.Step.Id} {Minute.Format(c.At.InZone(_zone).LocalDateTime)}")];
}
