using System.Text.RegularExpressions;
using Campaigns.Model;

namespace Campaigns.Api.Http;

/// <summary>Ids in URLs and bodies.</summary>
internal static partial class RouteIds
{
    private const string Allowed = "1 to 128 characters, none of them a control character, /, \\, # or ?, and no percent escape such as %2F";

    /// <summary>Checks a customer or policy id of the path.</summary>
    public static Problem? Check(string id, string what) =>
        CustomerId.IsValid(id) ? null : Bad("id", "bad-id", $"This cannot be a {what} id: it must have {Allowed}.");

    /// <summary>Checks a journey id of the path: one of another shape cannot exist.</summary>
    public static Problem? CheckJourney(string id) => JourneyShape().IsMatch(id)
        ? null
        : Bad("id", "bad-id",
            $"\"{Shorten(id)}\" cannot be a journey id: it must be lower-case letters, digits and dashes, a letter first, at most 64.");

    /// <summary>Checks a message id of the path or the query.</summary>
    public static Problem? CheckMessage(string id, string parameter) => MessageShape().IsMatch(id)
        ? null
        : Bad(parameter, "bad-id", $"\"{Shorten(id)}\" cannot be a message id: it must be lower-case letters and digits, at most 64.");

    /// <summary>A 400 about a part of the URL.</summary>
    public static Problem Bad(string parameter, string code, string detail) =>
        Problem.BadRequest(detail, new ProblemError("", code, detail) { Parameter = parameter });

    /// <summary>What a text in a body must be to serve as an id, in words.</summary>
    public static string Expected(string what) => $"expected a {what} id: text of {Allowed}";

    public static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";

    [GeneratedRegex(@"^[a-z0-9]{1,64}\z")]
    private static partial Regex MessageShape();

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,63}\z")]
    private static partial Regex JourneyShape();
}
