using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.Journeys;

namespace Campaigns.Decisions.Concurrency;

/// <summary>A limit on how many enrollments of one customer walk at once.</summary>
/// <param name="Places">How many.</param>
public abstract record PlaceLimit(int Places)
{
    /// <summary>Whether an enrollment needs a place of this limit.</summary>
    public abstract bool Concerns(Walker walker);

    /// <summary>What happens to an enrollment for which it has no place.</summary>
    public abstract WhenOutranked RuleFor(Walker walker);

    /// <summary>One at a time of the journeys of a group; each journey says what happens to it.</summary>
    public sealed record Group(string Name) : PlaceLimit(1)
    {
        /// <inheritdoc/>
        public override bool Concerns(Walker walker) => walker.Exclusive?.Group == Name;

        /// <inheritdoc/>
        public override WhenOutranked RuleFor(Walker walker) => walker.Exclusive!.WhenOutranked;
    }

    /// <summary>So many at a time of the contact policy's categories; the policy says what happens.</summary>
    public sealed record Concurrency(ConcurrencyLimit Limit, ContactPolicy Policy) : PlaceLimit(Limit.Limit)
    {
        /// <inheritdoc/>
        public override bool Concerns(Walker walker) =>
            !Policy.Exempt.Contains(walker.Category) && (Limit.Categories.IsEmpty || Limit.Categories.Contains(walker.Category));

        /// <inheritdoc/>
        public override WhenOutranked RuleFor(Walker walker) => Limit.WhenOutranked;
    }
}
