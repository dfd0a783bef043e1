using System.Collections.Immutable;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Library;

/// <summary>
/// A library that never changes: journeys read from files, each as version 1, all published. For replays and simulations.
/// </summary>
public sealed class FixedLibrary(AttributeCatalog catalog, ContactPolicy policy, IEnumerable<JourneyDefinition> journeys) : ICampaignLibrary
{
    private readonly ImmutableArray<LiveJourney> _journeys =
        [.. journeys.Select(journey => new LiveJourney(journey with { Version = 1 }, JourneyStatus.Published))
            .OrderBy(live => live.Definition.Id.Value, StringComparer.Ordinal)];

    /// <summary>The contact policy as written, which a run keeps beside what it decided by it; empty: it is not kept.</summary>
    public ReadOnlyMemory<byte> PolicyText { get; init; }

    /// <inheritdoc/>
    public AttributeCatalog Catalog => catalog;

    /// <inheritdoc/>
    public ContactPolicy ContactPolicy => policy;

    /// <inheritdoc/>
    public ImmutableArray<LiveJourney> Journeys => _journeys;

    /// <inheritdoc/>
    public JourneyDefinition? Find(JourneyId journey, int version) =>
        JourneyIndex.Of(_journeys).Find(journey)?.Definition is { } definition && definition.Version == version ? definition : null;
}
