using NodaTime;

namespace Campaigns.Workflows.Contacts.Rules;

/// <summary>Two contacts of the gap's categories are at least <see cref="ContactGap.Min"/> apart, later reserved ones included.</summary>
internal sealed class GapRule(ContactGap gap, ContactLedger ledger, ContactPolicy policy) : ITimingRule
{
    public Block? Blocks(Instant at)
    {
        foreach (var entry in ledger.Entries)
        {
            if (!entry.Counts || !TimingRules.Includes(gap.Categories, entry.Category, policy.Exempt.Contains(entry.Category)))
                continue;
            var distance = at - entry.At;
            if (distance < gap.Min && distance > -gap.Min)
            {
                var frees = entry.At + gap.Min;
                return new(new("gap") { Used = [entry.Message], Frees = frees }, frees);
            }
        }

        return null;
    }
}
