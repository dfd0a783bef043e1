using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Campaigns.Model;
using Campaigns.Runtime.Ports;

namespace Campaigns.Local.Commands;

/// <summary>The whole command line.</summary>
internal static class CommandLine
{
    public static RootCommand Create()
    {
        var root = new RootCommand("Campaigns: journeys, contact policy and senders for insurers, in one process and without a cloud.")
        {
            CommonOptions.Json,
            DemoCommand.Create(),
            InitCommand.Create(),
            RunCommand.Create(),
            ImportCommand.Create(),
            ReplayCommand.Create(),
            SimulateCommand.Create(),
            ExplainCommand.Create(),
            ErasureCommand.Create(),
            PressureCommand.Create(),
            StatusCommand.Create(),
            HoldCommand.CreateHold(),
            HoldCommand.CreateRelease(),
            RampCommand.Create(),
            MigrateCommand.Create(),
            DeadLettersCommand.Create(),
            UnknownCommand.Create(),
            BackupCommand.CreateBackup(),
            BackupCommand.CreateRestore(),
            CopyCommand.Create(),
            KeysCommand.Create(),
            ValidateCommand.Create(),
            TestCommand.Create(),
            PreviewCommand.Create(),
            GraphCommand.Create(),
            EnrollmentsCommand.Create(),
            PlanCommand.Create(),
            DeployCommand.Create(),
            ReleasesCommand.Create(),
            RollbackCommand.Create(),
            DiffCommand.Create(),
            PullCommand.Create(),
            PromoteCommand.Create(),
        };
        foreach (var version in root.Options.OfType<VersionOption>())
            version.Recursive = true;
        RefuseOptionsAsValues(root);
        var help = root.Options.OfType<HelpOption>().Single();
        var helpWithExamples = new HelpWithExamples((HelpAction)help.Action!);
        help.Action = helpWithExamples;
        // Whoever types the name alone wants to know what there is; that is no mistake.
        root.Action = helpWithExamples;
        return root;
    }

    /// <summary>Runs one command; what it says goes where <see cref="CommandOutput.Use"/> last said.</summary>
    /// <returns>The exit code, one of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var parsed = Create().Parse(arguments);
        CommandOutput.ForMachines = parsed.GetValue(CommonOptions.Json);
        if (parsed.Action is ParseErrorAction || IsHelpOfNothing(parsed))
            return ReportErrors(parsed);

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = CommandOutput.Out,
                EnableDefaultExceptionHandler = false,
                // After Ctrl-C the store is closed properly, however busy the machine is; usually that takes a blink.
                ProcessTerminationTimeout = TimeSpan.FromSeconds(10),
            });
        }
        catch (OperationCanceledException)
        {
            return CommandOutput.Cancelled();
        }
        catch (StoreFormatException e)
        {
            return CommandOutput.BadInput(e.Message);
        }
        catch (Exception e) when (e is StoreUnavailableException or IOException or UnauthorizedAccessException)
        {
            return CommandOutput.Unavailable(e.Message);
        }
    }

    /// <summary>
    /// An option whose value was forgotten takes the option after it for the value: <c>--data --json</c> would make a folder of
    /// that name. A value that really begins so is written <c>./--json</c>.
    /// </summary>
    private static void RefuseOptionsAsValues(Command command)
    {
        foreach (var option in command.Options)
        {
            option.Validators.Add(result =>
            {
                if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith("--", StringComparison.Ordinal)) is { } swallowed
                    && !result.Errors.Any())
                    result.AddError($"{option.Name} needs a value, found the option '{swallowed.Value}'.");
            });
        }

        foreach (var argument in command.Arguments)
        {
            argument.Validators.Add(result =>
            {
                if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith("--", StringComparison.Ordinal)) is { } swallowed
                    && !result.Errors.Any())
                    result.AddError($"Unknown option '{swallowed.Value}'.");
            });
        }

        foreach (var child in command.Subcommands)
            RefuseOptionsAsValues(child);
    }

    /// <summary>Says what is wrong with what was typed, in a few lines; the whole help would bury it.</summary>
    public static int ReportErrors(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var name = string.Join(' ', PathOf(command));
        var stray = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null;
        var message = stray is null ? string.Join(Environment.NewLine, parsed.Errors.Select(error => error.Message))
            : Unmatched(stray, command, parsed);
        var see = $"{message}{Environment.NewLine}See: {name} --help";
        // Whoever reads its exit code takes that of a wrong command line for a change.
        return command.Name == PlanCommand.Name ? CommandOutput.BadInput(see) : CommandOutput.Usage(see);
    }

    /// <summary>Help of a command that there is not: the parser would show that of the command above, as if it had been asked for.</summary>
    private static bool IsHelpOfNothing(ParseResult parsed) =>
        parsed.CommandResult.Command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count > 0 && !parsed.UnmatchedTokens[0].StartsWith('-');

    /// <summary>What is typed for a command: <c>campaigns keys add</c>.</summary>
    private static IEnumerable<string> PathOf(Command command) =>
        command is RootCommand || command.Parents.OfType<Command>().FirstOrDefault() is not { } parent
            ? ["campaigns"]
            : PathOf(parent).Append(command.Name);

    private static string Unmatched(string word, Command command, ParseResult parsed)
    {
        var elsewhere = parsed.RootCommandResult.Command.Subcommands
            .SelectMany(group => group.Subcommands.Where(inner => inner.Name == word).Select(inner => $"'{group.Name} {inner.Name}'"))
            .ToList();
        if (command is RootCommand && elsewhere.Count > 0)
            return $"Unknown command '{word}'; did you mean {string.Join(" or ", elsewhere)}?";
        var option = word.StartsWith('-');
        var known = option
            ? command.Options.Concat(parsed.RootCommandResult.Command.Options).Select(o => o.Name)
            : command.Subcommands.Select(c => c.Name);
        var what = option ? $"Unknown option '{word}'" : command is RootCommand ? $"Unknown command '{word}'"
            : command.Subcommands.Count > 0 ? $"Unknown command '{word}'" : $"'{word}' is an unexpected argument";
        return Spelling.Nearest(word, known) is { } near ? $"{what}; did you mean '{near}'?" : $"{what}.";
    }
}
