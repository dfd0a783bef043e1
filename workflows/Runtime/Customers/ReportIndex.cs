using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;

namespace Campaigns.Runtime.Customers;

/// <summary>
/// Finds whom a report or reply is about when it names only what the provider knows: its own id of a message, or a
/// number. One row for each such name and customer; the name itself is kept as a hash.
/// </summary>
public sealed class ReportIndex(IRowStore rows)
{
    /// <summary>The table; a partition is the hash of a name, a row key a customer, the body their latest message under it.</summary>
    public const string Table = "reports";

    /// <summary>A number shared by more people than this is nobody's own.</summary>
    private const int MaxCustomers = 100;

    /// <summary>What reports of a provider are found by that names our own id of the message, and not the customer.</summary>
    public static string MessageKey(MessageId message) => $"message:{message}";

    /// <summary>Notes that a message goes out under a name.</summary>
    public async ValueTask AddAsync(string key, Addressee addressee, CancellationToken cancel) => await rows.CommitAsync(
        Table, StableHash.Id(key), [new RowChange.Upsert(addressee.Customer.Value, TextRow.Write(addressee.Message.Value))],
        cancel);

    /// <summary>Who was written to under a name; several where people share a number.</summary>
    public async ValueTask<IReadOnlyList<Addressee>> FindAsync(string key, CancellationToken cancel)
    {
        var found = await rows.ReadAsync(Table, StableHash.Id(key), "", "\uE000", MaxCustomers, cancel);
        return [.. found.Select(row => new Addressee(new(row.Key), new(TextRow.Read(Table, row))))];
    }
}

/// <summary>Somebody who was written to.</summary>
/// <param name="Customer">Whom.</param>
/// <param name="Message">The message.</param>
public readonly record struct Addressee(CustomerId Customer, MessageId Message);
