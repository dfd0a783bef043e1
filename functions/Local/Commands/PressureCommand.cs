using System.CommandLine;
using Campaigns.Hosting;
using Campaigns.Insights.Pressure;
using Campaigns.Local.Pressure;
using Campaigns.Model;
using Campaigns.Portfolio.Replay;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Library;
using Campaigns.Storage;

namespace Campaigns.Local.Commands;

/// <summary>
/// <c>campaigns pressure</c>: how much is said to customers, what holds it back, and which journeys get in each other's way.
/// </summary>
internal static class PressureCommand
{
    private const string ChartEnding = ".svg";

    public static Command Create()
    {
        var timeline = new Argument<FileInfo?>(
            "timeline")
        {
            Description = "A timeline.jsonl that 'replay' wrote. Without it the store is read.",
            Arity = ArgumentArity.ZeroOrOne
        };
        var place = StoreOptions.OfDemo("The folder of a store that 'demo', 'run', 'import' or 'replay --store' made.");
        var customer = new Option<string?>(
            "--customer")
        { Description = "One customer's calendar: messages sent, held back and upcoming." };
        var from = Inputs.Day("--from", "The first day to look at, yyyy-MM-dd.");
        var to = Inputs.Day("--to", "The last day to look at, yyyy-MM-dd.");
        var chart = new Option<FileInfo?>(
            "--chart")
        { Description = "Also draw it: an .svg file, one slide, for a browser or a presentation." };
        var command = new CommandWithExamples(
            "pressure",
            "Contacts per customer and month, what each rule held back, and which journeys collide; or one customer's calendar.",
            "campaigns pressure", "campaigns pressure --data data/demo --chart pressure.svg",
            "campaigns pressure data/replay/timeline.jsonl --from 2025-01-01 --to 2025-03-31",
            "campaigns pressure --customer C-00012 --data data/demo --chart c-00012.svg", "campaigns pressure --storage ACCOUNT")
        {
            timeline, customer, from, to, chart,
        };
        place.AddTo(command);
        command.SetAction((parsed, cancel) => RunAsync(
            parsed, place,
            new Choices(
                parsed.GetValue(timeline), parsed.GetValue(customer), new PressurePeriod(parsed.GetValue(from), parsed.GetValue(to)),
                parsed.GetValue(chart), parsed.GetValue(CommonOptions.Json)),
            cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, StoreOptions place, Choices choices, CancellationToken cancel)
    {
        if (choices.Period.To < choices.Period.From)
            return CommandOutput.Usage($"--to {choices.Period.To:uuuu-MM-dd} lies before --from {choices.Period.From:uuuu-MM-dd}.");
        if (choices.Timeline is not null && place.IsChosen(parsed))
            return CommandOutput.Usage("Name a timeline, or a store with --data or --storage, not both.");
        if (choices.Timeline is { } folder && Directory.Exists(folder.FullName))
            return CommandOutput.Usage($"'{folder}' is a folder: read the store in it with --data {folder}, or name its timeline.jsonl.");
        if (choices is { Timeline: not null, Customer: not null })
            return CommandOutput.Usage(
                "--customer needs a store, which also has the upcoming messages: name its folder with --data. 'replay --store' writes one beside the timeline.");
        if (choices.Chart is { } chart && ChartProblem(chart) is { } problem)
            return CommandOutput.Usage(problem);
        try
        {
            return choices.Timeline is { } timeline
                ? OfTimeline(timeline, choices, cancel)
                : await place.WithStoreAsync(parsed, (store, of) => OfStoreAsync(store, of, choices, cancel));
        }
        catch (TimelineFormatException e)
        {
            return CommandOutput.BadInput(e.Message);
        }
    }

    private static int OfTimeline(FileInfo timeline, Choices choices, CancellationToken cancel)
    {
        if (Inputs.FileProblem(timeline, "timeline") is { } problem)
            return CommandOutput.BadInput(problem);
        return Write(PressureReader.OfTimeline(timeline.FullName, choices.Period, cancel), choices);
    }

    private static async Task<int> OfStoreAsync(IStore store, StoreLocation place, Choices choices, CancellationToken cancel)
    {
        if (choices.Customer is not { } customer)
            return Write(await PressureReader.OfStoreAsync(store.Rows, choices.Period, cancel), choices);
        var customers = new CustomerStore(store.Rows);
        var record = CustomerId.IsKey(customer) ? await customers.LoadAsync(new CustomerId(customer), cancel) : null;
        if (record is not { Exists: true })
            return CommandOutput.BadInput($"{place.Name} has no customer '{customer}'.");
        var timelineEvents = await customers.ReadTimelineAsync(record.Id, cancel).ToListAsync(cancel);
        return Write(ContactCalendar.Of(
            record, timelineEvents, (await StoredContactPolicy.ReadAsync(store.Rows, cancel)).TimeZone).Within(choices.Period), choices);
    }

    private static int Write(PortfolioPressure pressure, Choices choices) => Write(
        choices, PressureJson.Plain(pressure), () => PortfolioTables.Print(pressure), stream => PortfolioChart.Write(stream, pressure));

    private static int Write(ContactCalendar calendar, Choices choices) => Write(
        choices, PressureJson.Plain(calendar), () => CalendarTables.Print(calendar), stream => CustomerChart.Write(stream, calendar));

    private static int Write(Choices choices, object plain, Action print, Action<Stream> draw)
    {
        if (choices.Chart is { } chart)
        {
            using var stream = chart.Create();
            draw(stream);
        }

        if (choices.Json)
        {
            CommandOutput.Json(plain);
            return ExitCodes.Done;
        }

        print();
        if (choices.Chart is not null)
            Terminal.Line($"[grey]The chart: {choices.Chart.FullName}[/]");
        return ExitCodes.Done;
    }

    private static string? ChartProblem(FileInfo chart) =>
        !chart.Extension.Equals(ChartEnding, StringComparison.OrdinalIgnoreCase)
            ? $"--chart draws SVG, which browsers, Word and PowerPoint open: name a file that ends in {ChartEnding}, found '{chart}'."
        : Directory.Exists(chart.FullName) ? $"--chart is a file, and '{chart}' is a folder."
        : chart.Directory is { Exists: false } ? $"--chart cannot be written: there is no folder '{chart.DirectoryName}'."
        : null;

    private sealed record Choices(FileInfo? Timeline, string? Customer, PressurePeriod Period, FileInfo? Chart, bool Json);
}
