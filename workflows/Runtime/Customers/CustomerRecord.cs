using System.Collections.Immutable;
using Campaigns.Decisions.Contacts;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Customers;

/// <summary>
/// Everything that decides about one customer, loaded by one read of their partition and saved by one batch: a unit of
/// work. What is not saved never happened. Parts are parsed when first looked at.
/// </summary>
public sealed class CustomerRecord
{
    private readonly CustomerRows _stored;
    private CustomerHead? _head;
    private CustomerHead? _headBefore;
    private CustomerProfile? _profile;
    private TimelineRange? _unannounced;
    private bool _unannouncedKnown;
    private PolicyRows? _policies;
    private RunningEnrollments? _enrollments;
    private bool _sharesPolicies; // with the record of another unit of work: copied before they are changed
    private bool _sharesEnrollments;
    private OlderEnrollments? _older;
    private Dictionary<PolicyId, AttributeBag?>? _policiesBefore;
    private HashSet<EnrollmentId>? _changedEnrollments;
    private List<TimelineEvent>? _timelineEvents;
    private List<EnrollmentRecord>? _finished;
    private List<string>? _eventHashes;

    internal CustomerRecord(CustomerId id, CustomerRows stored)
        : this(id, stored, stored.Tag)
    {
    }

    private CustomerRecord(CustomerId id, CustomerRows stored, string? tag)
    {
        Id = id;
        _stored = stored;
        Tag = tag;
    }

    /// <summary>The customer.</summary>
    public CustomerId Id { get; }

    /// <summary>Whether anything was stored about the customer before.</summary>
    public bool Exists => Tag is not null;

    /// <summary>The profile.</summary>
    public CustomerProfile Profile
    {
        get => _profile ??= _stored.Profile() ?? new CustomerProfile { Id = Id, Attributes = AttributeBag.Of([new("id", Id.Value)]) };
        private set => _profile = value;
    }

    /// <summary>The contact ledger.</summary>
    public ContactLedger Ledger => Head.Ledger;

    /// <summary>The steps of an enrollment whose messages have their slot and are not with a provider for good.</summary>
    /// <param name="enrollment">The enrollment.</param>
    /// <param name="withTasks">Whether tasks for agents count too.</param>
    public ImmutableArray<StepId> UnsentSteps(EnrollmentId enrollment, bool withTasks) =>
    [
        .. Ledger.Entries.OfEnrollment(enrollment)
            .Where(entry => entry.Status is ContactStatus.Reserved or ContactStatus.Sending && (withTasks || entry.Channel != Channel.Agent))
            .Select(entry => entry.Step),
    ];

    /// <summary>Enrollments that are over.</summary>
    public PastEnrollments Past => Head.Past;

    /// <summary>The customer's policies.</summary>
    public IReadOnlyDictionary<PolicyId, AttributeBag> Policies => _policies ??= _stored.Policies();

    /// <summary>The enrollments that run.</summary>
    public IReadOnlyDictionary<EnrollmentId, EnrollmentRecord> Enrollments => Running;

    /// <summary>The same, with what decisions ask about all of them.</summary>
    internal RunningEnrollments Running => _enrollments ??= _stored.Enrollments();

    /// <summary>What happened in this unit of work, in order.</summary>
    public IReadOnlyList<TimelineEvent> TimelineEvents => _timelineEvents ??= [];

    internal string? Tag { get; }

    /// <summary>What was removed when the customer was erased; null: nothing was.</summary>
    public ErasureCertificate? Erasure => Head.Erasure;

    /// <summary>The head's row as it was loaded; null: nothing is stored.</summary>
    internal Row? StoredHead => _stored.HeadRow;

    /// <summary>The profile and the policies as they are stored.</summary>
    internal (CustomerProfile? Profile, int Policies) Stored => (Exists ? ProfileBefore ?? Profile : null, Policies.Count
        + PoliciesBefore.Count(policy => policy.Value is not null && !Policies.ContainsKey(policy.Key))
        - PoliciesBefore.Count(policy => policy.Value is null && Policies.ContainsKey(policy.Key)));

    /// <summary>How many policies, enrollments and contacts it has, as far as anybody has looked at them.</summary>
    internal int Size => (_policies?.Count ?? 0) + (_enrollments?.Count ?? 0) + (_head?.Ledger.Entries.Count ?? 0);

    internal CustomerHead Head
    {
        get => _head ??= _headBefore = _stored.Head();
        private set => _head = value;
    }

    /// <summary>The contact ledger as it was before this unit of work.</summary>
    internal ContactLedger LedgerBefore => HeadBefore.Ledger;

    /// <summary>The head as it was before this unit of work.</summary>
    internal CustomerHead HeadBefore => _headBefore ?? Head;

