using Campaigns.Decisions.Contacts;
using Campaigns.Decisions.Engine;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Validation;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Messages;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Dispatch;
using Campaigns.Runtime.Keys;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Throttling;
using Campaigns.Runtime.Work;
using NodaTime;

namespace Campaigns.Runtime.Sessions;

/// <summary>
/// One unit of work on one customer at one instant: the record, the rules in force, and what must be done once the
/// record is saved. Runs wholly in memory.
/// </summary>
internal sealed class CustomerSession(
    CustomerRecord record, ICampaignLibrary library, Instant now, SendRateLeases leases, MessageIds ids,
    IReadOnlyDictionary<JourneyId, Exception> faulty)
{
    public CustomerRecord Record { get; } = record;

    public ICampaignLibrary Library { get; } = library;

    public ContactPolicy Policy => Library.ContactPolicy;

    /// <summary>The contact policy as the customer's preferences narrow it.</summary>
    public ContactPolicy PersonalPolicy => Policy.For(Record.Profile);

    /// <summary>When messages of paced journeys may go.</summary>
    public SendRateLeases SendRateLeases { get; } = leases;

    /// <summary>The ids of messages.</summary>
    public MessageIds Ids { get; } = ids;

    /// <summary>The templates, which say what their texts require; null: nothing.</summary>
    public ITemplateCatalog? Templates { get; init; }

    /// <summary>The words that customers may reply with.</summary>
    public ReplyWords Replies { get; init; } = ReplyWords.Carriers;

    /// <summary>The instant, in the customer's zone.</summary>
    public ZonedDateTime Now { get; private set; } = now.InZone(record.Profile.ZoneOr(library.ContactPolicy.TimeZone));

    public Instant Instant { get; } = now;

    /// <summary>Messages to put on their channels' queues after saving.</summary>
    public List<MessageRequest> Dispatches => field ??= [];

    /// <summary>
    /// Whether this unit of work comes from a message taken from its queue, which is then done with or put back: what it answered for to the
    /// publisher is to be announced.
    /// </summary>
    public bool HandlesMessage { get; set; }

    /// <summary>Messages of which nobody knows any more whether they were sent; to be noted before saving.</summary>
    public List<UnknownMessage> Unknown => field ??= [];

    /// <summary>Messages of which that is known after all; to be forgotten after saving.</summary>
    public List<MessageId> Known => field ??= [];

    /// <summary>Timers to set before saving: a needless one is harmless, a missing one is not.</summary>
    public List<WakeTimer> Timers => field ??= [];

    /// <summary>
    /// Addresses that are suppressed for whoever has them, or are not any more, by hash and channel; to be written before saving.
    /// </summary>
    public Dictionary<(string Hash, Channel Channel), SharedSuppression> SharedSuppressions => field ??= [];

    /// <summary>
    /// Gives what is to be queued its dispatch. What had its place before this unit of work may lie in the queue already: that copy
    /// becomes void.
    /// </summary>
    public void StampDispatches()
    {
        for (var i = 0; i < Dispatches.Count; i++)
        {
            var entry = Record.Ledger.Find(Dispatches[i].Message)!;
            if (Record.LedgerBefore.Find(entry.Message) is { Status: ContactStatus.Reserved } before && before.At == entry.At)
            {
                entry = entry with { DispatchNumber = before.DispatchNumber + 1 };
                Record.Set(Record.Ledger.With(entry));
            }

            Dispatches[i] = Dispatches[i] with { Stamp = DispatchStamp.Of(entry) };
        }
    }

    /// <summary>What journeys that failed in an earlier attempt are to do later, by themselves.</summary>
    public List<CustomerWork> Deferred => field ??= [];

    /// <summary>
    /// Lets a journey do something that is not its alone: when it fails, the unit of work is decided again without it, and it does its part
    /// later. What is wrong with the customer's data is not the journey's fault.
    /// </summary>
    /// <param name="journey">The journey.</param>
    /// <param name="later">Its part, for later; null: it is alone, so its failure is that of the unit of work.</param>
    /// <param name="act">Its part, now.</param>
    public void Guard(JourneyId journey, Func<JourneyId, CustomerWork>? later, Action act)
    {
        if (later is null)
        {
            act();
            return;
        }

        if (faulty.ContainsKey(journey))
        {
            Deferred.Add(later(journey));
            return;
        }

        try
        {
            act();
        }
        catch (Exception e) when (e is not (LimitExceededException or InvalidDataException or StoreFormatException or OutOfMemoryException))
        {
            throw new JourneyFaultException(journey, e);
        }
    }

    /// <summary>The goals that the event at hand has fulfilled; which of them is credited is decided when all are known.</summary>
    public List<(TimelineEvent Told, PastEnrollment Enrollment)> Conversions => field ??= [];

    /// <summary>What is still to be done to the customer's other enrollments.</summary>
    public FollowUps FollowUps { get; } = new();

    /// <summary>
    /// What expressions see for an enrollment, or for an entry that is being considered: then <c>entry</c> is the event itself.
    /// </summary>
    public ExpressionScope Scope(
        PolicyId? policy, AttributeBag? @event, JourneyDefinition? journey = null, EnrollmentRecord? enrollment = null)
    {
        var scope = new ExpressionScope(Now)
            .With("customer", Record.Profile.Attributes, Library.Catalog)
            .With("policy", PolicyOf(policy), Library.Catalog)
            .With("event", @event, Library.Catalog);
        if (journey is not null)
            scope.WithLazy("journey", () => JourneyScope.Of(journey));
        return enrollment is null
            ? scope.WithEntry(@event, policy, Library.Catalog)
            : scope.WithEntry(enrollment.Event, policy, Library.Catalog).WithLazy(
                "steps", () => StepScope.Of(enrollment.State, Library.Catalog, Now.Zone));
    }

    /// <summary>
    /// The value of an expression over real data. One that fails counts as null: an odd record must stop neither a
    /// journey nor a request, but it is told on the timeline.
    /// </summary>
    public object? Evaluate(Expression expression, ExpressionScope scope, TimelineEvent? about = null)
    {
        try
        {
            return expression.Evaluate(scope);
        }
        catch (ExpressionException e)
        {
            Record.Add((about ?? new TimelineEvent(Instant, TimelineEventKind.Warning))
                with
            { Kind = TimelineEventKind.Warning, Reason = e.Message });
            return null;
        }
    }

    /// <summary>Whether a condition holds over real data; one that fails does not, so nobody is contacted by mistake.</summary>
    public bool Holds(Expression condition, ExpressionScope scope, TimelineEvent? about = null) =>
        Truthiness.Of(Evaluate(condition, scope, about));

    public AttributeBag? PolicyOf(PolicyId? policy) => policy is { } id ? Record.Policies.GetValueOrDefault(id) : null;

    /// <summary>
    /// The enrollments that run, one by one and each as it is by then: what is done to one may end, hold or release another.
    /// </summary>
    public IEnumerable<EnrollmentRecord> Running(Predicate<EnrollmentRecord> which)
    {
        foreach (var id in Record.Enrollments.Keys.ToList())
        {
            if (Record.Enrollments.TryGetValue(id, out var enrollment) && which(enrollment))
                yield return enrollment;
        }
    }

    /// <summary>Writes the profile. The zone may be another from now on; one that nobody knows is told, once for each change.</summary>
    public void SetProfile(CustomerProfile profile)
    {
        var before = Record.Profile.Attributes.Text("time_zone");
        Record.Set(profile);
        Now = Instant.InZone(profile.ZoneOr(Policy.TimeZone));
        if (profile.Attributes.Text("time_zone") is { } zone && !BlankText.Is(zone) && zone != before
            && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null)
            Record.Add(
                new TimelineEvent(Instant,
                    TimelineEventKind.Warning)
                { Reason = $"The time zone '{zone}' is unknown; {Policy.TimeZone.Id} is used." });
    }

    /// <summary>The journeys as they are live at the beginning of the unit of work.</summary>
    public JourneyIndex Journeys { get; } = library.Index;

    public LiveJourney? Live(JourneyId journey) => Journeys.Find(journey);

    /// <summary>The version that an enrollment is on, or was; null: it ended so long ago that the head knows it no more.</summary>
    public int? VersionOf(EnrollmentId enrollment) =>
        Record.Enrollments.TryGetValue(enrollment, out var running) ? running.Version
        : Record.Past.Recent.LastOrDefault(past => past.Id == enrollment)?.Version;

    /// <summary>Whether the customer takes this version of a journey, of which a newer one may come before a share of customers only.</summary>
    public bool Enters(JourneyDefinition version) =>
        Live(version.Id) is not { Ramp: not null } live || live.For(Record.Id)?.Version == version.Version;

    /// <summary>Whether the customer has entered a version that somebody may have stopped meanwhile.</summary>
    public bool HasEnteredByRamp { get; private set; }

    /// <summary>Notes that the customer enters a version.</summary>
    public void NoteEntered(JourneyDefinition version) => HasEnteredByRamp |= Live(version.Id)?.Ramp is not null;

    /// <summary>A timeline event about an enrollment, at this instant.</summary>
    public TimelineEvent About(EnrollmentRecord enrollment, string kind) => new(Instant, kind)
    {
        Journey = enrollment.Journey,
        Version = enrollment.Version,
        Enrollment = enrollment.Id,
        Policy = enrollment.Policy,
    };
}
