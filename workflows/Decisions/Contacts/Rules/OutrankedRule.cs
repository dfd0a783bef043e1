using Campaigns.Model.Timeline;
using NodaTime;

namespace Campaigns.Decisions.Contacts.Rules;

/// <summary>
/// A contact of higher priority keeps its place: the gap around it is its own, reserved or only planned, and the slots
/// of a cap that planned ones will need are not given away.
/// </summary>
/// <remarks>
/// A planned contact is seen from the policy's look-ahead before it on. What an instant forbids, a later one before
/// <see cref="Until"/> forbids too: of planned contacts it sees the same and more.
/// </remarks>
/// <param name="contacts">The contacts.</param>
/// <param name="claim">The message.</param>
/// <param name="gap">The gap the message must keep, or null.</param>
/// <param name="caps">The caps that hold the message back.</param>
internal sealed class OutrankedRule(PlacedContacts contacts, ContactClaim claim, GapRule? gap, List<CapRule> caps) : ITimingRule
{
    private const ContactRole TakenOrPlanned = ContactRole.Taken | ContactRole.Planned;

    public Instant? Until(Instant at) => TooNear(at) is { } better ? gap!.After(better) : Needed(at)?.Full.Until;

    public BlockingReason Explain(Instant at)
    {
        if (TooNear(at) is { } better)
            return new(ReasonFor(better)) { Used = [better.Message], Frees = gap!.After(better) };
        var (cap, full) = Needed(at) ?? throw new InvalidOperationException("the instant is not blocked by a better contact");
        var first = full.First;
        while (contacts.Span[first].Role != ContactRole.Planned || !cap.Counts(first, TakenOrPlanned, at))
            first++;
        return cap.Explain(ReasonFor(contacts.Span[first].Entry), TakenOrPlanned, at);
    }

    /// <summary>The reason code: who is better.</summary>
    public static string ReasonFor(LedgerEntry better) => ContactReason.Of(ContactReason.Outranked, better.Enrollment.Journey.Value);

    private LedgerEntry? TooNear(Instant at)
    {
        if (gap is null)
            return null;
        var (first, end) = gap.Around(at);
        LedgerEntry? planned = null;
        foreach (ref readonly var contact in contacts.Span[first..end])
        {
            if (planned is not null && contact.Entry.At > planned.At)
                break;
            if (!contact.Kind.IsOfGap)
                continue;
            if (contact.Role == ContactRole.Taken && contact.Entry.Status == ContactStatus.Reserved && claim.IsOutrankedBy(contact.Entry))
                return contact.Entry; // of the same instant it goes before one that is only planned
            if (contact.Role == ContactRole.Planned && contacts.IsSeen(contact.Entry, at))
                planned ??= contact.Entry;
        }

        return planned;
    }

    /// <summary>The first cap that has room now and would have none for what is planned.</summary>
    private (CapRule Cap, FullWindow Full)? Needed(Instant at)
    {
        if (!contacts.AnyPlanned)
            return null;
        foreach (var cap in caps)
        {
            if (cap.Until(at) is null && cap.Find(TakenOrPlanned, at) is { } full)
                return (cap, full);
        }

        return null;
    }
}
