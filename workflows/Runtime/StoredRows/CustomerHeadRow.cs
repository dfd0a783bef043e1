using System.Text.Json.Serialization;
using Campaigns.Model.Customers;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Runtime.StoredRows;

/// <summary>Table <c>customers</c>, row <c>a</c>: ledger, past enrollments and the counter of timeline rows.</summary>
internal sealed class CustomerHeadRow
{
    public LedgerRow? Ledger { get; set; }

    public PastEnrollmentRow[]? Past { get; set; }

    [JsonPropertyName("chapters")]
    public long TimelineBatches { get; set; }

    [JsonPropertyName("forgetting")]
    public bool ErasurePending { get; set; }

    public ErasureRow? Erasure { get; set; }

    public static byte[] Write(CustomerHead head) => RowJson.Write(new CustomerHeadRow
    {
        Ledger = LedgerRow.Of(head.Ledger),
        Past = RowJson.Map(head.Past, PastEnrollmentRow.Of),
        TimelineBatches = head.TimelineBatches,
        ErasurePending = head.ErasurePending,
        Erasure = ErasureRow.Of(head.Erasure),
    }, RowJson.Context.CustomerHeadRow);

    public static CustomerHead Read(Row row) =>
        RowJson.Read(CustomerStore.Table, row, RowJson.Context.CustomerHeadRow, static row => new CustomerHead
        {
            Ledger = LedgerRow.Read(row.Ledger),
            Past = RowJson.Map(row.Past, PastEnrollmentRow.Read),
            TimelineBatches = row.TimelineBatches,
            ErasurePending = row.ErasurePending,
            Erasure = ErasureRow.Read(row.Erasure),
        });
}

/// <summary>A past enrollment within row <c>a</c>.</summary>
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
