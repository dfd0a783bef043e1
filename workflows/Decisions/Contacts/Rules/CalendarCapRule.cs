using Campaigns.Definitions.ContactPolicies;
using NodaTime;

namespace Campaigns.Decisions.Contacts.Rules;

/// <summary>The customer's own day, week or month holds at most the limit.</summary>
internal sealed class CalendarCapRule(PlacedContacts contacts, FrequencyCap cap, int number, int limit, CalendarWindow window)
    : CapRule(contacts, cap, number, limit)
{
    protected override FullWindow? FindFull(ContactRole roles, Instant at)
    {
        var (start, end) = window.Containing(at);
        var (first, next) = (Contacts.After(start - Duration.Epsilon), Contacts.After(end - Duration.Epsilon));
        var counted = 0;
        for (var i = first; i < next; i++)
            counted += Counts(i, roles, at) ? 1 : 0;
        return counted < Limit ? null : new(first, next, end);
    }
}
