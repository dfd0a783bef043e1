using System.Text.Json.Serialization;
using Campaigns.Decisions.Contacts;
using NodaTime;

namespace Campaigns.Runtime.StoredRows;

/// <summary>The contact ledger within row <c>a</c>.</summary>
internal sealed class LedgerRow
{
    [JsonConverter(typeof(LedgerEntriesConverter))]
    public LedgerEntries? Entries { get; set; }

    public static LedgerRow Of(ContactLedger ledger) => new() { Entries = ledger.Entries };

    public static ContactLedger Read(LedgerRow? row) =>
        row is { Entries.IsEmpty: false } ? new() { Entries = row.Entries } : ContactLedger.Empty;
}

/// <summary>A contact within row <c>a</c>. The first programs wrote <c>counts</c> too, which follows from the rest.</summary>
internal sealed class LedgerEntryRow
{
    public string Message { get; set; } = "";

    public ContactStatus Status { get; set; }

    public Instant At { get; set; }

    public string Channel { get; set; } = "";

    public string Category { get; set; } = "";

    public int Priority { get; set; }

    public string Enrollment { get; set; } = "";

    public string Step { get; set; } = "";

    public string? To { get; set; }

    public Instant? Deadline { get; set; }

    [JsonPropertyName("hand_over")]
    public int DispatchNumber { get; set; }

    public string? Withdrawn { get; set; }

    public bool Unmovable { get; set; }

    public Instant? UnavailableAt { get; set; }

    public bool Important { get; set; }

    public string? AddressHash { get; set; }

    public bool AnyHour { get; set; }

    public string[]? SharedLedgers { get; set; }

    public static LedgerEntryRow Of(LedgerEntry entry) => new()
    {
        Message = entry.Message.Value,
        Status = entry.Status,
        At = entry.At,
        Channel = entry.Channel.Name,
        Category = entry.Category,
        Priority = entry.Priority,
        Enrollment = entry.Enrollment.Value,
        Step = entry.Step.Value,
        To = entry.To,
        Deadline = entry.Deadline,
        DispatchNumber = entry.DispatchNumber,
        Withdrawn = entry.Withdrawn,
        Unmovable = entry.Unmovable,
        UnavailableAt = entry.UnavailableAt,
        Important = entry.Important,
        AddressHash = entry.AddressHash,
        AnyHour = entry.AnyHour,
        SharedLedgers = entry.SharedLedgers.IsEmpty ? null : [.. entry.SharedLedgers],
    };

    public static LedgerEntry Read(LedgerEntryRow row) => new(
        new(row.Message), row.Status, row.At, new(row.Channel), row.Category, row.Priority, new(row.Enrollment), new(row.Step))
    {
        To = row.To,
        Deadline = row.Deadline,
        DispatchNumber = row.DispatchNumber,
        Withdrawn = row.Withdrawn,
        Unmovable = row.Unmovable,
        UnavailableAt = row.UnavailableAt,
        Important = row.Important,
        AddressHash = row.AddressHash,
        AnyHour = row.AnyHour,
        SharedLedgers = row.SharedLedgers is { } ledgers ? [.. ledgers] : [], // equal to that of an entry that was never stored
    };
}
