using Campaigns.Workflows.Customers;
using Campaigns.Workflows.Json;
using Campaigns.Workflows.Ports;

namespace Campaigns.Workflows.Runtime;

/// <summary>Customers in the row store: one partition each, read by one call and written by one batch.</summary>
/// <param name="rows">The store.</param>
public sealed class CustomerStore(IRowStore rows)
{
    /// <summary>The table.</summary>
    public const string Table = "customers";

    // Row keys are chosen so that one range holds what decisions need and the long tail lies outside of it.
    private const string HeadKey = "a";
    private const string ProfileKey = "b";
    private const string PolicyPrefix = "d:";
    private const string EnrollmentPrefix = "e:";
    private const string EndOfState = "f";
    private const string FinishedPrefix = "f:";
    private const string TimelinePrefix = "t:";
    private const string EndOfTimeline = "t;";
    private const string EventPrefix = "x:";
    private const int MostStateRows = 1000;

    /// <summary>Loads what decides about a customer; one that is unknown comes back empty.</summary>
    public async ValueTask<CustomerRecord> LoadAsync(CustomerId id, CancellationToken cancel)
    {
        var stored = await rows.ReadAsync(Table, id.Value, HeadKey, EndOfState, MostStateRows, cancel);
        var head = new CustomerHead();
        string? tag = null;
        CustomerProfile? profile = null;
        var policies = new Dictionary<PolicyId, AttributeBag>();
        var enrollments = new Dictionary<EnrollmentId, EnrollmentRecord>();
        foreach (var row in stored)
        {
            if (row.Key == HeadKey)
                (head, tag) = (StoreJson.Read<CustomerHead>(row), row.Tag);
            else if (row.Key == ProfileKey)
                profile = StoreJson.Read<CustomerProfile>(row);
            else if (row.Key.StartsWith(PolicyPrefix, StringComparison.Ordinal))
                policies[new(row.Key[PolicyPrefix.Length..])] = StoreJson.Read<AttributeBag>(row);
            else if (row.Key.StartsWith(EnrollmentPrefix, StringComparison.Ordinal))
                enrollments[new(row.Key[EnrollmentPrefix.Length..])] = StoreJson.Read<EnrollmentRecord>(row);
        }

        return new CustomerRecord(id, tag, head, profile, policies, enrollments);
    }

    /// <summary>Writes everything that changed, or nothing.</summary>
    /// <returns>Saved; changed by somebody else meanwhile; or an event of this unit of work had been taken before.</returns>
    public async ValueTask<SaveOutcome> SaveAsync(CustomerRecord record, CancellationToken cancel)
    {
        if (!record.Changed)
            return SaveOutcome.Saved;
        var changes = Changes(record);
        var result = await rows.CommitAsync(Table, record.Id.Value, changes, cancel);
        if (result.Committed)
            return SaveOutcome.Saved;
        return result.ConflictKey?.StartsWith(EventPrefix, StringComparison.Ordinal) == true ? SaveOutcome.EventKnown : SaveOutcome.Conflict;
    }

    /// <summary>A finished enrollment, or null.</summary>
    public async ValueTask<EnrollmentRecord?> FindFinishedAsync(CustomerId id, EnrollmentId enrollment, CancellationToken cancel) =>
        await rows.FindAsync(Table, id.Value, FinishedPrefix + enrollment, cancel) is { } row ? StoreJson.Read<EnrollmentRecord>(row) : null;

    /// <summary>The customer's facts in the order they happened.</summary>
    public async IAsyncEnumerable<Fact> ReadTimelineAsync(CustomerId id, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        const int page = 500;
        var from = TimelinePrefix;
        while (true)
        {
            var chapters = await rows.ReadAsync(Table, id.Value, from, EndOfTimeline, page, cancel);
            foreach (var fact in chapters.SelectMany(row => StoreJson.Read<List<Fact>>(row)))
                yield return fact;
            if (chapters.Count < page)
                yield break;
            from = chapters[^1].Key + "\0";
        }
    }

    private static List<RowChange> Changes(CustomerRecord record)
    {
        var head = record.Facts.Count > 0 ? record.Head with { Chapters = record.Head.Chapters + 1 } : record.Head;
        var changes = new List<RowChange>(8);
        // Events first: when one is known already, that is what the conflict must name.
        foreach (var hash in record.EventHashes)
            changes.Add(new RowChange.Insert(EventPrefix + hash, ReadOnlyMemory<byte>.Empty));
        var body = StoreJson.Write(head);
        changes.Add(record.Tag is { } tag ? new RowChange.Replace(HeadKey, body, tag) : new RowChange.Insert(HeadKey, body));
        if (record.ProfileChanged || record.Tag is null)
            changes.Add(new RowChange.Upsert(ProfileKey, StoreJson.Write(record.Profile)));
        foreach (var policy in record.ChangedPolicies)
        {
            changes.Add(record.Policies.TryGetValue(policy, out var attributes)
                ? new RowChange.Upsert(PolicyPrefix + policy, StoreJson.Write(attributes))
                : new RowChange.Delete(PolicyPrefix + policy));
        }

        foreach (var id in record.ChangedEnrollments)
        {
            changes.Add(record.Enrollments.TryGetValue(id, out var enrollment)
                ? new RowChange.Upsert(EnrollmentPrefix + id, StoreJson.Write(enrollment))
                : new RowChange.Delete(EnrollmentPrefix + id));
        }

        foreach (var enrollment in record.Finished)
            changes.Add(new RowChange.Upsert(FinishedPrefix + enrollment.Id, StoreJson.Write(enrollment)));
        if (record.Facts.Count > 0)
            changes.Add(new RowChange.Upsert($"{TimelinePrefix}{record.Head.Chapters:D10}", StoreJson.Write(record.Facts)));
        return changes;
    }
}

/// <summary>How saving a customer ended.</summary>
public enum SaveOutcome
{
    /// <summary>Everything is durable.</summary>
    Saved,

    /// <summary>Somebody else wrote meanwhile: load and decide again.</summary>
    Conflict,

    /// <summary>The event was taken before; nothing was written.</summary>
    EventKnown,
}
