using System.Collections.Immutable;
using Campaigns.Model;

namespace Campaigns.Definitions.Catalog;

/// <summary>What became of an attribute catalog's text.</summary>
/// <param name="Catalog">The catalog; null when any finding is an error.</param>
/// <param name="Findings">Everything wrong or doubtful, in the order of the document.</param>
public sealed record CatalogReadResult(AttributeCatalog? Catalog, ImmutableArray<Finding> Findings);
