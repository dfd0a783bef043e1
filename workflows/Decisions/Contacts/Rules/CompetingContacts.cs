using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Decisions.Contacts.Rules;

/// <summary>The contacts of a ledger as one message sees them, each list by instant.</summary>
/// <param name="Taken">They keep their place: begun, sent, unknown, and reserved ones that the message does not outrank.</param>
/// <param name="Planned">Planned ones of higher priority.</param>
/// <param name="Lower">Reserved ones of lower priority: they make way.</param>
internal sealed record CompetingContacts(List<LedgerEntry> Taken, List<LedgerEntry> Planned, List<LedgerEntry> Lower)
{
    /// <summary>As a message sees them that asks for a place.</summary>
    public static CompetingContacts ForRequest(ContactClaim claim, ContactLedger ledger, ContactPolicy policy, Instant now) =>
        Of(claim, ledger, policy, now, static (entry, claim) => !claim.Outranks(entry));

    /// <summary>
    /// As a message sees them whose turn has come: of reserved ones only those before it in rank, then in time, hold it
    /// back. The others are held back by it when their turn comes, so that a minute's delay costs nobody a day.
    /// </summary>
    public static CompetingContacts ForDueContact(LedgerEntry self, ContactLedger ledger, ContactPolicy policy, Instant now)
    {
        var competing = Of(ContactClaim.Of(self), ledger, policy, now, (entry, claim) =>
            claim.IsOutrankedBy(entry) || (!claim.Outranks(entry) && IsBefore(entry, self)));
        return competing with { Lower = [] };
    }

    /// <summary>Two lists by instant as one.</summary>
    public static List<LedgerEntry> Merge(List<LedgerEntry> a, List<LedgerEntry> b)
    {
        if (b.Count == 0)
            return a;
        var merged = new List<LedgerEntry>(a.Count + b.Count);
        var (i, j) = (0, 0);
        while (i < a.Count || j < b.Count)
            merged.Add(j == b.Count || (i < a.Count && a[i].At <= b[j].At) ? a[i++] : b[j++]);
        return merged;
    }

    private static CompetingContacts Of(
        ContactClaim claim, ContactLedger ledger, ContactPolicy policy, Instant now, Func<LedgerEntry, ContactClaim, bool> keeps)
    {
        var competing = new CompetingContacts(new(ledger.Entries.Length), [], []);
        foreach (var entry in ledger.Entries)
        {
            if (entry.Message == claim.Message || entry.Channel == Channel.Agent || HasExpired(entry, now))
                continue;
            if (entry.Status == ContactStatus.Planned)
            {
                if (claim.IsOutrankedBy(entry) && (policy.LookAhead > Duration.Zero || entry.Important))
                    competing.Planned.Add(entry);
            }
            // A notice the law requires makes way for nothing.
            else if (entry.Status != ContactStatus.Reserved || policy.Exempt.Contains(entry.Category) || keeps(entry, claim))
                AddAt(competing.Taken, entry, now);
            else
                AddAt(competing.Lower, entry, now);
        }

        return competing;
    }

    private static bool HasExpired(LedgerEntry entry, Instant now) => entry.Status == ContactStatus.Reserved && entry.Deadline < now;

    /// <summary>
    /// What should have gone out and has not yet, because its queue is long, goes out now at the earliest: there it keeps others off.
    /// </summary>
    private static void AddAt(List<LedgerEntry> contacts, LedgerEntry entry, Instant now)
    {
        if (entry.At < now && entry.Status is ContactStatus.Reserved or ContactStatus.Sending)
            entry = entry with { At = now };
        var index = contacts.Count;
        while (index > 0 && contacts[index - 1].At > entry.At)
            index--;
        contacts.Insert(index, entry);
    }

    private static bool IsBefore(LedgerEntry entry, LedgerEntry self) =>
        entry.At != self.At ? entry.At < self.At : string.CompareOrdinal(entry.Message.Value, self.Message.Value) < 0;
}
