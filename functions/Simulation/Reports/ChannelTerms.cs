namespace Campaigns.Simulation.Reports;

/// <summary>What a channel's provider charges and carries.</summary>
/// <param name="Price">Of a message, or of a segment of a text message.</param>
/// <param name="PerMinute">What it takes in a minute; null: not said.</param>
public readonly record struct ChannelTerms(decimal Price, int? PerMinute);