    /// <summary>The head as saving writes it.</summary>
    /// <param name="moved">Enrollments that leave it, to be written as rows.</param>
    internal CustomerHead NextHead(out ImmutableArray<PastEnrollment> moved) => Head with
    {
        TimelineBatches = _timelineEvents is { Count: > 0 } ? Head.TimelineBatches + 1 : Head.TimelineBatches,
        Past = Past.MoveOlder(out moved),
        LedgerRows = LedgerLayout.RowsFor(Head.LedgerRows, Ledger.Entries.Count),
    };

    /// <summary>The head's tag after saving; null: not saved, or the store does not tell.</summary>
    internal string? SavedTag { get; set; }

    /// <summary>Saved with the timeline events, for the receiver who counts them.</summary>
    internal string? Stamp { get; set; }

    internal bool ProfileChanged { get; private set; }

    /// <summary>The profile as it was before this unit of work; null: it has not changed.</summary>
    internal CustomerProfile? ProfileBefore { get; private set; }

    /// <summary>The policies that have changed, as they were before; null: there was none.</summary>
    internal IReadOnlyDictionary<PolicyId, AttributeBag?> PoliciesBefore => _policiesBefore ??= [];

    /// <summary>
    /// The rows of the timeline that a message on its channel's queue answers for: whoever handles it has them announced. Null: none.
    /// </summary>
    internal TimelineRange? Unannounced
    {
        get
        {
            if (!_unannouncedKnown)
                (_unannounced, _unannouncedKnown) = (_stored.Unannounced(), true);
            return _unannounced;
        }
    }

    internal bool UnannouncedChanged { get; private set; }

    internal bool HeadChanged { get; private set; }

    internal IReadOnlyCollection<PolicyId> ChangedPolicies => (_policiesBefore ??= []).Keys;

    internal IReadOnlyCollection<EnrollmentId> ChangedEnrollments => _changedEnrollments ??= [];

    internal List<EnrollmentRecord> Finished => _finished ??= [];

    /// <summary>What this unit of work knows, and asks, of enrollments that are over and not in the head.</summary>
    internal OlderEnrollments Older => _older ??= new();

    /// <summary>Whether anything is asked of those that is not known yet.</summary>
    internal bool AsksOlder => _older is { Open.Any: true };

    /// <summary>Of these, those whose goal has been reached, or cannot be any more.</summary>
    internal HashSet<EnrollmentId> ClosedGoals => field ??= [];

    internal List<string> EventHashes => _eventHashes ??= [];

    /// <summary>The fingerprints of those that have one, by hash.</summary>
    internal Dictionary<string, string> EventFingerprints => field ??= [];

    private PolicyRows WritablePolicies
    {
        get
        {
            if (_sharesPolicies)
                (_policies, _sharesPolicies) = (new(_policies!), false);
            return _policies ??= _stored.Policies();
        }
    }

    private RunningEnrollments WritableEnrollments
    {
        get
        {
            if (_sharesEnrollments)
                (_enrollments, _sharesEnrollments) = (new(_enrollments!), false);
            return Running;
        }
    }

    /// <summary>Whether saving would write anything.</summary>
    public bool Changed => HeadChanged || ProfileChanged || _timelineEvents is { Count: > 0 } || _eventHashes is { Count: > 0 }
        || _policiesBefore is { Count: > 0 } || _changedEnrollments is { Count: > 0 } || UnannouncedChanged;

    internal void Set(CustomerProfile profile)
    {
        if (ReferenceEquals(profile, Profile))
            return;
        ProfileBefore ??= Profile;
        Profile = profile;
        ProfileChanged = true;
    }

    internal void Set(ContactLedger ledger)
    {
        if (ReferenceEquals(ledger, Ledger))
            return;
        Head = Head with { Ledger = ledger };
        HeadChanged = true;
    }

    internal void SetUnannounced(TimelineRange? range)
    {
        if (range == Unannounced)
            return;
        _unannounced = range;
        UnannouncedChanged = true;
    }

    internal void Set(PolicyId policy, AttributeBag attributes)
    {
        (_policiesBefore ??= []).TryAdd(policy, Policies.GetValueOrDefault(policy));
        WritablePolicies[policy] = attributes;
    }

    internal void Set(EnrollmentRecord enrollment)
    {
        WritableEnrollments.Set(enrollment);
        (_changedEnrollments ??= []).Add(enrollment.Id);
    }

    internal void Finish(EnrollmentRecord enrollment, PastEnrollment past)
    {
        WritableEnrollments.Remove(enrollment.Id);
        (_changedEnrollments ??= []).Add(enrollment.Id);
        Finished.Add(enrollment);
        Set(Past.With(past));
    }

    /// <summary>The latest run of an entry key that is over; null: none, or it is asked for and not known yet.</summary>
    /// <param name="subject">The entry key.</param>
    /// <param name="run">A run of it.</param>
    internal PastEnrollment? LatestPast(string subject, EnrollmentId run)
    {
        var recent = Past.Recent;
        for (var i = recent.Length - 1; i >= 0; i--)
        {
            if (recent[i].Subject == subject)
                return recent[i];
        }

        return Past.Older == 0 ? null : Older.LatestOf(run);
    }

