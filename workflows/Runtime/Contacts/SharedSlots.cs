using Campaigns.Decisions.Contacts;
using Campaigns.Runtime.Customers;

namespace Campaigns.Runtime.Contacts;

/// <summary>The slots that a customer's messages take in the ledgers of their household and their addresses.</summary>
internal static class SharedSlots
{
    /// <summary>The messages that had slots before a unit of work, and are not to be sent from them any more.</summary>
    public static IEnumerable<LedgerEntry> GivenBack(CustomerRecord record) => !record.HeadChanged
        ? []
        : record.LedgerBefore.Entries.Except(record.Ledger.Entries).Where(entry => entry is { SharedLedgers.IsEmpty: false, Status: not ContactStatus.Sent }
            && record.Ledger.Find(entry.Message) is null
                or { Status: ContactStatus.Reserved or ContactStatus.Planned, SharedLedgers.IsEmpty: true });
}
