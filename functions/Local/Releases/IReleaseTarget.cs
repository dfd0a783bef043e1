using Campaigns.Releases;
using Campaigns.Runtime.Library;

namespace Campaigns.Local.Releases;

/// <summary>An installation to which releases are deployed: a store, or a host that is asked.</summary>
internal interface IReleaseTarget
{
    /// <summary>What people call it, to stand before "has no release".</summary>
    string Name { get; }

    /// <summary>What a release would change.</summary>
    /// <param name="content">The release, which need not be kept there.</param>
    /// <param name="inside">Whether the customers of journeys that change are counted.</param>
    /// <param name="cancel">Stops it.</param>
    Task<ReleasePlanView> PlanAsync(ReleaseContent content, bool inside, CancellationToken cancel);

    /// <summary>Keeps a release there; only files that it does not have are sent.</summary>
    /// <returns>Its id.</returns>
    Task<string> UploadAsync(ReleaseContent content, string message, CancellationToken cancel);

    /// <summary>Puts a release in force that is kept there.</summary>
    Task<DeployView> DeployAsync(string release, string message, DeployExpectation expected, CancellationToken cancel);

    /// <summary>What is in force and was, the latest first.</summary>
    Task<ReleasesView> ListAsync(int take, CancellationToken cancel);

    /// <summary>A release with its files; null: it has none of that id.</summary>
    Task<ReleaseContent?> ReadAsync(string release, CancellationToken cancel);
}
