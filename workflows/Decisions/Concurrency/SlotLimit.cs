using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.Journeys;

namespace Campaigns.Decisions.Concurrency;

/// <summary>A limit on how many enrollments of one customer run at the same time.</summary>
/// <param name="Slots">How many.</param>
public abstract record SlotLimit(int Slots)
{
    /// <summary>Whether an enrollment needs a place of this limit.</summary>
    public abstract bool AppliesTo(ActiveEnrollment active);

    /// <summary>What happens to an enrollment for which it has no place.</summary>
    public abstract WhenOutranked RuleFor(ActiveEnrollment active);

    /// <summary>One at a time of the journeys of a group; each journey says what happens to it.</summary>
    public sealed record Group(string Name) : SlotLimit(1)
    {
        /// <inheritdoc/>
        public override bool AppliesTo(ActiveEnrollment active) => active.Exclusive?.Group == Name;

        /// <inheritdoc/>
        public override WhenOutranked RuleFor(ActiveEnrollment active) => active.Exclusive!.WhenOutranked;
    }

    /// <summary>So many at a time of the contact policy's categories; the policy says what happens.</summary>
    public sealed record Concurrency(ConcurrencyLimit Limit, ContactPolicy Policy) : SlotLimit(Limit.Limit)
    {
        /// <inheritdoc/>
        public override bool AppliesTo(ActiveEnrollment active) =>
            !Policy.Exempt.Contains(active.Category) && (Limit.Categories.IsEmpty || Limit.Categories.Contains(active.Category));

        /// <inheritdoc/>
        public override WhenOutranked RuleFor(ActiveEnrollment active) => Limit.WhenOutranked;
    }
}
