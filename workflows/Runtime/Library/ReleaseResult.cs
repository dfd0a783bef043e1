using System.Collections.Immutable;
using Campaigns.Model;
using Campaigns.Runtime.Releases;

namespace Campaigns.Runtime.Library;

/// <summary>What a release would change.</summary>
/// <param name="Release">The id that it has or would have.</param>
/// <param name="Head">Which release is in force.</param>
/// <param name="Documents">Journeys, contact policy and catalog.</param>
/// <param name="Files">All other files that differ from the release in force.</param>
/// <param name="Findings">What is wrong or doubtful about it.</param>
public sealed record ReleasePlan(
    string Release, ReleaseHead Head, ImmutableArray<PlannedDocument> Documents, ImmutableArray<PlannedFile> Files,
    ImmutableArray<ReleaseFinding> Findings)
{
    /// <summary>Whether it may be deployed.</summary>
    public bool IsValid => !Findings.Any(found => found.Finding.Severity == FindingSeverity.Error);

    /// <summary>Whether deploying it changes anything.</summary>
    public bool HasChanges => Head.Live?.Release != Release || Documents.Any(document => document.IsChange);
}

/// <summary>A file that a release adds, changes or removes.</summary>
/// <param name="Path">The file.</param>
/// <param name="Before">How it is in the release in force; null: it is not there.</param>
/// <param name="After">How it is in the release; null: it is not there.</param>
public sealed record PlannedFile(string Path, ReleaseEntry? Before, ReleaseEntry? After);

/// <summary>What became of a deployment.</summary>
/// <param name="Outcome">Whether it was done.</param>
/// <param name="Plan">What it changed, or would have.</param>
/// <param name="Live">What is in force now; null: nothing was deployed.</param>
public sealed record DeployResult(DeployOutcome Outcome, ReleasePlan Plan, Deployment? Live);

/// <summary>How a deployment ended.</summary>
public enum DeployOutcome
{
    /// <summary>The release is in force.</summary>
    Done,

    /// <summary>It was in force already, and everything is as it says.</summary>
    Unchanged,

    /// <summary>It has errors; nothing was changed.</summary>
    Refused,

    /// <summary>Something else is in force than was expected; nothing was changed.</summary>
    Conflict,
}

/// <summary>What has to be in force for a deployment to be done; whoever has somebody else's change before them is told.</summary>
/// <param name="Revision">The revision that was planned with; null: any.</param>
/// <param name="Release">The id, or its beginning, of the release in force, <c>none</c> for none; null: any.</param>
public sealed record DeployExpectation(long? Revision = null, string? Release = null)
{
    /// <summary>What <see cref="Release"/> says of a store to which nothing was deployed.</summary>
    public const string None = "none";

    /// <summary>Whatever is in force.</summary>
    public static DeployExpectation Any { get; } = new();

    internal bool Holds(ReleaseHead head) =>
        (Revision is not { } revision || revision == head.Revision)
        && (Release is not { } release || (head.Live is { } live ? live.Release.StartsWith(release, StringComparison.Ordinal) : release == None));
}
