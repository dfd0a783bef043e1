using System.Globalization;
using System.Numerics;
using Campaigns.Decisions.Contacts;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;

namespace Campaigns.Runtime.Customers;

/// <summary>
/// Where a ledger is stored: in the head, as long as it is short; else in rows of its own among which contacts are divided by their
/// enrollment. What is decided about one enrollment then writes one such row, of a few contacts, however many the others have.
/// </summary>
internal static class LedgerLayout
{
    /// <summary>What the row keys begin with. They lie among the rows that every decision reads.</summary>
    public const string Prefix = "c:";

    /// <summary>The most contacts in the head.</summary>
    public const int MaxInHead = 64;

    private const int MinInRows = 32; // so that a ledger of about as many as fit the head does not move to and fro
    private const int UsualInRow = 8;
    private const int MaxInRow = 16; // on average
    private const int MaxRows = 4096;

    /// <summary>Among how many rows a ledger is divided; 0: it is in the head.</summary>
    /// <param name="rows">Among how many it was.</param>
    /// <param name="contacts">How many contacts it has.</param>
    public static int RowsFor(int rows, int contacts)
    {
        if (contacts <= (rows == 0 ? MaxInHead : MinInRows))
            return 0;
        return rows > 0 && contacts <= rows * MaxInRow
            ? rows
            : Math.Min(MaxRows, (int)BitOperations.RoundUpToPowerOf2((uint)(contacts / UsualInRow)));
    }

    /// <summary>What of the rows changes.</summary>
    /// <param name="changes">To be added to.</param>
    /// <param name="before">The head as it was loaded.</param>
    /// <param name="now">The head as it is saved.</param>
    public static void AddChanges(List<RowChange> changes, CustomerHead before, CustomerHead now)
    {
        if (before.LedgerRows == 0 && now.LedgerRows == 0)
            return;
        var kept = before.LedgerRows == now.LedgerRows;
        var written = PlacesOf(kept ? now.Ledger.Entries.Except(before.Ledger.Entries) : now.Ledger.Entries, now.LedgerRows);
        var left = PlacesOf(kept ? before.Ledger.Entries.Except(now.Ledger.Entries) : before.Ledger.Entries, before.LedgerRows);
        written.UnionWith(left.Where(place => place < now.LedgerRows)); // where others may be left
        foreach (var place in written)
        {
            LedgerEntry[] entries = [.. now.Ledger.Entries.InPart(place, now.LedgerRows)];
            changes.Add(entries.Length == 0 ? new RowChange.Delete(KeyOf(place)) : new RowChange.Upsert(KeyOf(place), LedgerPartRow.Write(entries)));
        }

        foreach (var place in left.Except(written))
            changes.Add(new RowChange.Delete(KeyOf(place)));
    }

    private static SortedSet<int> PlacesOf(IEnumerable<LedgerEntry> entries, int rows) =>
        rows == 0 ? [] : [.. entries.Select(entry => LedgerEntries.PartOf(entry.Enrollment, rows))];

    private static string KeyOf(int place) => Prefix + place.ToString("D4", CultureInfo.InvariantCulture);
}
