using System.Collections.Immutable;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.ContactPolicies;
using NodaTime;

namespace Campaigns.Definitions.Validation;

/// <summary>The world a journey is checked against: everything it may name.</summary>
/// <param name="Catalog">Attributes and events.</param>
/// <param name="Templates">Templates and the channels they have texts for.</param>
/// <param name="ContactPolicy">What may be sent when.</param>
public sealed record ValidationContext(AttributeCatalog Catalog, ITemplateCatalog Templates, ContactPolicy ContactPolicy)
{
    /// <summary>The categories a journey may have; by default those the contact policy names. Empty: any.</summary>
    public ImmutableSortedSet<string> Categories { get; init; } = CategoriesOf(ContactPolicy);

    /// <summary>The time; null: not known, so what depends on it is not checked.</summary>
    public Instant? Now { get; init; }

    /// <summary>The segments there are; null: not known, so not checked.</summary>
    public ImmutableSortedSet<string>? Segments { get; init; }

    /// <summary>The journeys there are; null: not known, so not checked.</summary>
    public ImmutableSortedSet<string>? Journeys { get; init; }

    /// <summary>Every category that a contact policy names anywhere.</summary>
    public static ImmutableSortedSet<string> CategoriesOf(ContactPolicy policy) =>
    [
        .. policy.Exempt,
        .. policy.Caps.Concat(policy.SharedCaps).SelectMany(cap => cap.Limits.Union(cap.Counts)),
        .. policy.Gap?.Categories ?? [],
        .. policy.Concurrency?.Categories ?? [],
    ];
}
