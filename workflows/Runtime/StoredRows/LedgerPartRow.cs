using Campaigns.Decisions.Contacts;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.StoredRows;

/// <summary>Table <c>customers</c>, rows <c>c:</c>: a part of a contact ledger that is too long for the head.</summary>
internal static class LedgerPartRow
{
    public static byte[] Write(LedgerEntry[] entries) =>
        RowJson.Write(Array.ConvertAll(entries, LedgerEntryRow.Of), RowJson.Context.LedgerEntryRowArray);

    public static LedgerEntry[] Read(Row row) => RowJson.Read(
        CustomerStore.Table, row, RowJson.Context.LedgerEntryRowArray, static rows => Array.ConvertAll(rows, LedgerEntryRow.Read));
}
