using System.Text.Json.Serialization;
using Campaigns.Decisions.Concurrency;
using Campaigns.Decisions.Engine;
using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Concurrency;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Enrollments;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sessions;
using Campaigns.Runtime.Work;
using NodaTime;

namespace Campaigns.Runtime.Entries;

/// <summary>The ways into journeys.</summary>
internal static class EntryEvaluator
{
    /// <summary>Enters the journeys that an event begins.</summary>
    /// <param name="session">The customer.</param>
    /// <param name="event">The event.</param>
    /// <param name="only">The one journey to look at; null: all.</param>
    /// <param name="later">What a journey that fails does later; null: its failure is that of the unit of work.</param>
    public static void OnEvent(
        CustomerSession session, CustomerEvent @event, JourneyId? only = null, Func<JourneyId, CustomerWork>? later = null)
    {
        foreach (var (journey, entry) in session.Journeys.OnEvent(@event.Type))
        {
            if ((only is { } id && journey.Id != id) || !session.Enters(journey))
                continue;
            session.Guard(journey.Id, later, () =>
            {
                if (!IsTooOld(session, journey, entry, @event))
                    TryEnter(session, journey, entry, @event.Policy, @event.Data);
            });
        }
    }

    /// <summary>
    /// Enters the journeys whose date has come within reach, for these policies and the customer; for those still out of
    /// reach, asks to be woken when it comes.
    /// </summary>
    /// <param name="session">The customer.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="customer">
    /// Whether the customer's own data changed: then their own dates are looked at, and all policies where an entry asks about the customer.
    /// </param>
    /// <param name="touched">The attributes that changed: entries that read none of them are left out. Null: all are looked at.</param>
    /// <param name="only">The one journey to look at; null: all.</param>
    /// <param name="later">What a journey that fails does later; null: its failure is that of the unit of work.</param>
    /// <param name="woken">
    /// Whether a date has come, rather than anything changed: the timers of the others are set, so all that is asked for is to be woken when
    /// the next comes. What a pause keeps from being looked at then is looked at when the journey is resumed.
    /// </param>
    public static void OnDates(
        CustomerSession session, IEnumerable<PolicyId> policies, bool customer, IReadOnlySet<string>? touched = null,
        JourneyId? only = null, Func<JourneyId, CustomerWork>? later = null, bool woken = false)
    {
        var over = policies.ToList();
        Instant? next = null;
        foreach (var date in touched is null ? session.Journeys.Dates : session.Journeys.DatesReading(touched))
        {
            var (journey, entry) = (date.Journey, date.Entry);
            if ((only is { } id && journey.Id != id) || !session.Enters(journey))
                continue;
            session.Guard(journey.Id, later, () =>
            {
                if (entry.Over == SubjectKind.Policies)
                {
                    var all = customer && (touched is null ? entry.DependsOnCustomer : date.ConcernsAllPolicies(touched));
                    foreach (var policy in all ? [.. session.Record.Policies.Keys] : over)
                        Await(OnDate(session, journey, entry, policy));
                }
                else if (customer)
                    Await(OnDate(session, journey, entry, policy: null));
            });
        }

        if (next is { } first)
            session.Timers.Add(new WakeTimer(first, session.Record.Id, Enrollment: null));

        void Await(Instant? opens)
        {
            if (opens is not { } at)
                return;
            if (!woken)
                session.Timers.Add(new WakeTimer(at, session.Record.Id, Enrollment: null));
            else if (!(next <= at))
                next = at;
        }
    }

    /// <summary>Enters a journey for each of the audience's matches.</summary>
    /// <returns>How many entered.</returns>
    public static int OnAudience(CustomerSession session, JourneyDefinition journey, Entry entry, Audience audience) =>
        OnAudience(session, journey, entry, audience, out _);

    /// <summary>
    /// The same, and until when it comes to nothing at every instant, as long as the customer's data stay as they are: now, where somebody
    /// is in the audience.
    /// </summary>
    public static int OnAudience(
        CustomerSession session, JourneyDefinition journey, Entry entry, Audience audience, out Instant unmatchedUntil)
    {
        var entered = 0;
        unmatchedUntil = Instant.MaxValue;
        IEnumerable<PolicyId?> subjects = audience.Over == SubjectKind.Policies
            ? session.Record.Policies.Keys.Select(id => (PolicyId?)id).ToList()
            : [null];
        foreach (var policy in subjects)
        {
            var scope = session.Scope(policy, @event: null, journey);
            var isMatched = audience.Where is null || session.Holds(audience.Where, scope);
            unmatchedUntil = Instant.Min(unmatchedUntil, isMatched ? session.Instant : scope.SameUntil);
            if (isMatched)
                entered += TryEnter(session, journey, entry, policy, @event: null) is EntryOutcome.Entered ? 1 : 0;
        }

        return entered;
    }

