using System.Collections.Immutable;
using Campaigns.Workflows.Contacts;
using Campaigns.Workflows.Customers;
using Campaigns.Workflows.Journeys.Reading;

namespace Campaigns.Workflows.Runtime.Library;

/// <summary>Reads a journey and says all that is wrong or doubtful about it, before it may be published.</summary>
/// <param name="json">UTF-8 text.</param>
/// <param name="surroundings">What it may name.</param>
public delegate JourneyReading JourneyCheck(ReadOnlyMemory<byte> json, JourneySurroundings surroundings);

/// <summary>What a journey is checked against.</summary>
/// <param name="Catalog">Attributes and events.</param>
/// <param name="ContactPolicy">The contact policy.</param>
/// <param name="Journeys">The ids of all journeys, drafts included.</param>
public sealed record JourneySurroundings(AttributeCatalog Catalog, ContactPolicy ContactPolicy, ImmutableSortedSet<string> Journeys);
