using System.Net.Mime;
using System.Text.Json;
using Campaigns.Model;
using Microsoft.AspNetCore.Http;

namespace Campaigns.Api.Http;

/// <summary>What went wrong, for machines and people (RFC 9457, <c>application/problem+json</c>).</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">What kind of problem it is; the same for the same kind.</param>
/// <param name="Detail">What is wrong here and what to do.</param>
public sealed record Problem(int Status, string Title, string Detail) : IResult, IStatusCodeHttpResult
{
    /// <summary>Every single thing that is wrong, in the order of the request.</summary>
    public IReadOnlyList<ProblemError> Errors { get; init; } = [];

    /// <summary>After how many seconds a retry makes sense; null: it does not, or at once.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>The methods there are, for 405.</summary>
    public string? Allow { get; init; }

    int? IStatusCodeHttpResult.StatusCode => Status;

    /// <summary>400: the request cannot be used as it is.</summary>
    public static Problem BadRequest(string detail, params IReadOnlyList<ProblemError> errors) =>
        new(StatusCodes.Status400BadRequest, "Validation errors", detail) { Errors = errors };

    /// <summary>400 for a document a person wrote.</summary>
    public static Problem BadDocument(string detail, IEnumerable<Finding> findings) =>
        BadRequest(detail, [.. findings.Select(ProblemError.Of)]);

    /// <summary>404.</summary>
    public static Problem NotFound(string code, string detail) =>
        new(StatusCodes.Status404NotFound, "Not found", detail) { Errors = [new("", code, detail)] };

    /// <summary>404 for an address that no route has.</summary>
    public static Problem UnknownRoute { get; } =
        NotFound("unknown-route", "There is no such route; see openapi.json for the routes.");

    /// <summary>405 for an address that takes other methods.</summary>
    public static Problem MethodNotAllowed(IReadOnlyList<string> allowed) =>
        new(StatusCodes.Status405MethodNotAllowed, "Method not allowed", $"This route allows {Listed(allowed)}.")
        {
            Allow = string.Join(", ", allowed),
        };

    private static string Listed(IReadOnlyList<string> words) =>
        words.Count < 2 ? string.Concat(words) : $"{string.Join(", ", words.SkipLast(1))} and {words[^1]}";

    /// <summary>409: its present state does not allow this.</summary>
    public static Problem Conflict(string code, string detail) =>
        new(StatusCodes.Status409Conflict, "Conflict", detail) { Errors = [new("", code, detail)] };

    /// <summary>410: who was erased is not got to know again under the same id.</summary>
    public static Problem Erased { get; } = new(StatusCodes.Status410Gone, "Gone",
        "The customer's data has been erased, and nothing is kept under this id any more; nothing was changed. Whoever becomes a customer " +
        "again is a new one: use another id.")
    {
        Errors = [new("", "erased", "expected a customer whose data has not been erased")],
    };

    /// <summary>503: nothing was acknowledged that is not stored.</summary>
    public static Problem StoreUnavailable { get; } = new(
        StatusCodes.Status503ServiceUnavailable, "Service unavailable",
        "The store is unavailable. Send the same request again later; nothing is stored twice.")
    {
        RetryAfter = 5,
    };

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = MediaTypeNames.Application.ProblemJson;
        if (RetryAfter is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (Allow is not null)
            response.Headers.Allow = Allow;
        var body = new ProblemBody("about:blank", Title, Status, Detail, Errors.Count > 0 ? Errors : null);
        return response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body, ApiJson.Options), httpContext.RequestAborted).AsTask();
    }

    private sealed record ProblemBody(string Type, string Title, int Status, string Detail, IReadOnlyList<ProblemError>? Errors);
}

/// <summary>One thing that is wrong.</summary>
/// <param name="Pointer">Where in the body: an RFC 6901 JSON pointer; empty for the whole.</param>
/// <param name="Code">A stable code, for example <c>wrong-type</c>.</param>
/// <param name="Detail">What was found, what was expected and what to do.</param>
public sealed record ProblemError(string Pointer, string Code, string Detail)
{
    /// <summary>The line of that place, from 1, for documents people write.</summary>
    public int? Line { get; init; }

    /// <summary>The part of the URL or the header it is about, when it is not the body.</summary>
    public string? Parameter { get; init; }

    /// <summary>A finding about a document.</summary>
    public static ProblemError Of(Finding finding) =>
        new(finding.Pointer, finding.Code, finding.Message) { Line = finding.Line > 0 ? finding.Line : null };
}