    /// <summary>Enters one customer, or says why not.</summary>
    /// <param name="session">The customer.</param>
    /// <param name="journey">The journey.</param>
    /// <param name="entry">The way in.</param>
    /// <param name="policy">The policy the enrollment would be about.</param>
    /// <param name="event">What the event or request carries.</param>
    /// <param name="anniversary">For a yearly date: which one, a part of the key.</param>
    public static EntryOutcome TryEnter(
        CustomerSession session, JourneyDefinition journey, Entry entry, PolicyId? policy, AttributeBag? @event,
        LocalDate? anniversary = null)
    {
        if (session.Record.Profile.ErasedAt is not null)
            return EntryOutcome.Erased;
        if (journey.Active?.Contains(session.Instant, session.Policy.TimeZone) == false)
            return EntryOutcome.NotActive;
        if (!session.Enters(journey))
            return EntryOutcome.Ramp;
        var scope = session.Scope(policy, @event, journey);
        if (entry.Where is { } where && !session.Holds(where, scope))
            return EntryOutcome.ConditionFalse;
        var subject = Subject(session, journey, entry, scope, anniversary);
        if (session.Record.Running.Contains(journey.Id, subject))
            return EntryOutcome.AlreadyRunning;
        if (session.Record.Enrollments.Count >= Limits.RunningEnrollments)
        {
            session.Record.Add(new TimelineEvent(session.Instant, TimelineEventKind.Warning)
            {
                Journey = journey.Id,
                Reason = $"The customer has {Limits.RunningEnrollments:N0} running enrollments, the most there can be; no other begins.",
            });
            return EntryOutcome.TooManyRunning;
        }

        var first = EnrollmentId.Of(journey.Id, subject, 1);
        var earlier = session.Record.LatestPast(subject, first);
        // One that was emptied when the customer was erased has no subject, and counts for nothing but its number.
        if (earlier?.Subject == subject && !MayReenter(session, entry.Reentry, earlier))
            return EntryOutcome.EnteredBefore;
        var enrollment = new EnrollmentRecord(
            earlier is null ? first : EnrollmentId.Of(journey.Id, subject, earlier.Id.Run + 1), subject, journey.Id, journey.Version,
            session.Instant)
        {
            Policy = policy,
            Event = @event,
            Holdout = StableHash.Percentile($"holdout/{journey.Id}/{session.Record.Id}") < journey.Holdout,
        };
        var admission = ConcurrencyController.Admit(session, journey, enrollment);
        if (admission is Admission.Full { Candidate.Rule: not WhenOutranked.Pause })
            return EntryOutcome.Outranked;
        session.NoteEntered(journey);
        session.Record.Add(
            session.About(enrollment, TimelineEventKind.Entered) with { Detail = enrollment.Holdout ? GoalAttributor.HoldoutMark : null });
        Begin(session, journey, enrollment, admission);
        return EntryOutcome.Entered;
    }

    private static void Begin(CustomerSession session, JourneyDefinition journey, EnrollmentRecord enrollment, Admission admission)
    {
        switch (admission)
        {
            case Admission.Full full:
                session.Record.Set(enrollment with { Held = true });
                session.Record.Add(ConcurrencyController.HeldEvent(session, enrollment, full.Candidate));
                break;
            case Admission.Granted granted:
                session.Record.Set(enrollment);
                ConcurrencyController.MakeRoom(session, granted);
                if (session.Record.Enrollments.GetValueOrDefault(enrollment.Id) is { Held: false } admitted)
                    EnrollmentCoordinator.Signal(session, journey, admitted, new Signal.Started());
                break;
            default: throw new ArgumentOutOfRangeException(nameof(admission), admission, "unknown admission");
        }
    }

