using Campaigns.Model;
using Campaigns.Portfolio.History;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Simulation.Replay;

/// <summary>What to replay.</summary>
/// <param name="History">The history: sorted by customer, or by time where a store is wanted.</param>
/// <param name="Source">The file's name.</param>
/// <param name="Rejected">How many of its rows could not be used.</param>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Library">Journeys, contact policy, catalog.</param>
/// <param name="Templates">The texts.</param>
/// <param name="Output">The folder to write to.</param>
public sealed record ReplayRequest(
    PortfolioHistory History, string Source, long Rejected, LocalDate From, LocalDate To,
    ICampaignLibrary Library, TemplateSet Templates, string Output)
{
    /// <summary>Where to write each message as a file, by the store's way; null: nowhere, messages are rendered and counted.</summary>
    public string? Outbox { get; init; }

    /// <summary>With a store, how many customers at the same time; null: as suits the machine.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>When the first day begins.</summary>
    internal Instant Begins => History.TimeZone.StartOf(From);

    /// <summary>When the last day ends.</summary>
    internal Instant Ends => History.TimeZone.StartOf(To.Saturated().PlusDays(1)) - Duration.FromTicks(1);
}
