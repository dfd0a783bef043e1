using Campaigns.Decisions.Contacts;
using Campaigns.Model.Customers;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;

namespace Campaigns.Runtime.Customers;

/// <summary>
/// The rows of a customer as they were read, parsed when asked for: a sweep looks at nothing but profile and policies of
/// most customers, and a date timer seldom at more.
/// </summary>
/// <param name="rows">The rows between <see cref="HeadKey"/> and <see cref="EndOfState"/>.</param>
internal readonly struct CustomerRows(IReadOnlyList<Row> rows)
{
    // Row keys are chosen so that one range holds what decisions need and the long tail lies outside of it.
    public const string HeadKey = "a";
    public const string ProfileKey = "b";
    public const string UnannouncedKey = "c";
    public const string PolicyPrefix = "d:";
    public const string EnrollmentPrefix = "e:";
    public const string EndOfState = "f";

    /// <summary>The tag that serialises all writes of the customer; null: nothing is stored.</summary>
    public string? Tag => HeadRow?.Tag;

    /// <summary>The head as it is stored, or null.</summary>
    public Row? HeadRow => Find(HeadKey);

    /// <summary>The head.</summary>
    public CustomerHead Head()
    {
        var head = HeadRow is { } row ? CustomerHeadRow.Read(row) : new();
        return head.LedgerRows == 0 ? head : head with { Ledger = new() { Entries = Contacts() } };
    }

    /// <summary>The profile, or null.</summary>
    public CustomerProfile? Profile() => Find(ProfileKey) is { } row ? CustomerProfileRow.Read(row) : null;

    /// <summary>The rows of the timeline that no notice has announced to the publisher yet, or null.</summary>
    public TimelineRange? Unannounced() => Find(UnannouncedKey) is { } row ? TimelineRange.Read(row) : null;

    /// <summary>The policies.</summary>
    public PolicyRows Policies() => new(rows);

    /// <summary>The enrollments that run.</summary>
    public RunningEnrollments Enrollments()
    {
        var enrollments = new RunningEnrollments();
        foreach (var row in rows)
        {
            if (row.Key.StartsWith(EnrollmentPrefix, StringComparison.Ordinal))
                enrollments.Set(EnrollmentRow.Read(row));
        }

        return enrollments;
    }

    private LedgerEntries Contacts()
    {
        var entries = new List<LedgerEntry>();
        foreach (var row in rows)
        {
            if (row.Key.StartsWith(LedgerLayout.Prefix, StringComparison.Ordinal))
                entries.AddRange(LedgerPartRow.Read(row));
        }

        return [.. entries.OrderBy(static entry => entry.At)];
    }

    private Row? Find(string key)
    {
        foreach (var row in rows)
        {
            if (row.Key == key)
                return row;
        }

        return null;
    }
}