    /// <returns>When the date comes within reach, or comes again; null: never.</returns>
    private static Instant? OnDate(CustomerSession session, JourneyDefinition journey, Entry.BeforeDate entry, PolicyId? policy)
    {
        var value = session.Evaluate(entry.Date, session.Scope(policy, @event: null));
        var zone = session.Now.Zone;
        if (AttributeDates.ToDate(value, zone) is not { } date)
            return null;
        // Before the journey is active, it is looked at as of then.
        var earliest = journey.Active?.From is { } from ? Instant.Max(from.In(session.Policy.TimeZone), session.Instant) : session.Instant;
        var today = earliest.InZone(zone).Date;
        if (entry.Yearly)
            return OnAnniversary(session, journey, entry, policy, date, earliest);
        var opens = Instant.Max(zone.StartOf(date - entry.By), earliest);
        if (date < today)
            return null;
        if (opens > session.Instant)
            return opens;
        TryEnter(session, journey, entry, policy, @event: null);
        return null;
    }

    /// <summary>Enters for the anniversary at hand.</summary>
    /// <returns>When the next comes within reach.</returns>
    private static Instant? OnAnniversary(
        CustomerSession session, JourneyDefinition journey, Entry.BeforeDate entry, PolicyId? policy, LocalDate date, Instant earliest)
    {
        var zone = session.Now.Zone;
        var next = Anniversary.OnOrAfter(date, earliest.InZone(zone).Date, entry.LeapDayIsMarch);
        var opens = Instant.Max(zone.StartOf(next - entry.By), earliest);
        if (opens <= session.Instant)
        {
            TryEnter(session, journey, entry, policy, @event: null, next);
            opens = zone.StartOf(Anniversary.OnOrAfter(date, next.PlusDays(1), entry.LeapDayIsMarch) - entry.By);
        }

        return opens > session.Instant ? opens : null;
    }

    /// <summary>Whether an event that would begin the journey happened too long ago; then the timeline says so.</summary>
    private static bool IsTooOld(CustomerSession session, JourneyDefinition journey, Entry.OnEvent entry, CustomerEvent @event)
    {
        var until = LocalClock.Plus(session.Now.Zone.At(@event.Time), entry.MaxAge);
        if (until >= session.Instant || session.Record.Profile.ErasedAt is not null)
            return false;
        if (entry.Where is null || session.Holds(entry.Where, session.Scope(@event.Policy, @event.Data, journey)))
            session.Record.Add(new TimelineEvent(session.Instant, TimelineEventKind.Warning)
            {
                Journey = journey.Id,
                Policy = @event.Policy,
                Reason = $"{@event.Type} of {@event.Time:uuuu-MM-dd'T'HH:mm:ss'Z'} begins nothing: it is older than {entry.MaxAge}.",
            });
        return true;
    }

    /// <summary>What the entry's key evaluates to, made unique among customers and journeys.</summary>
    private static string Subject(
        CustomerSession session, JourneyDefinition journey, Entry entry, ExpressionScope scope, LocalDate? anniversary)
    {
        var key = entry.Key.IsEmpty ? ""
            : string.Join('\u001f', entry.Key.Select(part => AttributeValues.KeyOf(session.Evaluate(part, scope))));
        if (anniversary is { } date) // each is another
            key = $"{key}\u001f{date:uuuu-MM-dd}";
        if (key.Length > Limits.KeyLength)
            key = StableHash.Id(key); // it is kept for as long as the customer is known
        return $"{journey.Id}\u001f{session.Record.Id}\u001f{key}";
    }

    private static bool MayReenter(CustomerSession session, Reentry reentry, PastEnrollment last) => reentry switch
    {
        { Allowed: false } => false,
        { After: null } => true,
        { After: { } after } => LocalClock.Plus(session.Now.Zone.At(last.EndedAt), after) <= session.Instant,
    };
}

/// <summary>What became of an attempt to enter a journey.</summary>
public enum EntryOutcome
{
    /// <summary>A new enrollment began.</summary>
    Entered,

    /// <summary>The entry's condition does not hold.</summary>
    ConditionFalse,

    /// <summary>The same key is on its way already.</summary>
    AlreadyRunning,

    /// <summary>The same key entered before, and may not again, or not yet.</summary>
    [JsonStringEnumMemberName("walked_before")]
    EnteredBefore,

    /// <summary>The customer has as many running enrollments as there can be.</summary>
    TooManyRunning,

    /// <summary>Better journeys have the places that its exclusive group or the contact policy allows.</summary>
    Outranked,

    /// <summary>The journey is not active yet, or no longer.</summary>
    NotActive,

    /// <summary>Its newest version comes before a share of the customers only, in which this one is not.</summary>
    Ramp,

    /// <summary>The customer's data is to be erased.</summary>
    Erased,

    /// <summary>There is no such customer or policy.</summary>
    NotFound,
}
