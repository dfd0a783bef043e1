using System.CommandLine;
using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Graphs;
using Campaigns.Hosting;
using Campaigns.Insights.Enrollments;
using Campaigns.Model.Customers;
using Campaigns.Runtime.Customers;
using Campaigns.Storage;
using NodaTime;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns graph</c>: draws a journey, with the numbers of a store where one is named.</summary>
internal static class GraphCommand
{
    private static readonly (string Ending, GraphFormat Format)[] Endings =
        [(".svg", GraphFormat.Svg), (".dot", GraphFormat.Dot), (".gv", GraphFormat.Dot), (".mmd", GraphFormat.Mermaid)];

    public static Command Create()
    {
        var journey = new Argument<string>("journey") { Description = "The id of a journey of a store; or a file, drawn with the numbers of a store that is named." };
        var format = new Option<GraphFormat?>("--format")
        {
            Description = "mermaid, dot or svg. Default: by the ending of --out (.mmd, .dot, .svg), else mermaid.",
            CustomParser = result =>
            {
                if (Enum.TryParse<GraphFormat>(result.Tokens[0].Value, ignoreCase: true, out var known) && Enum.IsDefined(known))
                    return known;
                result.AddError($"--format is mermaid, dot or svg, found '{result.Tokens[0].Value}'.");
                return null;
            },
        };
        var output = new Option<FileInfo?>("--out") { Description = "The file to write. Default: standard output." };
        var place = new StoreOptions("data/local", "The folder of the store whose journey and numbers are drawn.",
            "Name a journey file, or the folder of a store with --data.");
        var command = new CommandWithExamples(
            "graph", "Draw a journey as Mermaid, DOT or SVG. Of a journey in a store, each place tells how many came to it, are there now "
            + "or left there, and each way how many took it; holdout groups are left out.",
            "campaigns graph journeys/win-back.json --out win-back.svg", "campaigns graph journeys/renewal-countdown.json --data data/demo --out renewal.svg",
            "campaigns graph renewal-countdown --format dot") { journey, format, output };
        place.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var (name, file) = (parsed.GetRequiredValue(journey), parsed.GetValue(output));
            if (FormatOf(parsed.GetValue(format), file) is not { } chosen)
                return CommandOutput.Usage($"The ending of '{file}' names no format: use .svg, .dot or .mmd, or --format.");
            if (!File.Exists(name))
                return await place.WithStoreAsync(parsed, (store, of) => OfStoreAsync(name, store, of, chosen, file, cancel));
            var read = JourneyReader.Read(await File.ReadAllBytesAsync(name, cancel));
            if (read.Definition is not { } definition)
                return CommandOutput.Findings([.. read.Findings.Select(finding => (name, finding))]);
            return place.IsChosen(parsed)
                ? await place.WithStoreAsync(parsed, (store, _) => WithCountsAsync(definition, version: null, store, chosen, file, cancel))
                : await WriteAsync(JourneyGraph.Of(definition), null, chosen, file, cancel);
        });
        return command;
    }

    private static GraphFormat? FormatOf(GraphFormat? chosen, FileInfo? file) =>
        chosen ?? (file is null ? GraphFormat.Mermaid
            : Endings.Where(e => file.Name.EndsWith(e.Ending, StringComparison.OrdinalIgnoreCase)).Select(e => (GraphFormat?)e.Format)
                .FirstOrDefault());

    private static async Task<int> OfStoreAsync(
        string name, IStore store, StoreLocation place, GraphFormat format, FileInfo? file, CancellationToken cancel)
    {
        await using var session = await StoreSession.OpenAsync(store, place, TimeProvider.System, cancel);
        var (live, problem) = StoredJourney.Find(session.Library, name, place);
        if (live is null)
            return CommandOutput.BadInput(problem!);
        return await WithCountsAsync(live.Definition, live.Definition.Version, store, format, file, cancel);
    }

    /// <param name="journey">What is drawn.</param>
    /// <param name="version">Whose enrollments are counted; null: those that stand at a step that is drawn.</param>
    /// <param name="store">Where they are.</param>
    /// <param name="format">How it is drawn.</param>
    /// <param name="file">Where to; null: standard output.</param>
    /// <param name="cancel">Stops it.</param>
    private static async Task<int> WithCountsAsync(
        JourneyDefinition journey, int? version, IStore store, GraphFormat format, FileInfo? file, CancellationToken cancel)
    {
        var graph = JourneyGraph.Of(journey);
        var counts = new JourneyCounts(graph);
        long others = 0;
        await foreach (var (customer, enrollment) in JourneyEnrollments.ReadAsync(store.Rows, journey.Id, finished: true, cancel))
        {
            if (enrollment.Holdout)
                continue;
            if (version is { } drawn ? enrollment.Version == drawn : enrollment.State.At is not { } at || journey.Map.Find(at) is not null)
                counts.Add(enrollment.State, countdown => DateOf(countdown.To, customer, enrollment));
            else
                others++;
        }

        if (others > 0)
            CommandOutput.Warn([$"{DisplayText.Count(others, "enrollment")} of other versions not counted."]);
        return await WriteAsync(graph, counts, format, file, cancel);
    }

    /// <summary>The date of a countdown where it is an attribute, as it nearly always is.</summary>
    private static LocalDate? DateOf(Expression date, CustomerRecord customer, EnrollmentRecord enrollment) =>
        date.Source.Split('.') switch
        {
            ["customer", var name] => AttributeDates.ToDate(customer.Profile.Attributes[name], DateTimeZone.Utc),
            ["policy", var name] when enrollment.Policy is { } policy && customer.Policies.TryGetValue(policy, out var attributes) =>
                AttributeDates.ToDate(attributes[name], DateTimeZone.Utc),
            _ => null,
        };

    private static async Task<int> WriteAsync(
        JourneyGraph graph, JourneyCounts? counts, GraphFormat format, FileInfo? file, CancellationToken cancel)
    {
        var text = format switch
        {
            GraphFormat.Svg => SvgWriter.Write(graph, counts),
            GraphFormat.Dot => DotWriter.Write(graph, counts),
            _ => MermaidWriter.Write(graph, counts),
        };
        if (file is null)
        {
            await CommandOutput.Out.WriteAsync(text);
            return ExitCodes.Done;
        }

        if (Inputs.FolderProblem(file.DirectoryName!) is { } problem)
            return CommandOutput.BadInput(problem);
        await File.WriteAllTextAsync(file.FullName, text, cancel);
        Terminal.Line($"Wrote {file}.");
        return ExitCodes.Done;
    }

    private enum GraphFormat
    {
        Mermaid,
        Dot,
        Svg,
    }
}
