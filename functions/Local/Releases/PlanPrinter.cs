using Campaigns.Local.Commands;
using Campaigns.Local.Simulation;
using Campaigns.Releases;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Releases;
using Campaigns.Simulation.Reports;
using Spectre.Console;

namespace Campaigns.Local.Releases;

/// <summary>Prints plans and releases.</summary>
internal static class PlanPrinter
{
    /// <summary>Prints what a release would change, or has changed.</summary>
    public static void Print(ReleasePlanView plan)
    {
        foreach (var document in plan.Documents)
        {
            var (colour, sign) = SignOf(document.Change);
            var name = document.Kind == "journey" ? $"journey {document.Id}" : document.Id == "catalog" ? "the catalog" : "the contact policy";
            AnsiConsole.MarkupLine($"[{colour}]{sign}[/] [bold]{Terminal.Escape(name)}[/]{Terminal.Escape(document.LiveVersion > 0 ? $" (version {document.LiveVersion})" : "")}");
            foreach (var line in document.Summary)
                Terminal.Line($"    {line}");
            if (plan.Inside is { } inside)
                PrintInside(inside.Where(count => document.Kind == "journey" && count.Journey == document.Id).ToList());
        }

        foreach (var text in plan.Texts)
        {
            var (colour, sign) = SignOf(text.Changed.IsEmpty && text.Removed.IsEmpty ? DocumentChange.Added
                : text.Changed.IsEmpty && text.Added.IsEmpty ? DocumentChange.Retired : DocumentChange.Changed);
            AnsiConsole.MarkupLine($"[{colour}]{sign}[/] text [bold]{Terminal.Escape(text.Template)}[/]");
            foreach (var (what, texts) in new[] { ("new", text.Added), ("changed", text.Changed), ("gone", text.Removed) }.Where(part => !part.Item2.IsEmpty))
                Terminal.Line($"    {what}: {string.Join(", ", texts)}");
            if (!text.Journeys.IsEmpty)
                Terminal.Line($"    sent by {string.Join(", ", text.Journeys)}; those inside get the new text too");
        }

        foreach (var file in plan.Files)
        {
            var (colour, sign) = SignOf(file.Change switch
            {
                FileChange.Added => DocumentChange.Added,
                FileChange.Removed => DocumentChange.Retired,
                _ => DocumentChange.Changed,
            });
            AnsiConsole.MarkupLine($"[{colour}]{sign}[/] {Terminal.Escape(file.Path)}");
        }

        if (plan.Findings.Length > 0)
            CommandOutput.Findings([.. plan.Findings.Select(finding => finding.Finding)]);
    }

    /// <summary>Prints what the simulator says of a release.</summary>
    public static void Print(SimulationComparison simulated)
    {
        var difference = simulated.After.Messages - simulated.Before.Messages;
        var what = difference == 0 ? "as many messages" : $"{Math.Abs(difference):N0} {(difference > 0 ? "more" : "fewer")} messages";
        Terminal.Line($"[bold]Simulated {simulated.Before.From} to {simulated.Before.To}[/]: {what}; {DisplayText.Count(simulated.More, "customer")} get more, {simulated.Fewer:N0} fewer");
        SimulateCommand.Print(SimulationTables.Of(simulated));
    }

    /// <summary>What it comes to, in a line.</summary>
    public static void PrintSummary(ReleasePlanView plan)
    {
        var live = plan.Live is { } now ? $"release {Release.Short(now.Release)} is in force" : "nothing was deployed yet";
        if (!plan.Changes)
            Terminal.Line($"[green]Nothing to do[/]: release {Release.Short(plan.Release)} is in force, and everything is as it says.");
        else if (!plan.Valid)
            Terminal.Line($"[red]{DisplayText.Count(plan.Errors.Count(), "error")}[/]: this cannot be deployed; {live}.");
        else
            Terminal.Line($"Release [bold]{Release.Short(plan.Release)}[/] would come into force; {live}.");
    }

    private static void PrintInside(List<InsideView> inside)
    {
        foreach (var version in inside.GroupBy(count => count.Version))
        {
            var steps = string.Join(", ", version.Select(count => $"{count.Count:N0} at {count.Step ?? "the beginning"}"));
            Terminal.Line($"    [grey]inside version {version.Key}: {version.Sum(count => count.Count):N0} ({steps})[/]");
        }
    }

    private static (string Colour, string Sign) SignOf(DocumentChange change) => change switch
    {
        DocumentChange.Added or DocumentChange.Started => ("green", "+"),
        DocumentChange.Changed => ("yellow", "~"),
        DocumentChange.Retired => ("red", "-"),
        _ => ("grey", "="),
    };
}
