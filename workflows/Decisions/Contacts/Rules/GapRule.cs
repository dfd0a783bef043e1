using Campaigns.Model.Timeline;
using NodaTime;

namespace Campaigns.Decisions.Contacts.Rules;

/// <summary>Two contacts of the gap's categories are at least so far apart, later reserved ones included.</summary>
/// <param name="min">The least distance; exactly so far apart is allowed.</param>
/// <param name="taken">The contacts to keep it from, by instant.</param>
internal sealed class GapRule(Duration min, List<LedgerEntry> taken) : ITimingRule
{
    public Instant? Until(Instant at) => Near(taken, at) is { } near ? near.At + min : null;

    public BlockingReason Explain(Instant at) => Near(taken, at) is { } near
        ? new(ContactReason.Gap) { Used = [near.Message], Frees = near.At + min }
        : throw new InvalidOperationException("the instant does not violate the gap");

    /// <summary>The first of these contacts that is too near.</summary>
    public LedgerEntry? Near(List<LedgerEntry> contacts, Instant at)
    {
        foreach (var contact in contacts)
        {
            if (IsNear(contact, at))
                return contact;
        }

        return null;
    }

    /// <summary>Whether a contact is too near.</summary>
    public bool IsNear(LedgerEntry contact, Instant at) => at - contact.At < min && contact.At - at < min;

    /// <summary>When a contact that is too near no longer is.</summary>
    public Instant After(LedgerEntry contact) => contact.At + min;
}
