namespace Campaigns.Api.Unsubscribe;

/// <summary>What a customer chose by an unsubscribe link.</summary>
internal enum UnsubscribeChoice
{
    /// <summary>No marketing by the message's channel.</summary>
    Channel,

    /// <summary>No marketing at all.</summary>
    Everything,

    /// <summary>Less of it.</summary>
    Less,
}
