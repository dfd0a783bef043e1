using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Campaigns.Model;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Releases;

/// <summary>What a release would change, for people and programs.</summary>
/// <param name="Release">The id that it has or would have.</param>
/// <param name="Live">What is in force; null: nothing was deployed.</param>
/// <param name="Revision">Rises with each change of what is deployed; to be given when the release is deployed as planned.</param>
/// <param name="Valid">Whether it may be deployed.</param>
/// <param name="Changes">Whether deploying it changes anything.</param>
public sealed record ReleasePlanView(string Release, DeploymentView? Live, long Revision, bool Valid, bool Changes)
{
    /// <summary>The journeys, contact policy and catalog that change, and the journeys that are left as they are.</summary>
    public ImmutableArray<DocumentChangeView> Documents { get; init; } = [];

    /// <summary>The texts that change, by template.</summary>
    public ImmutableArray<TextChangeView> Texts { get; init; } = [];

    /// <summary>All other files that change.</summary>
    public ImmutableArray<FileChangeView> Files { get; init; } = [];

    /// <summary>What is wrong or doubtful.</summary>
    public ImmutableArray<ReleaseFindingView> Findings { get; init; } = [];

    /// <summary>Where the journeys that change have their customers; null: they were not counted.</summary>
    public ImmutableArray<InsideView>? Inside { get; init; }

    /// <summary>The errors among the findings.</summary>
    [JsonIgnore]
    public IEnumerable<ReleaseFindingView> Errors => Findings.Where(finding => finding.Severity == FindingSeverity.Error);
}

/// <summary>A deployment.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Release">The release that it put in force.</param>
/// <param name="By">Who did it.</param>
/// <param name="Message">Why; empty: they did not say.</param>
/// <param name="At">When.</param>
public sealed record DeploymentView(int Number, string Release, string By, string Message, Instant At)
{
    /// <summary>How it is told.</summary>
    public static DeploymentView Of(Runtime.Releases.Deployment deployment) =>
        new(deployment.Number, deployment.Release, deployment.By, deployment.Message, deployment.At);
}

/// <summary>What becomes of a journey, the contact policy or the catalog.</summary>
/// <param name="Kind"><c>journey</c>, <c>contact-policy</c> or <c>catalog</c>.</param>
/// <param name="Id">The journey's id; of the others, their kind.</param>
/// <param name="Path">Its file; null: the release has none.</param>
/// <param name="Change">What becomes of it.</param>
/// <param name="From">How it stands.</param>
/// <param name="To">How it will stand.</param>
/// <param name="LiveVersion">Its live version now; 0: there is none.</param>
/// <param name="Summary">What that means, and what changes in it, a line each.</param>
public sealed record DocumentChangeView(
    string Kind, string Id, string? Path, DocumentChange Change, JourneyStatus From, JourneyStatus To, int LiveVersion,
    ImmutableArray<string> Summary);

/// <summary>A template of which texts change.</summary>
/// <param name="Template">Its name, such as <c>renewal/reminder</c>; for layouts and words of a locale, their file.</param>
/// <param name="Added">The texts that are new, each as <c>sms en</c>.</param>
/// <param name="Changed">Those that change.</param>
/// <param name="Removed">Those that go.</param>
/// <param name="Journeys">The journeys of the release that send it.</param>
public sealed record TextChangeView(
    string Template, ImmutableArray<string> Added, ImmutableArray<string> Changed, ImmutableArray<string> Removed,
    ImmutableArray<string> Journeys);

/// <summary>A file that changes.</summary>
/// <param name="Path">The file.</param>
/// <param name="Change">How.</param>
public sealed record FileChangeView(string Path, FileChange Change);

/// <summary>Something wrong or doubtful.</summary>
/// <param name="File">Its file; empty: it concerns the release as a whole.</param>
/// <param name="Severity"><c>error</c> or <c>warning</c>.</param>
/// <param name="Pointer">Where in it: an RFC 6901 JSON pointer.</param>
/// <param name="Line">The line, from 1; 0: not known.</param>
/// <param name="Code">A stable code.</param>
/// <param name="Message">In words.</param>
public sealed record ReleaseFindingView(string File, FindingSeverity Severity, string Pointer, int Line, string Code, string Message)
{
    /// <summary>How it is told.</summary>
    public static ReleaseFindingView Of(ReleaseFinding found) => new(
        found.File, found.Finding.Severity, found.Finding.Pointer, found.Finding.Line, found.Finding.Code, found.Finding.Message);

    /// <summary>The finding again, as commands print it.</summary>
    [JsonIgnore]
    public (string File, Finding Finding) Finding => (File.Length > 0 ? File : "(all)", new(Severity, Pointer, Line, Code, Message));
}

/// <summary>How many customers of a journey stand at a step.</summary>
/// <param name="Journey">The journey.</param>
/// <param name="Version">The version they are on.</param>
/// <param name="Step">The step; null: they have not begun.</param>
/// <param name="Count">How many.</param>
public sealed record InsideView(string Journey, int Version, string? Step, long Count);

/// <summary>What became of a deployment.</summary>
/// <param name="Result">Whether it was done.</param>
/// <param name="Live">What is in force now; null: nothing was deployed.</param>
/// <param name="Plan">What it changed, or would have.</param>
public sealed record DeployView(DeployOutcome Result, DeploymentView? Live, ReleasePlanView Plan);
