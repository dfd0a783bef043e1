using System.CommandLine;
using System.Reflection;
using Campaigns.Hosting;
using Campaigns.Workspaces;
using Campaigns.Workspaces.Reading;
using Campaigns.Workspaces.Sarif;
using Campaigns.Workspaces.Validation;
using NodaTime;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns validate</c>: everything wrong with a workspace, before customers enter its journeys.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("path")
        {
            Description = "A workspace: a folder that has a folder journeys. Or journey files, or folders of them. Default: this folder.",
            Arity = ArgumentArity.ZeroOrMore,
            DefaultValueFactory = _ => ["."],
        };
        var policy = new Option<FileInfo?>("--contact-policy")
        { Description = "The contact policy to check against. Default: the folder's own, else the one that ships." };
        var catalog = new Option<FileInfo?>("--catalog")
        { Description = "The attribute catalog. Default: the folder's own, else the one that ships." };
        var templates = new Option<DirectoryInfo?>("--templates")
        { Description = "The message templates. Default: the workspace's own, else those that ship." };
        var senders = new Option<FileInfo?>("--senders")
        { Description = "The file of senders of the host it is for: which events they report. Default: the workspace's senders.json." };
        var format = Inputs.Choice("--format", "How findings are written: text, json or sarif.", FindingFormat.Text, FindingFormat.Json, FindingFormat.Sarif);
        var sarif = new Option<FileInfo?>("--sarif") { Description = "Also write them to this file as SARIF 2.1.0, as code hosts read them." };
        var now = Inputs.Day("--now", "The day to check for: what is over by then, and the dates of sample customers. Default: today.");
        var command = new CommandWithExamples(
            "validate", "Check a workspace: journeys, contact policy, catalog, texts, scenarios, import maps and senders, all findings together, "
            + "each with its place and what to do.",
            "campaigns validate", "campaigns validate my-campaigns --sarif findings.sarif", "campaigns validate my-journey.json --contact-policy my-policy.json",
            "campaigns validate my-journeys --templates my-templates")
        {
            paths, policy, catalog, templates, senders, format, sarif, now,
        };
        command.SetAction((parsed, _) => RunAsync(new Choices(parsed.GetRequiredValue(paths))
        {
            Policy = parsed.GetValue(policy),
            Catalog = parsed.GetValue(catalog),
            Templates = parsed.GetValue(templates),
            Senders = parsed.GetValue(senders),
            Format = parsed.GetValue(CommonOptions.Json) ? FindingFormat.Json : parsed.GetValue(format),
            Sarif = parsed.GetValue(sarif),
            Now = parsed.GetValue(now),
        }));
        return command;
    }

    private static async Task<int> RunAsync(Choices choices)
    {
        CommandOutput.ForMachines |= choices.Format == FindingFormat.Json;
        if (Problem(choices) is { } problem)
            return CommandOutput.BadInput(problem);
        var options = new WorkspaceCheckOptions(choices.Now is { } day ? new VirtualTime(day.At(LocalTime.Noon).InUtc().ToInstant()) : TimeProvider.System);
        if (choices.Senders is { } file)
        {
            var (settings, wrong) = SendersFile.Read(await File.ReadAllBytesAsync(file.FullName));
            if (settings is null || wrong.Count > 0)
                return CommandOutput.Findings([.. wrong.Select(finding => (file.ToString(), finding))]);
            options = options with { Senders = settings };
        }

        var (contents, nothing) = Read(choices);
        if (contents is null)
            return CommandOutput.BadInput(nothing!);
        return await ReportAsync(await WorkspaceValidator.CheckAsync(contents, options), choices);
    }

    private static string? Problem(Choices choices) =>
        choices.Paths.FirstOrDefault(path => !Directory.Exists(path) && !File.Exists(path)) is { } missing ? $"There is no file or folder '{missing}'."
        : choices.Policy is { } policy && Inputs.FileProblem(policy, "contact policy") is { } noPolicy ? noPolicy
        : choices.Catalog is { } catalog && Inputs.FileProblem(catalog, "catalog") is { } noCatalog ? noCatalog
        : choices.Senders is { } senders && Inputs.FileProblem(senders, "senders file") is { } noSenders ? noSenders
        : choices.Templates is { Exists: false } templates ? $"There is no folder of templates '{templates}'."
        : null;

    /// <summary>A workspace; or files, with what is named beside them or ships.</summary>
    private static (WorkspaceContents? Contents, string? Problem) Read(Choices choices)
    {
        if (choices.Paths is [var only] && WorkspaceReader.IsWorkspace(only))
            return (WorkspaceReader.Read(only).With(choices.Catalog?.ToString(), choices.Policy?.ToString(), choices.Templates?.ToString()), null);
        var files = new List<string>();
        foreach (var path in choices.Paths)
        {
            if (File.Exists(path))
                files.Add(path);
            else if (Directory.GetFiles(path, "*.json").Order(StringComparer.Ordinal).ToList() is { Count: > 0 } inFolder)
                files.AddRange(inFolder);
            else
                return (null, $"There is no journey (*.json) in the folder '{path}', nor a folder journeys.");
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(files[0]))!;
        return (WorkspaceReader.OfFiles(files,
            choices.Catalog?.ToString() ?? Workspace.Beside(folder, CampaignFolder.CatalogFile),
            choices.Policy?.ToString() ?? Workspace.Beside(folder, CampaignFolder.PolicyFile), choices.Templates?.ToString()), null);
    }

    private static async Task<int> ReportAsync(WorkspaceReport report, Choices choices)
    {
        var log = choices.Sarif is null && choices.Format != FindingFormat.Sarif ? null
            : SarifLog.Write(report.Findings, Environment.CurrentDirectory, Version);
        if (choices.Sarif is { } file)
            await File.WriteAllTextAsync(file.FullName, log);
        if (choices.Format == FindingFormat.Sarif)
        {
            CommandOutput.Out.WriteLine(log);
            return report.Errors == 0 ? ExitCodes.Done : ExitCodes.BadInput;
        }

        if (choices.Format == FindingFormat.Json)
        {
            CommandOutput.Json(new
            {
                Valid = report.Errors == 0,
                Files = report.Journeys,
                Findings = report.Findings.Select(CommandOutput.Plain),
                Contacts = report.Contacts.Select(of => new
                {
                    Journey = of.Journey.Value,
                    of.Range.Fewest,
                    of.Range.Most,
                    MostIn30Days = of.Range.MostInMonth,
                    of.Range.Cap,
                }),
            });
            return report.Errors == 0 ? ExitCodes.Done : ExitCodes.BadInput;
        }

        var code = CommandOutput.Findings(report.Findings);
        var warnings = report.Findings.Length - report.Errors;
        if (code == ExitCodes.Done)
        {
            var what = report.Journeys == 0 ? "The contact policy and the catalog are"
                : $"{DisplayText.Count(report.Journeys, "journey")} {(report.Journeys == 1 ? "is" : "are")}";
            Terminal.Line($"[green]{what} valid[/]{(warnings > 0 ? $", with {DisplayText.Count(warnings, "warning")}" : "")}.");
        }
        else
            CommandOutput.Error.Line(
                $"[red]{DisplayText.Count(report.Errors, "error")}[/]{(warnings > 0 ? $" and {DisplayText.Count(warnings, "warning")}" : "")}.");

        return code;
    }

    private static string Version =>
        typeof(ValidateCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    private enum FindingFormat
    {
        Text,
        Json,
        Sarif,
    }

    private sealed record Choices(string[] Paths)
    {
        public FileInfo? Policy { get; init; }

        public FileInfo? Catalog { get; init; }

        public DirectoryInfo? Templates { get; init; }

        public FileInfo? Senders { get; init; }

        public FindingFormat Format { get; init; }

        public FileInfo? Sarif { get; init; }

        public LocalDate? Now { get; init; }
    }
}
