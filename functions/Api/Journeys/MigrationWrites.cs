using System.Collections.Immutable;
using System.Text.Json;
using Campaigns.Api.Data;
using Campaigns.Api.Http;
using Campaigns.Decisions.Migration;
using Campaigns.Insights.Migrations;
using Campaigns.Model;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Campaigns.Api.Journeys;

/// <summary><c>POST /api/journeys/{id}/migrate</c>: moves those inside to another version.</summary>
public static class MigrationWrites
{
    private const string Version = "a version of the journey, a whole number from 1";

    /// <summary>
    /// Says for each step of the old version where those at it would go, and with <c>"dry_run": true</c> no more than that; otherwise it
    /// has it done in the background. 409 where that is unclear for somebody.
    /// </summary>
    public static async Task<Results<JsonHttpResult<MigrationResponse>, Problem>> PostAsync(
        string id, HttpRequest request, CampaignLibrary library, MigrationPreview preview, CancellationToken cancel)
    {
        if (RouteIds.CheckJourney(id) is { } invalid)
            return invalid;
        var body = await JsonBody.ReadAsync(request, cancel);
        if (!body.TryParse(out var root, out var problem))
            return problem;
        var log = new ProblemLog();
        var read = ObjectReader.Of(root, "", log, "from", "to", "map", "waits", "arms", "dry_run");
        var (from, to) = (ReadVersion("from"), ReadVersion("to"));
        var rules = new MigrationRules
        {
            Map = read?.Object("map") is { } map ? ReadMap(map, log) : ImmutableSortedDictionary<string, string>.Empty,
            Waits = Choice("waits", ("keep", ChangedWaits.Keep), ("follow", ChangedWaits.Follow)),
            KeepArms = Choice("arms", ("keep", true)),
        };
        var dry = read?.Boolean("dry_run") ?? false;
        if (log.Any)
            return log.ToProblem();

        var journey = new JourneyId(id);
        await library.RefreshAsync(cancel);
        if (library.Snapshot.Find(journey) is not { } live)
            return Problem.NotFound("unknown-journey", "There is no published journey with this id.");
        if (to is null && live.Ramp is not null)
        {
            return Problem.Conflict("ramp",
                $"Version {live.Definition.Version} comes before a share of the customers only; say by \"to\" whether those inside go to it.");
        }

        to ??= live.Definition.Version;
        foreach (var (name, number) in (ReadOnlySpan<(string, int?)>)[("from", from), ("to", to)])
        {
            if (number is { } asked && library.Find(journey, asked) is null)
                log.Add($"/{name}", "unknown-version", $"the journey has no version {asked}");
        }

        if (log.Any)
            return log.ToProblem();
        var report = await preview.LookAsync(journey, from, to.Value, rules, MigrationPreview.RequestLimit, cancel);
        if (dry)
            return Answer("dry_run", report);
        if (!report.IsClear)
        {
            var unclear = report.Versions.SelectMany(version => version.Unclear.Select(says => $"Version {version.From}: {says}")).ToList();
            return Problem.Conflict("unclear", $"It is unclear where some of those inside would go, and nobody was moved. The first: {unclear[0]}") with
            {
                Errors = [.. unclear.Select(says => new ProblemError("", "unclear", says))],
            };
        }

        foreach (var version in report.Versions)
            await library.MigrateAsync(journey, new Migration(version.From, to.Value, rules), cancel);
        return Answer("ordered", report);

        int? ReadVersion(string name) => (int?)read?.Number(name, Version, 1, int.MaxValue);

        T? Choice<T>(string name, params ReadOnlySpan<(string Name, T Value)> choices)
        {
            if (read?.Text(name) is not { } text)
                return default;
            foreach (var choice in choices)
            {
                if (choice.Name == text)
                    return choice.Value;
            }

            var names = new List<string>();
            foreach (var choice in choices)
                names.Add(choice.Name);
            log.Add($"/{name}", "unknown-value", $"expected {Spelling.OneOf(names)}, found \"{RouteIds.Shorten(text)}\"");
            return default;
        }
    }

    private static ImmutableSortedDictionary<string, string> ReadMap(JsonElement map, ProblemLog log)
    {
        var read = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var pair in map.EnumerateObject())
        {
            if (pair.Value.ValueKind == JsonValueKind.String)
                read[pair.Name] = pair.Value.GetString()!;
            else
                log.Add(Definitions.Json.JsonPointers.Append("/map", pair.Name), "wrong-type", $"expected the id of a step, found {JsonKinds.Describe(pair.Value)}");
        }

        return read.ToImmutable();
    }

    private static JsonHttpResult<MigrationResponse> Answer(string result, MigrationReport report) =>
        TypedResults.Json(new MigrationResponse(result, report), ApiJson.Options);
}

/// <summary>What is done, or would be.</summary>
/// <param name="Result"><c>ordered</c>: it is done in the background; <c>dry_run</c>: nothing is.</param>
/// <param name="Report">Where those inside go.</param>
public sealed record MigrationResponse(string Result, MigrationReport Report);
