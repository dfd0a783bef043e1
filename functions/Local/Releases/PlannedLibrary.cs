using System.Collections.Immutable;
using System.Text;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.ContactPolicies.Reading;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Model;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;

namespace Campaigns.Local.Releases;

/// <summary>What is deployed, as it would be with a release in force: for simulations.</summary>
internal sealed class PlannedLibrary : ICampaignLibrary
{
    private readonly ICampaignLibrary _deployed;

    /// <summary>Puts a release in force over what is deployed.</summary>
    /// <param name="deployed">What is deployed.</param>
    /// <param name="content">The release.</param>
    /// <param name="plan">What it changes; it has no errors.</param>
    public PlannedLibrary(ICampaignLibrary deployed, ReleaseContent content, ReleasePlan plan)
    {
        _deployed = deployed;
        Catalog = content.Catalog is { } catalog ? CatalogReader.Read(catalog.Content).Catalog! : deployed.Catalog;
        ContactPolicy = content.ContactPolicy is { } policy ? ContactPolicyReader.Read(policy.Content, Catalog).Policy! : deployed.ContactPolicy;
        var changes = plan.Documents.Where(document => document.IsJourney && document.IsChange).ToDictionary(document => document.Id, StringComparer.Ordinal);
        Journeys =
        [
            .. deployed.Journeys.Where(live => !changes.ContainsKey(live.Definition.Id.Value))
                .Concat(changes.Values.Select(Changed))
                .OrderBy(live => live.Definition.Id.Value, StringComparer.Ordinal),
        ];

        LiveJourney Changed(PlannedDocument document) => document.HasNewText
            ? new(JourneyReader.Read(Encoding.UTF8.GetBytes(document.After!)).Definition! with { Version = document.Live + 1 }, document.To)
            : deployed.Journeys.First(live => live.Definition.Id.Value == document.Id) with { Status = document.To };
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
}
