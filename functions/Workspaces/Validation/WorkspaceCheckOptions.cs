using Campaigns.Senders.Providers;

namespace Campaigns.Workspaces.Validation;

/// <summary>What a check of a workspace cannot know from its files.</summary>
/// <param name="Time">The clock: what is over, and the dates of sample customers.</param>
public sealed record WorkspaceCheckOptions(TimeProvider Time)
{
    /// <summary>Who delivers where it is deployed; null: what the workspace's own file of senders says, else what runs without one.</summary>
    public ProviderOptions? Senders { get; init; }
}