    internal void Set(PastEnrollments past)
    {
        Head = Head with { Past = past };
        HeadChanged = true;
    }

    internal void Set(CustomerHead head)
    {
        Head = head;
        HeadChanged = true;
    }

    internal void Add(TimelineEvent timelineEvent) => (_timelineEvents ??= []).Add(Told(timelineEvent));

    /// <summary>Tells a timeline event before others: what led to them, when only they show that it led to anything.</summary>
    internal void Insert(int index, TimelineEvent timelineEvent) => (_timelineEvents ??= []).Insert(index, Told(timelineEvent));

    private TimelineEvent Told(TimelineEvent timelineEvent) =>
        Profile.ErasedAt is null ? timelineEvent : PersonalDataRedactor.Of(timelineEvent);

    /// <summary>Tells a timeline event of this unit of work differently.</summary>
    internal void Replace(TimelineEvent told, TimelineEvent instead) => _timelineEvents![_timelineEvents.IndexOf(told)] = instead;

    /// <summary>
    /// The record as the next unit of work finds it, if nobody else writes meanwhile: it need not be read. Null when that is not known.
    /// </summary>
    internal CustomerRecord? Next()
    {
        if (Changed ? SavedTag is null : Tag is null)
            return null;
        // The saved one may still be read, while the next is changed: whichever is changed first has copies made.
        (_sharesPolicies, _sharesEnrollments) = (_policies is not null, _enrollments is not null);
        var moved = ImmutableArray<PastEnrollment>.Empty;
        var next = Changed ? With(NextHead(out moved), SavedTag!, moved) : With(Head, Tag!, moved);
        (next._sharesPolicies, next._sharesEnrollments) = (_sharesPolicies, _sharesEnrollments);
        return next;
    }

    /// <summary>The same where the record itself is the store: nothing leaves it, and its parts are in the order of their row keys.</summary>
    internal CustomerRecord NextInMemory()
    {
        if (!Changed)
            return this;
        if (_policiesBefore is { Count: > 0 })
            WritablePolicies.Sort();
        if (_changedEnrollments is { Count: > 0 })
            WritableEnrollments.Sort();
        return With(Head, Tag ?? "", moved: []);
    }

    internal static Dictionary<TId, TPart> InOrder<TId, TPart>(Dictionary<TId, TPart> parts, Func<TId, string> keyOf) where TId : notnull
    {
        string? last = null;
        foreach (var id in parts.Keys)
        {
            if (string.CompareOrdinal(last, keyOf(id)) > 0)
                return parts.OrderBy(part => keyOf(part.Key), StringComparer.Ordinal).ToDictionary();
            last = keyOf(id);
        }

        return parts;
    }

    private CustomerRecord With(CustomerHead head, string tag, ImmutableArray<PastEnrollment> moved) => new(Id, _stored, tag)
    {
        // An erasure empties such rows without the record's knowing.
        _older = _older is not null && Profile.ErasedAt is null ? _older.After(moved) : null,
        _head = head,
        _headBefore = head,
        _unannounced = Unannounced,
        _unannouncedKnown = true,
        _profile = _profile,
        _policies = _policies,
        _enrollments = _enrollments,
    };

    /// <summary>Strips what this unit of work has gathered so far of personal data.</summary>
    internal void RedactPending()
    {
        for (var i = 0; i < TimelineEvents.Count; i++)
            _timelineEvents![i] = PersonalDataRedactor.Of(_timelineEvents[i]);
        for (var i = 0; i < Finished.Count; i++)
            Finished[i] = PersonalDataRedactor.Of(Finished[i]);
    }

    internal void ErasePolicies()
    {
        foreach (var (policy, attributes) in WritablePolicies)
            (_policiesBefore ??= []).TryAdd(policy, attributes);
        WritablePolicies.Clear();
    }
}

/// <summary>The row every write of a customer replaces: its tag serialises all decisions about them.</summary>
public sealed record CustomerHead
{
    /// <summary>The contact ledger.</summary>
    public ContactLedger Ledger { get; init; } = ContactLedger.Empty;

    /// <summary>Among how many rows of its own the ledger is divided; 0: it is in the head.</summary>
    public int LedgerRows { get; init; }

    /// <summary>Enrollments that are over.</summary>
    public PastEnrollments Past { get; init; } = PastEnrollments.None;

    /// <summary>How many timeline rows have been written: the next one's key.</summary>
    public long TimelineBatches { get; init; }

    /// <summary>Whether the customer was erased, and what is over still holds personal data: it is being emptied.</summary>
    public bool ErasurePending { get; init; }

    /// <summary>The hashes in the lookup index under which the customer was found until the erasure; they go with what is over.</summary>
    public ImmutableArray<string> ErasedLookups { get; init; } = [];

    /// <summary>What was removed when the customer was erased; null: they were not, or by a version that wrote none.</summary>
    public ErasureCertificate? Erasure { get; init; }
}
