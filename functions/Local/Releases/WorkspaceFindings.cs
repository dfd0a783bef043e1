using Campaigns.Model;
using Campaigns.Releases;
using Campaigns.Runtime.Library;
using Campaigns.Workspaces.Reading;
using Campaigns.Workspaces.Validation;

namespace Campaigns.Local.Releases;

/// <summary>
/// Adds to a plan what <c>campaigns validate</c> says of the workspace. An installation checks what it must understand; whether each text
/// can be written for every customer is found out here, before it is there.
/// </summary>
internal static class WorkspaceFindings
{
    /// <summary>A plan with the findings about files of its release; errors among them make it one that may not be deployed.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="content">The release.</param>
    /// <param name="workspace">The folder that it was read from.</param>
    public static async Task<ReleasePlanView> AddAsync(ReleasePlanView plan, ReleaseContent content, string workspace)
    {
        // Without its own catalog and policy it is held against those in force, which only the installation has.
        if (content.Manifest.Catalog is null || content.Manifest.ContactPolicy is null || !WorkspaceReader.IsWorkspace(workspace))
            return plan;
        var report = await WorkspaceValidator.CheckAsync(WorkspaceReader.Read(workspace), new(TimeProvider.System));
        var known = plan.Findings.Select(finding => (finding.File, finding.Code, finding.Line)).ToHashSet();
        var added = report.Findings
            .Select(found => found with { File = Path.GetRelativePath(workspace, Path.GetFullPath(found.File)).Replace('\\', '/') })
            .Where(found => content.Manifest.Find(found.File) is not null && !known.Contains((found.File, found.Finding.Code, found.Finding.Line)))
            .Select(found => ReleaseFindingView.Of(new(found.File, found.Finding))).ToList();
        return plan with
        {
            Findings = [.. plan.Findings, .. added],
            Valid = plan.Valid && !added.Exists(finding => finding.Severity == FindingSeverity.Error),
        };
    }
}
