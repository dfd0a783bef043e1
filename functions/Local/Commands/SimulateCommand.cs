using System.CommandLine;
using System.Text;
using Campaigns.Hosting;
using Campaigns.Insights;
using Campaigns.Local.Simulation;
using Campaigns.Model;
using Campaigns.Portfolio;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Files;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Simulation;
using Campaigns.Runtime.Sweeps;
using Campaigns.Simulation;
using Campaigns.Simulation.Behaviour;
using Campaigns.Simulation.Behaviour.Learning;
using Campaigns.Simulation.Reports;
using Campaigns.Simulation.Starts;
using Campaigns.Storage;
using Campaigns.Storage.Trial;
using NodaTime;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns simulate</c>: what would happen.</summary>
internal static class SimulateCommand
{
    private const string Learned = "learned";

    public static Command Create()
    {
        var workspace = new Argument<DirectoryInfo?>("workspace")
        {
            Description = "A folder with journeys and texts. Default: those of the store; with --portfolio, those that ship.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var portfolio = new Option<FileInfo?>("--portfolio")
        { Description = "Start from a portfolio, any CSV, as an import on the first day would make it." };
        var map = new Option<FileInfo?>("--map") { Description = "How to read it (JSON); see docs/portfolio-map.md." };
        var store = new StoreOptions("data/local", "Start from a store as it stands: who is inside which journey, ledgers, consents.",
            "Name its folder with --data, or start from a file with --portfolio.");
        var from = Inputs.Day("--from", "The first day, yyyy-MM-dd. Default: today.");
        var days = Inputs.Number("--days", "How many days.", 180, 1, 3660);
        var compare = new Option<DirectoryInfo?>("--compare")
        { Description = "A workspace to publish instead: says what that changes, and for whom." };
        var behaviour = new Option<FileInfo?>("--behaviour")
        {
            Description = "How customers open, click, renew and buy: a file (JSON probabilities), or 'learned', from the store's own history; " +
                "see docs/simulation.md.",
            HelpName = "FILE|learned",
        };
        var writeBehaviour = new Option<FileInfo?>("--write-behaviour")
        { Description = "Write the behaviour that is simulated into a file, to look at, to edit and to give to --behaviour." };
        var provider = new Option<string[]>("--provider")
        { Description = "CHANNEL=PRICE or CHANNEL=PRICE@PER-MINUTE: what a provider charges and carries; may be repeated." };
        var seed = Inputs.Number("--seed", "Another number has customers decide differently.", 1, 0, int.MaxValue);
        var noTexts = new Option<bool>("--no-texts") { Description = "Do not write the texts: faster, but faulty ones and segments are not seen." };
        var output = new Option<DirectoryInfo?>("--out")
        { Description = "Write report.html, simulation.svg, simulation.json, CSV tables and timeline.jsonl into a folder." };
        var command = new CommandWithExamples(
            "simulate", "What would happen: walk customers forward through journeys, contact policy and texts, without sending anything.",
            "campaigns simulate --data data/local --days 90",
            "campaigns simulate --data data/local --days 90 --compare drafts --out out/drafts",
            "campaigns simulate --data data/local --behaviour learned --write-behaviour behaviour.json",
            "campaigns simulate drafts --portfolio portfolio.csv --map portfolio.map.json --from 2027-01-01 --provider sms=0.04@600")
        {
            workspace, portfolio, map, from, days, compare, behaviour, writeBehaviour, provider, seed, noTexts, output,
        };
        store.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var isLearned = parsed.GetValue(behaviour)?.ToString() == Learned;
            var (model, wrongModel) = SimulationInputs.Behaviour(isLearned ? null : parsed.GetValue(behaviour));
            var (terms, wrongTerms) = SimulationInputs.Terms(parsed.GetValue(provider) ?? []);
            if ((wrongTerms ?? (parsed.GetValue(portfolio) is null ? null : WrongPortfolio(parsed, store, parsed.GetValue(map)))) is { } usage)
                return CommandOutput.Usage(usage);
            if (isLearned && parsed.GetValue(portfolio) is not null)
                return CommandOutput.Usage("--behaviour learned needs the history of a store: name one with --data or --storage.");
            if (wrongModel is not null)
                return CommandOutput.BadInput(wrongModel);
            var choices = new Choices(
                parsed.GetValue(workspace)?.FullName, parsed.GetValue(compare)?.FullName, parsed.GetValue(from), parsed.GetValue(days),
                parsed.GetValue(output)?.FullName, isLearned, parsed.GetValue(writeBehaviour), parsed.GetValue(CommonOptions.Json),
                (library, templates, begins, customers) => new SimulationRequest(library, templates, begins, parsed.GetValue(days), customers)
                {
                    Behaviour = model!,
                    Terms = terms!,
                    Seed = parsed.GetValue(seed),
                    WritesTexts = !parsed.GetValue(noTexts),
                });
            if (choices.Output is { } folder && Inputs.FolderProblem(folder) is { } problem)
                return CommandOutput.Unavailable(problem);
            if (new[] { choices.Workspace, choices.Compare }.FirstOrDefault(path => path is not null && !Directory.Exists(path)) is { } missing)
                return CommandOutput.BadInput($"There is no folder '{missing}'.");
            return parsed.GetValue(portfolio) is { } file
                ? await OfPortfolioAsync(file, parsed.GetValue(map)!, choices, cancel)
                : await store.WithStoreAsync(parsed, (opened, _) => OfStoreAsync(opened, choices, cancel));
        });
        return command;
    }

    private static string? WrongPortfolio(ParseResult parsed, StoreOptions store, FileInfo? map) =>
        store.IsChosen(parsed) ? "Name a portfolio with --portfolio, or a store with --data or --storage, not both."
        : map is null ? "--portfolio needs a --map that says how to read it; see docs/portfolio-map.md."
        : null;

    private static async Task<int> OfPortfolioAsync(FileInfo file, FileInfo mapFile, Choices choices, CancellationToken cancel)
    {
        if ((Inputs.FileProblem(file, "portfolio") ?? Inputs.FileProblem(mapFile, "map")) is { } missing)
            return CommandOutput.BadInput(missing);
        var (workspace, findings) = await CheckedWorkspace.ReadAsync(choices.Workspace);
        if (workspace is null)
            return CommandOutput.Findings(findings);
        var reading = PortfolioMap.Read(await File.ReadAllBytesAsync(mapFile.FullName, cancel));
        if (reading.Map is not { } map)
            return CommandOutput.MapFindings(mapFile.ToString(), reading.Findings);
        await using var csv = file.OpenRead();
        var opened = PortfolioReader.Open(csv, map);
        if (opened.Reader is not { } reader)
            return CommandOutput.MapFindings($"{file}, read with {mapFile}", opened.Findings);
        if (reader.Against(workspace.Folder.Catalog!) is { Count: > 0 } unsuited)
            return CommandOutput.MapFindings($"{mapFile}, held against the catalog", unsuited);
        CommandOutput.Warn(choices.Json ? [] : opened.Warnings);

        var rejected = new RejectedRows();
        using var start = new PortfolioStart(reader, file.Name, rejected.Add, cancel);
        if (!choices.Json)
            rejected.Print();
        var library = LibraryOf(workspace);
        var begins = choices.Begins(library);
        var request = choices.Make(library, workspace.Templates, begins, () => start.Customers(begins).ToAsyncEnumerable())
            with
        { Expected = start.Count };
        return await RunAsync(request, changed => LibraryOf(changed), choices, cancel);
    }

    private static async Task<int> OfStoreAsync(IStore opened, Choices choices, CancellationToken cancel)
    {
        await using var store = new TrialStore(opened); // whatever reading would mend, such as what a crash left half done
        using var deployed = new CampaignLibrary(store.Rows, new SweepTable(store.Rows), static (_, _) => throw new NotSupportedException(), TimeProvider.System,
            ReleasedTemplates.Compile);
        await deployed.RefreshAsync(cancel);
        var (workspace, findings) = await CheckedWorkspace.ReadAsync(choices.Workspace);
        if (workspace is null)
            return CommandOutput.Findings(findings);
        // A store of a demo has no library: its customers are on the journeys that ship.
        ICampaignLibrary library = choices.Workspace is not null ? Over(deployed, workspace)
            : deployed.Journeys.IsEmpty ? LibraryOf(workspace) : deployed;
        var begins = choices.Begins(library);
        var customers = new StoredCustomers(store.Rows);
        var texts = choices.Workspace is null && deployed.Texts is TemplateSet released ? released : workspace.Templates;
        var request = choices.Make(library, texts, begins, () => customers.ReadAsync(begins, cancel)) with
        {
            Expected = await customers.CountAsync(cancel),
            Ids = await customers.MessageIdsAsync(cancel),
        };
        if (choices.IsLearned)
        {
            var learned = await LearnAsync(store, request.Behaviour, begins, cancel);
            request = request with { Behaviour = learned.Behaviour, Learned = learned.Rates };
        }

        return await RunAsync(request, changed => Over(library, changed), choices, cancel);
    }

    private static async Task<LearnedBehaviour> LearnAsync(IStore store, CustomerBehaviour stated, Instant until, CancellationToken cancel)
    {
        var learner = new BehaviourLearner(stated, until);
        await foreach (var timeline in CustomerScan.ReadAsync(
            store.Rows, async (customers, record, token) => await customers.ReadTimelineAsync(record.Id, token).ToListAsync(token), cancel))
            learner.Add(timeline);
        return learner.Learn();
    }

    private static FixedLibrary LibraryOf(CheckedWorkspace workspace) =>
        new(workspace.Folder.Catalog!, workspace.Folder.Policy!, workspace.Folder.Journeys.Select(journey => journey.Journey));

    private static ChangedLibrary Over(ICampaignLibrary deployed, CheckedWorkspace workspace) =>
        new(deployed, workspace.Folder.Catalog!, workspace.Folder.Policy!, workspace.Folder.Journeys.Select(journey => journey.Journey));

    private static async Task<int> RunAsync(
        SimulationRequest request, Func<CheckedWorkspace, ICampaignLibrary> publish, Choices choices, CancellationToken cancel)
    {
        if (choices.Behaviour is { } file)
        {
            if (file.Directory is { Exists: false } || Directory.Exists(file.FullName))
                return CommandOutput.Unavailable($"--write-behaviour: '{file}' cannot be written.");
            PrivateFiles.Replace(file.FullName, Encoding.UTF8.GetBytes(request.Behaviour.Write()));
        }

        if (choices.Output is { } folder)
        {
            PrivateFiles.CreateFolder(folder);
            request = request with { Timeline = Path.Combine(folder, "timeline.jsonl") };
        }

        var title = $"Simulating {request.Days} days";
        if (choices.Compare is null)
        {
            var report = await Progress.RunAsync(choices.Json, title, request.Expected,
                progress => Simulator.RunAsync(request, progress, cancel));
            if (choices.Output is not null)
                SimulationFiles.Write(choices.Output, report);
            return Print(report, SimulationTables.Of(report), report, choices, cancel);
        }

        var (changed, findings) = await CheckedWorkspace.ReadAsync(choices.Compare);
        if (changed is null)
            return CommandOutput.Findings(findings);
        var after = request with { Library = publish(changed), Templates = changed.Templates };
        var comparison = await Progress.RunAsync(choices.Json, title, 2 * request.Expected,
            progress => Simulator.CompareAsync(request with { Timeline = null }, after, progress, cancel));
        if (choices.Output is not null)
            SimulationFiles.Write(choices.Output, comparison);
        return Print(comparison, [SimulationTables.Of(comparison), .. SimulationTables.Of(comparison.After)], comparison.After, choices, cancel);
    }

    private static int Print<T>(
        T result, IReadOnlyList<ReportTable> tables, SimulationReport report, Choices choices, CancellationToken cancel)
    {
        var code = cancel.IsCancellationRequested ? ExitCodes.Cancelled : ExitCodes.Done;
        if (choices.Json)
        {
            CommandOutput.Json(result);
            return code;
        }

        foreach (var table in tables.Where(table => table.Rows.Count > 0))
            Print(table);

        if (report.Failed > 0)
            CommandOutput.Error.Line($"[yellow]{report.Failed:N0} customers are left out from where a decision about them failed.[/]");
        if (report.Customers < report.Expected)
            CommandOutput.Error.Line($"[yellow]Stopped: this is about {report.Customers:N0} of {report.Expected:N0} customers.[/]");
        var (messages, reached) = (DisplayText.Count(report.Messages, "message"), DisplayText.Count(report.Reached, "customer"));
        var (of, cost, behaviour) = ($"{report.Customers:N0}", $"{report.Cost:N2}", report.Learned.Count > 0 ? Learned : "stated");
        Terminal.Line($"[bold]{messages}[/] to [bold]{reached}[/] of {of}, {report.From} to {report.To}; cost {cost}; {behaviour} behaviour, seed {report.Seed}");
        if (choices.Output is not null)
            Terminal.Line($"[grey]The report: {Path.Combine(choices.Output, "report.html")}[/]");
        return code;
    }

    /// <summary>Prints a table with its title.</summary>
    public static void Print(ReportTable table)
    {
        Terminal.Line($"[bold]{table.Title}[/]");
        var grid = new Table().RoundedBorder();
        for (var i = 0; i < table.Columns.Length; i++)
            grid.AddColumn(i == 0 ? new TableColumn(table.Columns[i]) : new TableColumn(Terminal.Escape(table.Columns[i])).RightAligned());
        foreach (var row in table.Rows)
            grid.AddRow([.. row.Select(field => Terminal.Escape(ReportTable.Shown(field)))]);
        AnsiConsole.Write(grid);
    }

    private sealed record Choices(
        string? Workspace, string? Compare, LocalDate? From, int Days, string? Output, bool IsLearned, FileInfo? Behaviour, bool Json,
        Func<ICampaignLibrary, Campaigns.Rendering.Set.TemplateSet, Instant, Func<IAsyncEnumerable<SimulatedCustomer>>, SimulationRequest> Make)
    {
        /// <summary>The first day's beginning; now, when none is named.</summary>
        public Instant Begins(ICampaignLibrary library) => From is { } day
            ? library.ContactPolicy.TimeZone.StartOf(day)
            : Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
    }
}
