using System.CommandLine;
using Campaigns.Hosting;
using Campaigns.Insights.Enrollments;
using Campaigns.Model;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Library;
using Campaigns.Storage;
using NodaTime;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns enrollments</c>: who is inside a journey, and where.</summary>
internal static class EnrollmentsCommand
{
    private const int MaxShown = 1_000_000;

    public static Command Create()
    {
        var journey = new Argument<string>("journey") { Description = "The journey's id." };
        var step = new Option<string?>("--step") { Description = "Only those at this step." };
        var limit = Inputs.Number("--limit", "How many are listed; all are counted.", 50, 0, MaxShown);
        var place = new StoreOptions("data/local", "The folder of the store; a host may be running on it.",
            "Name the folder of a store with --data, or an account with --storage.");
        var command = new CommandWithExamples(
            "enrollments", "List who is inside a journey now: how many stand at each step, and who they are.",
            "campaigns enrollments renewal-countdown --data data/local", "campaigns enrollments renewal-countdown --step d45 --limit 1000 --json")
        {
            journey, step, limit,
        };
        place.AddTo(command);
        command.SetAction((parsed, cancel) => place.WithStoreAsync(parsed, (store, of) => RunAsync(
            parsed.GetRequiredValue(journey), parsed.GetValue(step), parsed.GetValue(limit), store, of,
            parsed.GetValue(CommonOptions.Json), cancel)));
        return command;
    }

    private static async Task<int> RunAsync(
        string name, string? step, int limit, IStore store, StoreLocation place, bool json, CancellationToken cancel)
    {
        await using var session = await StoreSession.OpenAsync(store, place, TimeProvider.System, cancel);
        var (live, problem) = StoredJourney.Find(session.Library, name, place);
        if (live is null)
            return CommandOutput.BadInput(problem!);
        var known = live.Definition.Map.Positions.Select(position => position.Step.Id.Value).ToList();
        if (step is not null && !known.Contains(step))
        {
            var near = Spelling.Nearest(step, known);
            return CommandOutput.BadInput($"'{name}' has no step '{step}'{(near is null ? "" : $"; did you mean '{near}'?")}");
        }

        var byStep = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var shown = new List<Shown>();
        await foreach (var enrollment in JourneyEnrollments.ReadAsync(store.Rows, live.Definition.Id, finished: false, cancel))
        {
            var at = StepOf(enrollment.Enrollment);
            byStep[at] = byStep.GetValueOrDefault(at) + 1;
            if ((step is null || step == at) && shown.Count < limit)
                shown.Add(new(enrollment.Customer.Id, enrollment.Enrollment)); // not the customers themselves: a million are much
        }

        var matching = step is null ? byStep.Values.Sum() : byStep.GetValueOrDefault(step);
        if (json)
            PrintJson(name, byStep, matching, shown);
        else
        {
            var zone = (await StoredContactPolicy.ReadAsync(store.Rows, cancel)).TimeZone;
            Print(name, step, byStep, matching, shown, zone);
        }

        return ExitCodes.Done;
    }

    private static void PrintJson(
        string name, SortedDictionary<string, long> byStep, long matching, List<Shown> shown) => CommandOutput.Json(new
        {
            Journey = name,
            Running = byStep.Values.Sum(),
            Steps = byStep,
            Matching = matching,
            Enrollments = shown.Select(e => new
            {
                Customer = e.Customer.Value,
                Enrollment = e.Enrollment.Id.Value,
                Policy = e.Enrollment.Policy?.Value,
                e.Enrollment.Version,
                Step = StepOf(e.Enrollment),
                EnteredAt = e.Enrollment.EnteredAt.ToString(),
                WakesAt = e.Enrollment.WakeAt?.ToString(),
                e.Enrollment.Holdout,
                e.Enrollment.Held,
            }),
        });

    private static void Print(
        string name, string? step, SortedDictionary<string, long> byStep, long matching, List<Shown> shown, DateTimeZone zone)
    {
        if (byStep.Count == 0)
        {
            Terminal.Line($"Nobody is inside '{name}'.");
            return;
        }

        var steps = new Table().Border(TableBorder.Simple).AddColumn("step").AddColumn(new TableColumn("here now").RightAligned());
        foreach (var (at, count) in byStep)
            steps.AddRow(Terminal.Escape(at), $"{count:N0}");
        AnsiConsole.Write(steps);
        var table = new Table().Border(TableBorder.Simple).AddColumns("customer", "policy", "step", "version", "entered", "wakes", "");
        foreach (var (customer, enrollment) in shown)
        {
            string[] cells =
            [
                customer.Value, enrollment.Policy?.Value ?? "", StepOf(enrollment), $"{enrollment.Version}",
                TimelineEventFormatter.At(enrollment.EnteredAt, zone),
                enrollment.WakeAt is { } wake ? TimelineEventFormatter.At(wake, zone) : "by an event",
                enrollment.Held ? "held" : enrollment.Holdout ? "holdout" : "",
            ];
            table.AddRow([.. cells.Select(Terminal.Escape)]);
        }

        if (shown.Count > 0)
            AnsiConsole.Write(table);
        var where = step is null ? "inside" : $"at '{step}'";
        var more = matching > shown.Count ? $", the first {shown.Count:N0} listed; --limit lists more" : "";
        Terminal.Line($"{DisplayText.Count(matching, "enrollment")} {where}{more}. Times in {zone.Id}.");
    }

    private sealed record Shown(CustomerId Customer, EnrollmentRecord Enrollment);

    private static string StepOf(EnrollmentRecord enrollment) => enrollment.State.At?.Value ?? "(not begun)";
}
