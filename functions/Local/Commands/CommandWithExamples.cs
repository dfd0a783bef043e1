using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Campaigns.Local.Commands;

/// <summary>A command whose help ends with lines to copy.</summary>
/// <param name="name">What is typed.</param>
/// <param name="description">What it does.</param>
/// <param name="examples">Whole command lines, the plainest first.</param>
internal sealed class CommandWithExamples(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;
}

/// <summary>The usual help, and then the examples: people read those first.</summary>
internal sealed class HelpWithExamples(HelpAction defaultValue) : SynchronousCommandLineAction
{
    private static readonly string[] First =
        ["campaigns demo                          see it work, within three minutes",
            "campaigns explain C-00012               what was sent to one customer of the demo, and why",
            "campaigns COMMAND --help                more of a command"];

    public override int Invoke(ParseResult parseResult)
    {
        defaultValue.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var command = parseResult.CommandResult.Command;
        output.WriteLine(command is RootCommand ? "Start with:" : "Examples:");
        foreach (var example in command is CommandWithExamples withExamples ? withExamples.Examples : First)
            output.WriteLine($"  {example}");
        output.WriteLine();
        if (command is RootCommand)
            output.WriteLine($"""
                Exit codes:
                  {ExitCodes.Done} done, {ExitCodes.BadInput} invalid input, {ExitCodes.Usage} invalid command line,
                  {ExitCodes.Unavailable} a file or the store cannot be reached, {ExitCodes.CannotAsk} ('status') there is no asking,
                  {ExitCodes.Cancelled} stopped by Ctrl-C

                """);
        return ExitCodes.Done;
    }
}
