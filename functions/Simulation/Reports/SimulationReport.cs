using System.Text.Json.Serialization;
using Campaigns.Insights.Pressure;
using Campaigns.Simulation.Behaviour;
using Campaigns.Simulation.Behaviour.Learning;

namespace Campaigns.Simulation.Reports;

/// <summary>What a simulation came to.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Seed">The seed of what customers do.</param>
/// <param name="Customers">Customers who were walked to the end.</param>
/// <param name="Expected">How many there are; more than <paramref name="Customers"/> when it was stopped.</param>
/// <param name="Failed">Customers for whom a decision failed: they are left out from that instant on.</param>
/// <param name="Reached">Customers who got a message.</param>
/// <param name="Unreached">Customers who got none, by the rule that refused them last; <c>no-journey</c>: nothing was to be said to them.</param>
/// <param name="Journeys">By journey.</param>
/// <param name="Channels">By channel.</param>
/// <param name="Days">By day and channel.</param>
/// <param name="Contacts">How many customers got so many messages in all.</param>
/// <param name="HeldBack">Messages held back, by reason.</param>
/// <param name="Collisions">Journeys that stood in each other's way.</param>
/// <param name="Cost">What the messages cost, by the prices given.</param>
/// <param name="Behaviour">The probabilities it rests on.</param>
public sealed record SimulationReport(
    string From, string To, int Seed, long Customers, long Expected, long Failed, long Reached,
    IReadOnlyDictionary<string, long> Unreached, IReadOnlyList<JourneyOutcome> Journeys, IReadOnlyList<ChannelLoad> Channels,
    IReadOnlyList<DaySends> Days, IReadOnlyDictionary<int, long> Contacts, IReadOnlyList<RulePressure> HeldBack,
    IReadOnlyList<PairOfJourneys> Collisions, decimal Cost, CustomerBehaviour Behaviour)
{
    /// <summary>All messages.</summary>
    public long Messages => Channels.Sum(channel => channel.Messages);

    /// <summary>What is behind the probabilities where they were learned from a store's history; empty: they are stated.</summary>
    public IReadOnlyList<LearnedRate> Learned { get; init; } = [];

    /// <summary>The same by month, for charts.</summary>
    [JsonIgnore]
    public PortfolioPressure? Pressure { get; init; }
}

/// <summary>What a journey came to.</summary>
/// <param name="Journey">The journey.</param>
/// <param name="Entered">Enrollments that are contacted.</param>
/// <param name="Holdout">Enrollments of the holdout group.</param>
/// <param name="Messages">Messages sent.</param>
/// <param name="Opened">Opened.</param>
/// <param name="Clicked">Links followed.</param>
/// <param name="Converted">Enrollments that reached the goal.</param>
/// <param name="HoldoutConverted">The same of the holdout group.</param>
/// <param name="Rate">Converted of those who entered.</param>
/// <param name="Low">The lower end of its 95 % band.</param>
/// <param name="High">The upper end.</param>
public sealed record JourneyOutcome(
    string Journey, long Entered, long Holdout, long Messages, long Opened, long Clicked, long Converted, long HoldoutConverted,
    double? Rate, double? Low, double? High);

/// <summary>What a channel's provider has to carry.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Messages">Messages.</param>
/// <param name="Parts">What is charged: the segments of a text message, one of any other.</param>
/// <param name="Cost">What they cost.</param>
/// <param name="PeakMinute">The minute with most messages, in UTC.</param>
/// <param name="Peak">How many it has.</param>
/// <param name="PerMinute">What the provider takes in a minute; null: not said.</param>
/// <param name="MinutesOver">Minutes with more than that.</param>
public sealed record ChannelLoad(
    string Channel, long Messages, long Parts, decimal Cost, string? PeakMinute, long Peak, int? PerMinute, long MinutesOver);

/// <summary>Messages of a day by a channel.</summary>
/// <param name="Day">The day, in the contact policy's zone.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Messages">How many.</param>
public sealed record DaySends(string Day, string Channel, long Messages);

/// <summary>Messages of a journey that had to wait for another.</summary>
/// <param name="Waited">The journey that waited.</param>
/// <param name="WentFirst">The other.</param>
/// <param name="Messages">How many.</param>
/// <param name="SentLater">How many of them were sent later.</param>
public sealed record PairOfJourneys(string Waited, string WentFirst, long Messages, long SentLater);
