using System.Collections.Immutable;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Runtime.Ports;

namespace Campaigns.Simulation.Starts;

/// <summary>
/// What has been deployed, as if a workspace were published over it: its journeys become the newest versions, its contact policy and
/// catalog come into force. Who is on an earlier version stays on it; journeys that it does not have go on.
/// </summary>
public sealed class ChangedLibrary : ICampaignLibrary
{
    private readonly ICampaignLibrary _deployed;

    /// <summary>Publishes a workspace over a library.</summary>
    /// <param name="deployed">What has been deployed.</param>
    /// <param name="catalog">The workspace's catalog.</param>
    /// <param name="policy">Its contact policy.</param>
    /// <param name="journeys">Its journeys.</param>
    public ChangedLibrary(ICampaignLibrary deployed, AttributeCatalog catalog, ContactPolicy policy, IEnumerable<JourneyDefinition> journeys)
    {
        (_deployed, Catalog, ContactPolicy) = (deployed, catalog, policy);
        var changed = journeys.ToDictionary(journey => journey.Id);
        Journeys =
        [
            .. deployed.Journeys.Where(live => !changed.ContainsKey(live.Definition.Id))
                .Concat(changed.Values.Select(journey => new LiveJourney(journey with { Version = NextVersion(journey.Id) }, JourneyStatus.Published)))
                .OrderBy(live => live.Definition.Id.Value, StringComparer.Ordinal),
        ];
    }

    /// <inheritdoc/>
    public AttributeCatalog Catalog { get; }

    /// <inheritdoc/>
    public ContactPolicy ContactPolicy { get; }

    /// <inheritdoc/>
    public ImmutableArray<LiveJourney> Journeys { get; }

    /// <inheritdoc/>
    public JourneyDefinition? Find(JourneyId journey, int version) =>
        Journeys.FirstOrDefault(live => live.Definition.Id == journey && live.Definition.Version == version)?.Definition
        ?? _deployed.Find(journey, version);

    private int NextVersion(JourneyId journey) =>
        1 + (_deployed.Journeys.FirstOrDefault(live => live.Definition.Id == journey)?.Definition.Version ?? 0);
}
