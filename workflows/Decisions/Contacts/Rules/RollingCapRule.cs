using Campaigns.Definitions.ContactPolicies;
using NodaTime;

namespace Campaigns.Decisions.Contacts.Rules;

/// <summary>
/// No half-open interval of the cap's length that contains the instant may hold more than the limit, contacts reserved
/// for later included.
/// </summary>
internal sealed class RollingCapRule(FrequencyCap cap, int limit, Duration length, List<LedgerEntry> counted) : CapRule(cap, limit, counted)
{
    protected override FullWindow? FindFull(List<LedgerEntry> contacts, Instant at)
    {
        // With the instant inserted among the contacts, some limit + 1 neighbours that include it must not lie within one
        // length. `index` is where it goes; `first` runs over the neighbours before it.
        var index = 0;
        while (index < contacts.Count && contacts[index].At <= at)
            index++;
        for (var first = Math.Max(0, index - Limit); first <= index && first + Limit <= contacts.Count; first++)
        {
            var earliest = first < index ? contacts[first].At : at;
            var last = first + Limit - 1; // the last of `limit` others
            var latest = last >= index ? contacts[last].At : at;
            // The others lie within one length of the first of them, so nothing before its end can help.
            if (latest - earliest < length)
                return new(first, Limit, contacts[first].At + length);
        }

        return null;
    }
}
