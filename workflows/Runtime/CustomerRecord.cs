using System.Collections.Immutable;
using Campaigns.Workflows.Contacts;
using Campaigns.Workflows.Customers;

namespace Campaigns.Workflows.Runtime;

/// <summary>
/// Everything that decides about one customer, loaded by one read of their partition and saved by one batch: a unit of
/// work. What is not saved never happened.
/// </summary>
public sealed class CustomerRecord
{
    private readonly Dictionary<PolicyId, AttributeBag> _policies;
    private readonly Dictionary<EnrollmentId, EnrollmentRecord> _enrollments;
    private readonly HashSet<PolicyId> _changedPolicies = [];
    private readonly HashSet<EnrollmentId> _changedEnrollments = [];
    private readonly List<Fact> _facts = [];

    internal CustomerRecord(
        CustomerId id, string? tag, CustomerHead head, CustomerProfile? profile,
        Dictionary<PolicyId, AttributeBag> policies, Dictionary<EnrollmentId, EnrollmentRecord> enrollments)
    {
        Id = id;
        Tag = tag;
        Head = head;
        Profile = profile ?? new CustomerProfile { Id = id, Attributes = AttributeBag.Of([new("id", id.Value)]) };
        _policies = policies;
        _enrollments = enrollments;
    }

    /// <summary>The customer.</summary>
    public CustomerId Id { get; }

    /// <summary>Whether anything was stored about the customer before.</summary>
    public bool Exists => Tag is not null;

    /// <summary>The profile.</summary>
    public CustomerProfile Profile { get; private set; }

    /// <summary>The contact ledger.</summary>
    public ContactLedger Ledger => Head.Ledger;

    /// <summary>Enrollments that are over.</summary>
    public ImmutableArray<PastEnrollment> Past => Head.Past;

    /// <summary>The customer's policies.</summary>
    public IReadOnlyDictionary<PolicyId, AttributeBag> Policies => _policies;

    /// <summary>The enrollments that run.</summary>
    public IReadOnlyDictionary<EnrollmentId, EnrollmentRecord> Enrollments => _enrollments;

    /// <summary>What happened in this unit of work, in order.</summary>
    public IReadOnlyList<Fact> Facts => _facts;

    internal string? Tag { get; }

    internal CustomerHead Head { get; private set; }

    internal bool ProfileChanged { get; private set; }

    internal bool HeadChanged { get; private set; }

    internal IReadOnlyCollection<PolicyId> ChangedPolicies => _changedPolicies;

    internal IReadOnlyCollection<EnrollmentId> ChangedEnrollments => _changedEnrollments;

    internal List<EnrollmentRecord> Finished { get; } = [];

    internal List<string> EventHashes { get; } = [];

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
        _policies[policy] = attributes;
        _changedPolicies.Add(policy);
    }

    internal void Set(EnrollmentRecord enrollment)
    {
        _enrollments[enrollment.Id] = enrollment;
        _changedEnrollments.Add(enrollment.Id);
    }

    internal void Finish(EnrollmentRecord enrollment, PastEnrollment past)
    {
        _enrollments.Remove(enrollment.Id);
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
        foreach (var policy in _policies.Keys)
            _changedPolicies.Add(policy);
        _policies.Clear();
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
