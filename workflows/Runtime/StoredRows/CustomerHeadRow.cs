using System.Text.Json.Serialization;
using Campaigns.Model.Customers;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Runtime.StoredRows;

/// <summary>Table <c>customers</c>, row <c>a</c>: ledger, the latest past enrollments and the counter of timeline rows.</summary>
/// <remarks>
/// Of version 2 as soon as there are past enrollments in rows of their own: a program that does not know of them would let people enter
/// again, and lose the number when it writes. Of version 3 as soon as the ledger is: such a program would take it for empty.
/// </remarks>
internal sealed class CustomerHeadRow
{
    public LedgerRow? Ledger { get; set; }

    public int LedgerRows { get; set; }

    public PastEnrollmentRow[]? Past { get; set; }

    public int OlderPast { get; set; }

    public OlderGoalRow[]? OlderGoals { get; set; }

    [JsonPropertyName("chapters")]
    public long TimelineBatches { get; set; }

    [JsonPropertyName("forgetting")]
    public bool ErasurePending { get; set; }

    public string[]? ErasedLookups { get; set; }

    public ErasureRow? Erasure { get; set; }

    public static byte[] Write(CustomerHead head) => RowJson.Write(new CustomerHeadRow
    {
        Ledger = head.LedgerRows == 0 ? LedgerRow.Of(head.Ledger) : null,
        LedgerRows = head.LedgerRows,
        Past = RowJson.Map(head.Past.Recent, PastEnrollmentRow.Of),
        OlderPast = head.Past.Older,
        OlderGoals = head.Past.OlderGoals.IsEmpty ? null : RowJson.Map(head.Past.OlderGoals, OlderGoalRow.Of),
        TimelineBatches = head.TimelineBatches,
        ErasurePending = head.ErasurePending,
        ErasedLookups = head.ErasedLookups.IsEmpty ? null : [.. head.ErasedLookups],
        Erasure = ErasureRow.Of(head.Erasure),
    }, RowJson.Context.CustomerHeadRow, head.LedgerRows > 0 ? 3 : head.Past.Older > 0 ? 2 : 1);

    public static CustomerHead Read(Row row) =>
        RowJson.Read(CustomerStore.Table, row, RowJson.Context.CustomerHeadRow, static row => new CustomerHead
        {
            Ledger = LedgerRow.Read(row.Ledger),
            LedgerRows = row.LedgerRows,
            Past = new()
            {
                Recent = RowJson.Map(row.Past, PastEnrollmentRow.Read),
                Older = row.OlderPast,
                OlderGoals = RowJson.Map(row.OlderGoals, OlderGoalRow.Read),
            },
            TimelineBatches = row.TimelineBatches,
            ErasurePending = row.ErasurePending,
            ErasedLookups = [.. row.ErasedLookups ?? []],
            Erasure = ErasureRow.Read(row.Erasure),
        });
}

/// <summary>Until when goals of past enrollments in rows of their own can be reached, within row <c>a</c>.</summary>
internal sealed class OlderGoalRow
{
    public string Journey { get; set; } = "";

    public int Version { get; set; }

    public Instant Until { get; set; }

    public static OlderGoalRow Of(OlderGoal goal) => new() { Journey = goal.Journey.Value, Version = goal.Version, Until = goal.Until };

    public static OlderGoal Read(OlderGoalRow row) => new(new(row.Journey), row.Version, row.Until);
}

/// <summary>A past enrollment, within row <c>a</c> or as a row <c>p:</c> or <c>g:</c>.</summary>
internal sealed class PastEnrollmentRow
{
    public string Id { get; set; } = "";

    public string Subject { get; set; } = "";

    public int Version { get; set; }

    public Instant EndedAt { get; set; }

    public string? Policy { get; set; }

    public Instant? GoalUntil { get; set; }

    public AttributeBag? Entry { get; set; }

    public Instant? FirstTouch { get; set; }

    public Instant? LastTouch { get; set; }

    public bool Holdout { get; set; }

    public static byte[] Write(PastEnrollment past) => RowJson.Write(Of(past), RowJson.Context.PastEnrollmentRow);

    public static PastEnrollment Read(Row row) =>
        RowJson.Read(CustomerStore.Table, row, RowJson.Context.PastEnrollmentRow, static row => Read(row));

    public static PastEnrollmentRow Of(PastEnrollment past) => new()
    {
        Id = past.Id.Value,
        Subject = past.Subject,
        Version = past.Version,
        EndedAt = past.EndedAt,
        Policy = past.Policy?.Value,
        GoalUntil = past.GoalUntil,
        Entry = past.Entry,
        FirstTouch = past.Touches?.First,
        LastTouch = past.Touches?.Last,
        Holdout = past.Holdout,
    };

    public static PastEnrollment Read(PastEnrollmentRow row) => new(new(row.Id), row.Subject, row.Version, row.EndedAt)
    {
        Policy = row.Policy is { } policy ? new(policy) : null,
        GoalUntil = row.GoalUntil,
        Entry = row.Entry,
        Touches = row is { FirstTouch: { } first, LastTouch: { } last } ? new(first, last) : null,
        Holdout = row.Holdout,
    };
}
