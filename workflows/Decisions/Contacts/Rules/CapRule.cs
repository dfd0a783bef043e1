using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using NodaTime;

namespace Campaigns.Decisions.Contacts.Rules;

/// <summary>No window that contains the message holds more than the limit.</summary>
/// <param name="contacts">The contacts.</param>
/// <param name="cap">The cap.</param>
/// <param name="number">Its place in the policy.</param>
/// <param name="limit">Its limit, as far as the customer's own has not lowered it.</param>
internal abstract class CapRule(PlacedContacts contacts, FrequencyCap cap, int number, int limit) : ITimingRule
{
    /// <summary>The contacts.</summary>
    protected PlacedContacts Contacts => contacts;

    /// <summary>How many a window may hold.</summary>
    protected int Limit => limit;

    public Instant? Until(Instant at) => Find(ContactRole.Taken, at)?.Until;

    public BlockingReason Explain(Instant at) => Explain(ContactReason.Of(ContactReason.Cap, cap.Id), ContactRole.Taken, at);

    /// <summary>Names the contacts that fill a window.</summary>
    public BlockingReason Explain(string reason, ContactRole roles, Instant at)
    {
        var full = Find(roles, at) ?? throw new InvalidOperationException($"the instant does not violate cap {cap.Id}");
        var used = new List<MessageId>(limit);
        for (var i = full.First; i < full.End; i++)
        {
            if (Counts(i, roles, at))
                used.Add(contacts.Span[i].Entry.Message);
        }

        return new(reason) { Limit = limit, Used = [.. used], Frees = full.Until == Instant.MaxValue ? null : full.Until };
    }

    /// <summary>A window that one more contact at this instant would overfill, or null.</summary>
    /// <param name="roles">What counts.</param>
    /// <param name="at">The instant.</param>
    public FullWindow? Find(ContactRole roles, Instant at) =>
        limit == 0 ? new(0, 0, Instant.MaxValue) : contacts.Span.Length < limit ? null : FindFull(roles, at);

    /// <summary>Whether a contact uses the cap up, as seen from an instant.</summary>
    public bool Counts(int index, ContactRole roles, Instant at)
    {
        ref readonly var contact = ref contacts.Span[index];
        return (contact.Role & roles) != 0 && contact.Kind.IsCountedBy(number)
            && (contact.Role != ContactRole.Planned || contacts.IsSeen(contact.Entry, at));
    }

    protected abstract FullWindow? FindFull(ContactRole roles, Instant at);
}

/// <summary>A full window: those contacts between two places that count.</summary>
/// <param name="First">The place of the first contact that fills it.</param>
/// <param name="End">The place behind the last.</param>
/// <param name="Until">Before this nothing is allowed; <see cref="Instant.MaxValue"/>: ever.</param>
internal readonly record struct FullWindow(int First, int End, Instant Until);
