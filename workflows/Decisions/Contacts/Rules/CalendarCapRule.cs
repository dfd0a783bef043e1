using Campaigns.Definitions.ContactPolicies;
using NodaTime;

namespace Campaigns.Decisions.Contacts.Rules;

/// <summary>The customer's own day, week or month holds at most the limit.</summary>
internal sealed class CalendarCapRule(FrequencyCap cap, int limit, CalendarWindow window, List<LedgerEntry> counted)
    : CapRule(cap, limit, counted)
{
    protected override FullWindow? FindFull(List<LedgerEntry> contacts, Instant at)
    {
        if (contacts.Count < Limit)
            return null;
        var (start, end) = window.Containing(at);
        var first = 0;
        while (first < contacts.Count && contacts[first].At < start)
            first++;
        var next = first;
        while (next < contacts.Count && contacts[next].At < end)
            next++;
        return next - first < Limit ? null : new(first, next - first, end);
    }
}
