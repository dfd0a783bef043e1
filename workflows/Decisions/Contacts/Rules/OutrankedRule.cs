using Campaigns.Model;
using Campaigns.Model.Timeline;
using NodaTime;

namespace Campaigns.Decisions.Contacts.Rules;

/// <summary>
/// A contact of higher priority keeps its place: the gap around it is its own, reserved or only planned, and the slots
/// of a cap that planned ones will need are not given away.
/// </summary>
/// <remarks>
/// A planned contact is seen from <paramref name="lookAhead"/> before it on. What an instant forbids, a later one before
/// <see cref="Until"/> forbids too: of planned contacts it sees the same and more.
/// </remarks>
/// <param name="gap">The gap the message must keep, or null.</param>
/// <param name="near">Contacts of higher priority of the gap's categories, reserved and planned, by instant.</param>
/// <param name="caps">The caps that hold the message back, each with the planned contacts of higher priority that will use it up.</param>
/// <param name="lookAhead">How far ahead planned contacts are seen.</param>
/// <param name="journey">The message's journey.</param>
internal sealed class OutrankedRule(
    GapRule? gap, List<LedgerEntry> near, List<(CapRule Cap, List<LedgerEntry> Planned)> caps, Duration lookAhead,
    JourneyId journey) : ITimingRule
{
    public Instant? Until(Instant at) =>
        TooNear(at) is { } better ? gap!.After(better) : Needed(at) is { } needed ? needed.Cap.Find(needed.Together, at)!.Value.Until
        : null;

    public BlockingReason Explain(Instant at)
    {
        if (TooNear(at) is { } better)
            return new(ReasonFor(better)) { Used = [better.Message], Frees = gap!.After(better) };
        var (cap, together, first) = Needed(at) ?? throw new InvalidOperationException("the instant is not blocked by a better contact");
        return cap.Explain(ReasonFor(first), together, at);
    }

    /// <summary>The reason code: who is better.</summary>
    public static string ReasonFor(LedgerEntry better) => ContactReason.Of(ContactReason.Outranked, better.Enrollment.Journey.Value);

    private LedgerEntry? TooNear(Instant at)
    {
        if (gap is null)
            return null;
        foreach (var contact in near)
        {
            if (gap.IsNear(contact, at) && IsSeen(contact, at))
                return contact;
        }

        return null;
    }

    /// <summary>The first cap that has room now and would have none for what is planned.</summary>
    private (CapRule Cap, List<LedgerEntry> Together, LedgerEntry First)? Needed(Instant at)
    {
        foreach (var (cap, planned) in caps)
        {
            var seen = planned.FindAll(contact => IsSeen(contact, at));
            if (seen.Count == 0 || cap.Until(at) is not null)
                continue;
            var together = CompetingContacts.Merge(cap.Counted, seen);
            if (cap.Find(together, at) is { } full)
                return (cap, together, together.GetRange(full.First, full.Count).Find(contact => contact.Status == ContactStatus.Planned)!);
        }

        return null;
    }

    // An important message of the same journey is seen from any distance: the journey itself knows that it comes.
    private bool IsSeen(LedgerEntry contact, Instant at) => contact.Status != ContactStatus.Planned || contact.At - at <= lookAhead
        || (contact.Important && contact.Enrollment.Journey == journey);
}
