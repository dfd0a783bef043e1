using Campaigns.Rendering.Set;
using Campaigns.Runtime.Keys;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Simulation;
using Campaigns.Simulation.Behaviour;
using Campaigns.Simulation.Behaviour.Learning;
using Campaigns.Simulation.Reports;
using NodaTime;

namespace Campaigns.Simulation;

/// <summary>What to simulate.</summary>
/// <param name="Library">Journeys, contact policy, catalog.</param>
/// <param name="Templates">The texts.</param>
/// <param name="Begins">When it begins.</param>
/// <param name="Days">How many days are walked.</param>
/// <param name="Customers">The customers as they stand when it begins; read once for each simulation.</param>
public sealed record SimulationRequest(
    ICampaignLibrary Library, TemplateSet Templates, Instant Begins, int Days, Func<IAsyncEnumerable<SimulatedCustomer>> Customers)
{
    /// <summary>How many customers there are, as far as it is known.</summary>
    public long Expected { get; init; }

    /// <summary>How customers behave.</summary>
    public CustomerBehaviour Behaviour { get; init; } = new();

    /// <summary>What is behind the probabilities where they were learned; empty: they are stated.</summary>
    public IReadOnlyList<LearnedRate> Learned { get; init; } = [];

    /// <summary>The seed of what they do.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The ids of messages: those of the store that customers come from.</summary>
    public MessageIds Ids { get; init; } = MessageIds.Unkeyed;

    /// <summary>By channel, what its provider charges and carries.</summary>
    public IReadOnlyDictionary<string, ChannelTerms> Terms { get; init; } = new Dictionary<string, ChannelTerms>();

    /// <summary>Whether texts are written: faulty ones fail their messages, and segments are counted.</summary>
    public bool WritesTexts { get; init; } = true;

    /// <summary>Where <c>timeline.jsonl</c> is written; null: nowhere.</summary>
    public string? Timeline { get; init; }
}
