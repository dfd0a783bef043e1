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

    private const string FinishedPrefix = "f:";
    private const string TimelinePrefix = "t:";
    private const string EndOfTimeline = "t;";
    private const string EventPrefix = "x:";
    private const int MostStateRows = 1000;

    internal IRowStore Rows => rows;

    /// <summary>Loads what decides about a customer; one that is unknown comes back empty.</summary>
    public async ValueTask<CustomerRecord> LoadAsync(CustomerId id, CancellationToken cancel)
    {
        var stored = await rows.ReadAsync(Table, id.Value, CustomerRows.HeadKey, CustomerRows.EndOfState, MostStateRows, cancel);
        return new CustomerRecord(id, new CustomerRows(stored));
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
        changes.Add(record.Tag is { } tag ? new RowChange.Replace(CustomerRows.HeadKey, body, tag) : new RowChange.Insert(CustomerRows.HeadKey, body));
        if (record.ProfileChanged || record.Tag is null)
            changes.Add(new RowChange.Upsert(CustomerRows.ProfileKey, StoreJson.Write(record.Profile)));
        foreach (var policy in record.ChangedPolicies)
        {
            changes.Add(record.Policies.TryGetValue(policy, out var attributes)
                ? new RowChange.Upsert(CustomerRows.PolicyPrefix + policy, StoreJson.Write(attributes))
                : new RowChange.Delete(CustomerRows.PolicyPrefix + policy));
        }

        foreach (var id in record.ChangedEnrollments)
        {
            changes.Add(record.Enrollments.TryGetValue(id, out var enrollment)
                ? new RowChange.Upsert(CustomerRows.EnrollmentPrefix + id, StoreJson.Write(enrollment))
                : new RowChange.Delete(CustomerRows.EnrollmentPrefix + id));
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
