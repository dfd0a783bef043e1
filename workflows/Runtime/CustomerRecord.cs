using System.Collections.Immutable;
using Campaigns.Workflows.Contacts;
using Campaigns.Workflows.Customers;

namespace Campaigns.Workflows.Runtime;

/// <summary>
/// Everything that decides about one customer, loaded by one read of their partition and saved by one batch: a unit of
/// work. What is not saved never happened. Parts are parsed when first looked at.
/// </summary>
public sealed class CustomerRecord
{
    private readonly CustomerRows _stored;
    private CustomerHead? _head;
    private CustomerProfile? _profile;
    private Dictionary<PolicyId, AttributeBag>? _policies;
    private Dictionary<EnrollmentId, EnrollmentRecord>? _enrollments;
    private readonly HashSet<PolicyId> _changedPolicies = [];
    private readonly HashSet<EnrollmentId> _changedEnrollments = [];
    private readonly List<Fact> _facts = [];

    internal CustomerRecord(CustomerId id, CustomerRows stored)
    {
        Id = id;
        _stored = stored;
        Tag = stored.Tag;
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

    /// <summary>Enrollments that are over.</summary>
    public ImmutableArray<PastEnrollment> Past => Head.Past;

    /// <summary>The customer's policies.</summary>
    public IReadOnlyDictionary<PolicyId, AttributeBag> Policies => WritablePolicies;

    /// <summary>The enrollments that run.</summary>
    public IReadOnlyDictionary<EnrollmentId, EnrollmentRecord> Enrollments => WritableEnrollments;

    /// <summary>What happened in this unit of work, in order.</summary>
    public IReadOnlyList<Fact> Facts => _facts;

    internal string? Tag { get; }

    internal CustomerHead Head
    {
        get => _head ??= _stored.Head();
        private set => _head = value;
    }

    internal bool ProfileChanged { get; private set; }

    internal bool HeadChanged { get; private set; }

    internal IReadOnlyCollection<PolicyId> ChangedPolicies => _changedPolicies;

    internal IReadOnlyCollection<EnrollmentId> ChangedEnrollments => _changedEnrollments;

    internal List<EnrollmentRecord> Finished { get; } = [];

    internal List<string> EventHashes { get; } = [];

    private Dictionary<PolicyId, AttributeBag> WritablePolicies => _policies ??= _stored.Policies();

    private Dictionary<EnrollmentId, EnrollmentRecord> WritableEnrollments => _enrollments ??= _stored.Enrollments();

    /// <summary>Whether saving would write anything.</summary>
    public bool Changed => HeadChanged || ProfileChanged || _facts.Count > 0 || EventHashes.Count > 0
        || _changedPolicies.Count > 0 || _changedEnrollments.Count > 0;

    internal void Set(CustomerProfile profile)
    {
        if (ReferenceEquals(profile, Profile))
            return;
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

    internal void Set(PolicyId policy, AttributeBag attributes)
    {
        WritablePolicies[policy] = attributes;
        _changedPolicies.Add(policy);
    }

    internal void Set(EnrollmentRecord enrollment)
    {
        WritableEnrollments[enrollment.Id] = enrollment;
        _changedEnrollments.Add(enrollment.Id);
    }

    internal void Finish(EnrollmentRecord enrollment, PastEnrollment past)
    {
        WritableEnrollments.Remove(enrollment.Id);
        _changedEnrollments.Add(enrollment.Id);
        Finished.Add(enrollment);
        Set(Past.Add(past));
    }

    internal void Set(ImmutableArray<PastEnrollment> past)
    {
        Head = Head with { Past = past };
        HeadChanged = true;
    }

    internal void Add(Fact fact) => _facts.Add(fact);

    internal void Forget()
    {
        foreach (var policy in WritablePolicies.Keys)
            _changedPolicies.Add(policy);
        WritablePolicies.Clear();
    }
}

/// <summary>The row every write of a customer replaces: its tag serialises all decisions about them.</summary>
public sealed record CustomerHead
{
    /// <summary>The contact ledger.</summary>
    public ContactLedger Ledger { get; init; } = ContactLedger.Empty;

    /// <summary>Enrollments that are over.</summary>
    public ImmutableArray<PastEnrollment> Past { get; init; } = [];

    /// <summary>How many timeline rows have been written: the next one's key.</summary>
    public long Chapters { get; init; }
}
