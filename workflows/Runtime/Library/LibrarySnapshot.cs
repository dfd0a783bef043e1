using System.Collections.Immutable;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Validation;
using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Releases;

namespace Campaigns.Runtime.Library;

/// <summary>
/// The whole library at one moment. Immutable: a decision sees one state of it, and reading costs nothing. What is held is not part of it.
/// </summary>
public sealed record LibrarySnapshot : ICampaignLibrary
{
    /// <summary>Nothing has been deployed.</summary>
    public static readonly LibrarySnapshot Empty = new();

    /// <summary>The declared attributes and events.</summary>
    public AttributeCatalog Catalog { get; init; } = AttributeCatalog.Empty;

    /// <summary>The contact policy in force.</summary>
    public ContactPolicy ContactPolicy { get; init; } = ContactPolicy.Unlimited;

    /// <summary>Journeys with a live version that can be read, by id.</summary>
    public ImmutableArray<LiveJourney> Journeys { get; init; } = [];

    /// <summary>Every document's head, by id.</summary>
    public ImmutableSortedDictionary<string, TaggedHead> Heads { get; init; } =
        ImmutableSortedDictionary.Create<string, TaggedHead>(StringComparer.Ordinal);

    /// <summary>
    /// Live documents this version of the software cannot read, with the reason: they are set aside, and the rest goes on.
    /// </summary>
    public ImmutableSortedDictionary<string, string> Unreadable { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Which release is in force.</summary>
    public ReleaseHead Release { get; init; } = ReleaseHead.None;

    /// <summary>The files of the release in force; none: nothing was deployed.</summary>
    public ReleaseManifest Files { get; init; } = ReleaseManifest.Empty;

    /// <inheritdoc/>
    public ITemplateCatalog? Texts => ReleasedTexts?.Catalog;

    internal string? ReleaseTag { get; init; }

    internal ReleasedTexts? ReleasedTexts { get; init; }

    internal ImmutableDictionary<(JourneyId Journey, int Version), VersionText> Versions { get; init; } =
        ImmutableDictionary<(JourneyId, int), VersionText>.Empty;

    /// <summary>A version that was published once, or null.</summary>
    public JourneyDefinition? Find(JourneyId journey, int version) => Versions.GetValueOrDefault((journey, version))?.Definition;

    /// <summary>A journey with a live version that can be read, or null.</summary>
    public LiveJourney? Find(JourneyId journey) => JourneyIndex.Of(Journeys).Find(journey);

    /// <summary>
    /// What is live otherwise than the release in force says, a line each: somebody has changed it by hand since, or retired it. A journey
    /// that is paused is as the release says.
    /// </summary>
    public IReadOnlyList<string> Drift()
    {
        if (Release.Live is null)
            return [];
        var drift = new List<string>();
        var live = Journeys.Where(journey => journey.Status != JourneyStatus.Retired)
            .Select(journey => (journey.Definition.Id, Text: Versions[(journey.Definition.Id, journey.Definition.Version)].CanonicalHash)).ToList();
        var texts = live.Select(journey => journey.Text).ToHashSet(StringComparer.Ordinal);
        var released = Files.Journeys.Select(entry => entry.Canonical).ToHashSet(StringComparer.Ordinal);
        drift.AddRange(Files.Journeys.Where(entry => !texts.Contains(entry.Canonical))
            .Select(entry => $"{entry.Path} is not live as the release has it"));
        drift.AddRange(live.Where(journey => !released.Contains(journey.Text))
            .Select(journey => $"journey {journey.Id} is live with a text that the release does not have"));
        drift.AddRange(RuleDrift(Files.ContactPolicy, ContactPolicyHash, "the contact policy"));
        drift.AddRange(RuleDrift(Files.Catalog, CatalogHash, "the catalog"));
        return drift;
    }

    private static IEnumerable<string> RuleDrift(ReleaseEntry? entry, string? live, string what) =>
        entry is null || entry.Canonical == live ? [] : [$"{what} in force is another one than {entry.Path} of the release"];

    internal string? ContactPolicyHash { get; init; }

    internal string? CatalogHash { get; init; }

    /// <summary>What a journey may name.</summary>
    public JourneyCheckContext CheckContext => new(Catalog, ContactPolicy, [.. Heads.Keys.Where(id => !DocumentIds.IsReserved(id))])
    {
        Templates = Texts,
    };
}
