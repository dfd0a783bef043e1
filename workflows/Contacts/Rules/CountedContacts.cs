namespace Campaigns.Workflows.Contacts.Rules;

/// <summary>The contacts of a ledger that use up a cap, by instant.</summary>
internal static class CountedContacts
{
    public static List<LedgerEntry> Of(FrequencyCap cap, ContactLedger ledger, ContactPolicy policy)
    {
        var counted = new List<LedgerEntry>(ledger.Entries.Length);
        foreach (var entry in ledger.Entries)
        {
            if (entry.Counts
                && TimingRules.Includes(cap.Counts, entry.Category, policy.Exempt.Contains(entry.Category))
                && (cap.Channels.Count == 0 || cap.Channels.Contains(entry.Channel))
                && (cap.Journeys.Count == 0 || cap.Journeys.Contains(entry.Enrollment.Journey.Value)))
                counted.Add(entry);
        }

        return counted;
    }
}
