using System.Collections.Immutable;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Definitions.Validation;

namespace Campaigns.Runtime.Library;

/// <summary>Reads a journey and says all that is wrong or doubtful about it, before it may be published.</summary>
/// <param name="json">UTF-8 text.</param>
/// <param name="context">What it may name.</param>
public delegate JourneyReadResult JourneyCheck(ReadOnlyMemory<byte> json, JourneyCheckContext context);

/// <summary>What a journey is checked against.</summary>
/// <param name="Catalog">Attributes and events.</param>
/// <param name="ContactPolicy">The contact policy.</param>
/// <param name="Journeys">The ids of all journeys, drafts included.</param>
public sealed record JourneyCheckContext(AttributeCatalog Catalog, ContactPolicy ContactPolicy, ImmutableSortedSet<string> Journeys)
{
    /// <summary>The texts it may send; null: those that are in use.</summary>
    public ITemplateCatalog? Templates { get; init; }
}
