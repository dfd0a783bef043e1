using Campaigns.Rendering.Set;
using Campaigns.Runtime.Incidents;

namespace Campaigns.Hosting;

/// <summary>Follows the files of the templates; each that is broken is an incident until it is mended.</summary>
/// <param name="templates">The templates.</param>
/// <param name="incidents">Hears of broken files.</param>
/// <param name="time">The clock.</param>
public sealed class TemplateWatch(LiveTemplates templates, IncidentLog incidents, TimeProvider time)
{
    /// <summary>Often enough that the incident log does not take a file that stays broken for mended.</summary>
    private static readonly TimeSpan Reminder = TimeSpan.FromMinutes(2);

    private IReadOnlyList<TemplateProblem>? _told;
    private long _toldAt;

    /// <summary>Looks whether the files have changed, takes what is good of them, and tells what is not. One call at a time.</summary>
    public async ValueTask LookAsync(CancellationToken cancel)
    {
        if (!templates.IsReleased)
            await templates.RefreshAsync(cancel);
        var problems = templates.Problems;
        if (ReferenceEquals(problems, _told) && time.GetElapsedTime(_toldAt) < Reminder)
            return;
        foreach (var part in (_told ?? []).Select(PartOf).Except(problems.Select(PartOf), StringComparer.Ordinal))
            incidents.Resolve(part);
        foreach (var problem in problems.DistinctBy(PartOf))
            incidents.Report(PartOf(problem), new IncidentException(problem.ToString()));
        (_told, _toldAt) = (problems, time.GetTimestamp());
    }

    private static string PartOf(TemplateProblem problem) =>
        problem.Error.File.Length == 0 ? "template files" : $"template {problem.Error.File}";
}
