using System.Text.Json;
using System.Text.RegularExpressions;
using Campaigns.Api.Data;
using Campaigns.Api.Http;
using Campaigns.Model;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Releases;
using Microsoft.AspNetCore.Http;

namespace Campaigns.Api.Releases;

/// <summary>The bodies of requests about releases.</summary>
internal static partial class ReleaseRequest
{
    private const string Hash = "the SHA-256 of the file's bytes in 64 lower-case hexadecimal digits";

    /// <summary>Reads a body that lists files, with what else it may say.</summary>
    /// <returns>The body, where to tell what else is wrong with it, and its files; or what is wrong.</returns>
    public static async Task<(ObjectReader? Body, ProblemLog Log, IReadOnlyList<(string Path, string Hash)> Files, Problem? Problem)> ReadFilesAsync(
        HttpRequest request, string[] known, CancellationToken cancel)
    {
        var (body, log, problem) = await ReadAsync(request, ["files", .. known], cancel);
        if (body is null)
            return (null, log, [], problem);
        var files = new List<(string, string)>();
        body.Require("files", "a list such as [{ \"path\": \"journeys/welcome.json\", \"hash\": \"…\" }]");
        if (body.Array("files") is { } list)
        {
            foreach (var (i, item) in list.EnumerateArray().Index())
            {
                var pointer = $"/files/{i}";
                if (ObjectReader.Of(item, pointer, log, "path", "hash", "size") is not { } file)
                    continue;
                var (path, hash) = (file.Text("path"), file.Text("hash"));
                if ((path is null ? "expected the path of a file" : ReleasePaths.Problem(path)) is { } wrong)
                    log.Add($"{pointer}/path", "bad-path", wrong);
                else if (hash is null || !HashShape().IsMatch(hash))
                    log.Add($"{pointer}/hash", "bad-hash", $"expected {Hash}");
                else
                    files.Add((path!, hash));
            }

            if (list.GetArrayLength() > Limits.ReleaseFiles)
                log.Add("/files", "too-many", $"a release has at most {Limits.ReleaseFiles} files, found {list.GetArrayLength()}");
        }

        return log.Any ? (null, log, [], log.ToProblem()) : (body, log, files, null);
    }

    /// <summary>Reads a body that is an object.</summary>
    public static async Task<(ObjectReader? Body, ProblemLog Log, Problem? Problem)> ReadAsync(
        HttpRequest request, string[] known, CancellationToken cancel)
    {
        var log = new ProblemLog();
        var read = await JsonBody.ReadAsync(request, cancel);
        if (read.Problem is { } unreadable)
            return (null, log, unreadable);
        if (!read.TryParse(out var root, out var problem))
            return (null, log, problem);
        var body = ObjectReader.Of(root, "", log, known);
        return body is null ? (null, log, log.ToProblem()) : (body, log, null);
    }

    /// <summary>Why something is done, in words; empty: they do not say.</summary>
    public static string MessageOf(ObjectReader body, ProblemLog log)
    {
        var message = body.Text("message")?.Trim() ?? "";
        if (message.Length > Limits.ReleaseMessageLength || message.Any(char.IsControl))
            log.Add("/message", "bad-text", $"expected at most {Limits.ReleaseMessageLength} characters on one line");
        return message;
    }

    /// <summary>What has to be in force.</summary>
    public static DeployExpectation ExpectationOf(ObjectReader body, ProblemLog log)
    {
        long? revision = null;
        if (body["revision"] is { } number)
        {
            if (number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out var value))
                revision = value;
            else
                log.Add("/revision", "wrong-type", "expected the revision of a plan, a whole number");
        }

        var release = body.Text("expect");
        if (release is not (null or DeployExpectation.None) && !IdShape().IsMatch(release))
            log.Add("/expect", "bad-id", $"expected the id of a release or its beginning, or \"{DeployExpectation.None}\"");
        return new(revision, release);
    }

    /// <summary>Checks a hash of the path.</summary>
    public static Problem? CheckHash(string hash) =>
        HashShape().IsMatch(hash) ? null : RouteIds.Bad("hash", "bad-hash", $"\"{RouteIds.Shorten(hash)}\" is no hash: expected {Hash}.");

    /// <summary>The release of an id, or of its beginning.</summary>
    public static async Task<(Release? Release, Problem? Problem)> FindAsync(ReleaseStore releases, string id, CancellationToken cancel)
    {
        if (!IdShape().IsMatch(id))
            return (null, RouteIds.Bad("id", "bad-id", $"\"{RouteIds.Shorten(id)}\" cannot be a release id: it is 6 to 64 lower-case hexadecimal digits."));
        return await releases.StartingAsync(id, cancel) switch
        {
            [] => (null, Problem.NotFound("unknown-release", "There is no release with this id.")),
            [var one] => (one, null),
            _ => (null, RouteIds.Bad("id", "bad-id", "Several releases begin so; give more digits of the id.")),
        };
    }

    [GeneratedRegex(@"^[0-9a-f]{64}\z")]
    private static partial Regex HashShape();

    [GeneratedRegex(@"^[0-9a-f]{6,64}\z")]
    private static partial Regex IdShape();
}
