using Campaigns.Api.Http;
using Campaigns.Model;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Campaigns.Api.Journeys;

/// <summary>What became of a change of the library.</summary>
/// <param name="Result"><c>done</c>, or <c>unchanged</c> when it was so already.</param>
/// <param name="Status">The status now.</param>
/// <param name="LiveVersion">The live version now; 0 when none was published.</param>
/// <param name="Findings">What is doubtful, and for a draft also what prevents publishing.</param>
public sealed record ChangeResponse(LibraryOutcome Result, JourneyStatus Status, int LiveVersion, IReadOnlyList<FindingView> Findings)
{
    /// <summary>The answer, or the problem it stands for.</summary>
    /// <param name="answer">The library's.</param>
    /// <param name="refusal">The status of a document with errors.</param>
    /// <param name="doing">What was asked for, as in "cannot be <c>paused</c>".</param>
    internal static Results<JsonHttpResult<ChangeResponse>, Problem> Of(LibraryResult answer, int refusal, string doing) =>
        answer.Outcome switch
        {
            LibraryOutcome.NotFound => Problem.NotFound("unknown-journey", "There is no journey with this id."),
            LibraryOutcome.NotAllowed => Problem.Conflict("wrong-status", $"A journey that is {Name(answer.Status)} cannot be {doing}."),
            LibraryOutcome.Refused => Refusal(answer, refusal, doing),
            _ => TypedResults.Json(
                new ChangeResponse(answer.Outcome, answer.Status, answer.Live, [.. answer.Findings.Select(FindingView.Of)]),
                ApiJson.Options),
        };

    private static Problem Refusal(LibraryResult answer, int status, string doing)
    {
        var errors = answer.Findings.Where(finding => finding.Severity == FindingSeverity.Error).ToList();
        return Problem.BadDocument(
            $"The document has {(errors.Count == 1 ? "an error" : $"{errors.Count} errors")} and was not {doing}. The first: {errors[0]}",
            errors) with
        { Status = status };
    }

    private static string Name(JourneyStatus status) => status switch
    {
        JourneyStatus.Draft => "a draft",
        JourneyStatus.Published => "published",
        JourneyStatus.Paused => "paused",
        _ => "retired",
    };
}

/// <summary>Something wrong or doubtful in a document.</summary>
/// <param name="Severity"><c>error</c> or <c>warning</c>.</param>
/// <param name="Pointer">Where: an RFC 6901 JSON pointer.</param>
/// <param name="Line">The line, from 1; absent when unknown.</param>
/// <param name="Code">A stable code.</param>
/// <param name="Detail">In words.</param>
public sealed record FindingView(FindingSeverity Severity, string Pointer, int? Line, string Code, string Detail)
{
    internal static FindingView Of(Finding finding) =>
        new(finding.Severity, finding.Pointer, finding.Line > 0 ? finding.Line : null, finding.Code, finding.Message);
}
