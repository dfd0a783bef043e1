using System.Collections.Immutable;
using Campaigns.Definitions.Journeys;

namespace Campaigns.Definitions.ContactPolicies;

/// <summary>How many journeys one customer is in at the same time: the best by priority, the earliest among equals.</summary>
/// <param name="Limit">At most so many; at least 1.</param>
/// <param name="Categories">Journeys of which categories; empty: all but the exempt, which never count.</param>
/// <param name="WhenOutranked">What happens to those for whom there is no room.</param>
public sealed record ConcurrencyLimit(int Limit, ImmutableHashSet<string> Categories, WhenOutranked WhenOutranked)
{
    /// <summary>Whether two say the same; null: no limit.</summary>
    public static bool Same(ConcurrencyLimit? a, ConcurrencyLimit? b) => a is null || b is null
        ? a is null && b is null
        : a.Limit == b.Limit && a.WhenOutranked == b.WhenOutranked && a.Categories.SetEquals(b.Categories);
}
