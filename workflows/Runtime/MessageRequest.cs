namespace Campaigns.Workflows.Runtime;

/// <summary>What lies on a channel's queue: ids only, no personal data.</summary>
/// <param name="Channel">The queue.</param>
/// <param name="Customer">Whose message.</param>
/// <param name="Message">Which.</param>
public readonly record struct MessageRequest(Channel Channel, CustomerId Customer, MessageId Message);
