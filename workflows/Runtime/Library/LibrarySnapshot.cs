using System.Collections.Immutable;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Library;

/// <summary>The whole library at one moment. Immutable: a decision sees one state of it, and reading costs nothing.</summary>
public sealed record LibrarySnapshot
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

    internal ImmutableDictionary<(JourneyId Journey, int Version), VersionText> Versions { get; init; } =
        ImmutableDictionary<(JourneyId, int), VersionText>.Empty;

    /// <summary>A version that was published once, or null.</summary>
    public JourneyDefinition? Find(JourneyId journey, int version) => Versions.GetValueOrDefault((journey, version))?.Definition;

    /// <summary>A journey with a live version that can be read, or null.</summary>
    public LiveJourney? Find(JourneyId journey) => JourneyIndex.Of(Journeys).Find(journey);

    /// <summary>What a journey may name.</summary>
    public JourneyCheckContext CheckContext => new(Catalog, ContactPolicy, [.. Heads.Keys.Where(id => !DocumentIds.IsReserved(id))]);
}
