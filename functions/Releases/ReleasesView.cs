using System.Collections.Immutable;

namespace Campaigns.Releases;

/// <summary>What is in force, and what was.</summary>
/// <param name="Live">What is in force; null: nothing was deployed.</param>
/// <param name="Revision">Rises with each change of what is deployed.</param>
/// <param name="Drift">What is live otherwise than the release in force says, a line each: somebody changed it by hand.</param>
/// <param name="Deployments">The deployments, the latest first.</param>
public sealed record ReleasesView(
    DeploymentView? Live, long Revision, ImmutableArray<string> Drift, ImmutableArray<DeploymentView> Deployments);
