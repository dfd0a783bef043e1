using Campaigns.Runtime.Library;

namespace Campaigns.Releases;

/// <summary>Reads what is in force, and what was.</summary>
public static class ReleaseLists
{
    /// <summary>What is in force, what was changed by hand since, and the deployments.</summary>
    /// <param name="library">Where.</param>
    /// <param name="take">How many deployments, at most.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<ReleasesView> ReadAsync(CampaignLibrary library, int take, CancellationToken cancel)
    {
        await library.RefreshAsync(cancel);
        var snapshot = library.Snapshot;
        return new(snapshot.Release.Live is { } live ? DeploymentView.Of(live) : null, snapshot.Release.Revision, [.. snapshot.Drift()],
            [.. (await library.DeploymentsAsync(take, cancel)).Select(DeploymentView.Of)]);
    }
}
