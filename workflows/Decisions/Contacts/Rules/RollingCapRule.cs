using Campaigns.Definitions.ContactPolicies;
using NodaTime;

namespace Campaigns.Decisions.Contacts.Rules;

/// <summary>
/// No half-open interval of the cap's length that contains the instant may hold more than the limit, contacts reserved
/// for later included.
/// </summary>
internal sealed class RollingCapRule(PlacedContacts contacts, FrequencyCap cap, int number, int limit, Duration length)
    : CapRule(contacts, cap, number, limit)
{
    protected override FullWindow? FindFull(ContactRole roles, Instant at)
    {
        // With the instant among the contacts, some limit + 1 neighbours that include it must not lie within one length: the window
        // begins with the earliest contact that may be in one with the instant, and is pushed on, a contact at a time.
        var span = Contacts.Span;
        var index = Contacts.After(at);
        var (first, before) = (index, 0);
        for (var i = index - 1; i >= 0 && before < Limit && at - span[i].Entry.At < length; i--)
        {
            if (Counts(i, roles, at))
                (first, before) = (i, before + 1);
        }

        var last = index - 1; // the last contact of the window; at first none is after the instant
        for (var missing = Limit - before; missing > 0; missing--)
        {
            if (!TryNext(ref last, roles, at))
                return null;
        }

        while (first < index)
        {
            var earliest = span[first].Entry.At;
            // The others lie within one length of the first of them, so nothing before its end can help.
            if ((last < index ? at : span[last].Entry.At) - earliest < length)
                return new(first, Math.Max(last + 1, index), earliest + length);
            if (!TryNext(ref last, roles, at))
                return null;
            do
                first++;
            while (first < index && !Counts(first, roles, at));
        }

        // All are after the instant; the first of them is as far as it helps to wait.
        first = index - 1;
        return TryNext(ref first, roles, at) && span[last].Entry.At - at < length ? new(first, last + 1, span[first].Entry.At + length) : null;
    }

    /// <summary>Moves on to the next contact that counts; false: there is none that may share a window with the instant.</summary>
    private bool TryNext(ref int place, ContactRole roles, Instant at)
    {
        var span = Contacts.Span;
        while (++place < span.Length && span[place].Entry.At - at < length)
        {
            if (Counts(place, roles, at))
                return true;
        }

        return false;
    }
}
