using Campaigns.Model.Timeline;
using NodaTime;

namespace Campaigns.Decisions.Contacts.Rules;

/// <summary>Two contacts of the gap's categories are at least so far apart, later reserved ones included.</summary>
/// <param name="contacts">The contacts.</param>
/// <param name="min">The least distance; exactly so far apart is allowed.</param>
internal sealed class GapRule(PlacedContacts contacts, Duration min) : ITimingRule
{
    public Instant? Until(Instant at) => Near(at) is { } near ? near.At + min : null;

    public BlockingReason Explain(Instant at) => Near(at) is { } near
        ? new(ContactReason.Gap) { Used = [near.Message], Frees = near.At + min }
        : throw new InvalidOperationException("the instant does not violate the gap");

    /// <summary>The places of the contacts that may be too near: all that are lie between.</summary>
    public (int First, int End) Around(Instant at) => (contacts.After(at - min), contacts.After(at + min - Duration.Epsilon));

    /// <summary>When a contact that is too near no longer is.</summary>
    public Instant After(LedgerEntry contact) => contact.At + min;

    private LedgerEntry? Near(Instant at)
    {
        var (first, end) = Around(at);
        foreach (ref readonly var contact in contacts.Span[first..end])
        {
            if (contact.Role == ContactRole.Taken && contact.Kind.IsOfGap)
                return contact.Entry;
        }

        return null;
    }
}
