namespace Campaigns.Definitions.Journeys;

/// <summary>How fast a journey's messages go out: a release to many customers is shaped over hours instead of bursting.</summary>
/// <param name="PerMinute">At most so many messages in any minute, over all customers and all processes.</param>
public sealed record SendRate(int PerMinute);
