using System.Collections.Immutable;
using Campaigns.Decisions.Contacts;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Runtime.StoredRows;

/// <summary>Table <c>sharedcaps</c>: the contacts of a household or an address.</summary>
internal sealed class SharedLedgerRow
{
    public SharedContactRow[]? Contacts { get; set; }

    public static byte[] Write(ImmutableArray<SharedContact> contacts) => RowJson.Write(
        new SharedLedgerRow { Contacts = RowJson.Map(contacts, SharedContactRow.Of) }, RowJson.Context.SharedLedgerRow);

    public static ImmutableArray<SharedContact> Read(Row row) => RowJson.Read(SharedLedgers.Table, row, RowJson.Context.SharedLedgerRow,
        read => RowJson.Map(read.Contacts, SharedContactRow.Read));
}

/// <summary>A contact within a shared ledger.</summary>
internal sealed class SharedContactRow
{
    public string Message { get; set; } = "";

    public Instant At { get; set; }

    public string Channel { get; set; } = "";

    public string Category { get; set; } = "";

    public string Journey { get; set; } = "";

    public bool UnderWay { get; set; }

    public static SharedContactRow Of(SharedContact contact) => new()
    {
        Message = contact.Message.Value,
        At = contact.At,
        Channel = contact.Channel.Name,
        Category = contact.Category,
        Journey = contact.Journey.Value,
        UnderWay = contact.UnderWay,
    };

    public static SharedContact Read(SharedContactRow row) =>
        new(new(row.Message), row.At, new(row.Channel), row.Category, new(row.Journey)) { UnderWay = row.UnderWay };
}
