using System.CommandLine;
using System.Globalization;
using Campaigns.Local.Releases;
using Campaigns.Releases;
using Campaigns.Simulation.Reports;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns plan</c>: what deploying a workspace would change.</summary>
internal static class PlanCommand
{
    /// <summary>Its name, by which its exit codes are told from those of other commands.</summary>
    public const string Name = "plan";

    /// <summary>There is something to deploy; all that went wrong is <see cref="ExitCodes.BadInput"/> or higher than this.</summary>
    public const int HasChanges = 2;

    private const int MaxDays = 3660;

    public static Command Create()
    {
        var folder = ReleaseOptions.Folder();
        var inside = new Option<bool>("--inside")
        { Description = "Count who is inside the journeys that change, also where that reads very many customers." };
        var simulate = new Option<int?>("--simulate")
        {
            Description = "Simulate so many days from now with the release and without it, and say what differs; on a store.",
            HelpName = "DAYS",
            CustomParser = result =>
            {
                if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= MaxDays)
                    return days;
                result.AddError($"--simulate is a number of days from 1 to {MaxDays}, found '{result.Tokens[0].Value}'.");
                return null;
            },
        };
        var options = new ReleaseOptions(missing: MissingStore.Empty);
        var command = new CommandWithExamples(
            Name, "Say what deploying a workspace would change, and whether it may: nothing is changed. Exit code 0: nothing to do; 2: changes; 1: errors.",
            "campaigns plan . --data data/local", "campaigns plan . --to production --json", "campaigns plan . --url https://campaigns.insurer.example")
        {
            folder, inside, simulate,
        };
        options.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var workspace = parsed.GetRequiredValue(folder).FullName;
            var (content, problems) = await WorkspaceFiles.ReadAsync(workspace, cancel);
            return content is null ? CommandOutput.BadInput(string.Join('\n', problems))
                : await options.WithTargetAsync(parsed, workspace, async target =>
            {
                var plan = await WorkspaceFindings.AddAsync(await target.PlanAsync(content, parsed.GetValue(inside), cancel), content, workspace);
                var json = parsed.GetValue(CommonOptions.Json);
                var simulated = parsed.GetValue(simulate) is not { } days || !plan.Valid || !plan.Changes ? null
                    : target is StoreTarget store ? await store.SimulateAsync(content, days, json, cancel)
                    : throw new InvalidDataException("--simulate reads all customers; name the store with --data or --storage.");
                if (json)
                    CommandOutput.Json(new PlanOutput(plan, simulated), ReleaseJson.Options);
                else
                {
                    PlanPrinter.Print(plan);
                    if (simulated is not null)
                        PlanPrinter.Print(simulated);
                    PlanPrinter.PrintSummary(plan);
                }

                return !plan.Valid ? ExitCodes.BadInput : plan.Changes ? HasChanges : ExitCodes.Done;
            }, cancel);
        });
        return command;
    }

    /// <summary>What <c>--json</c> writes.</summary>
    /// <param name="Plan">The plan, as the API gives it.</param>
    /// <param name="Simulation">What the simulator says; absent: it was not asked.</param>
    private sealed record PlanOutput(ReleasePlanView Plan, SimulationComparison? Simulation);
}
