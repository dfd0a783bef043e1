using System.CommandLine;
using System.CommandLine.Help;
using Campaigns.Local.Commands;

namespace Campaigns.Local.Tests.Commands;

/// <summary>What holds for every option of every command; in this process, as nothing is run.</summary>
public sealed class OptionTests
{
    public static TheoryData<string, string> Options
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var (path, command) in Commands(CommandLine.Create(), ""))
            {
                foreach (var option in command.Options.Where(o => o.ValueType != typeof(bool) && o is not (HelpOption or VersionOption)))
                    all.Add(path, option.Name);
            }

            return all;
        }
    }

    public static TheoryData<string> Paths => [.. Commands(CommandLine.Create(), "").Select(command => command.Path)];

    [Theory]
    [MemberData(nameof(Options))]
    public void AForgottenValue_DoesNotTakeTheNextOption(string path, string option)
    {
        foreach (var next in (string[])["--json", "--data", "--nonsense"])
        {
            var parsed = CommandLine.Create().Parse([.. path.Split(' ', StringSplitOptions.RemoveEmptyEntries), option, next]);
            Assert.NotEmpty(parsed.Errors);
            Assert.Contains(parsed.Errors, error => error.Message.Contains(option, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void EveryCommand_TellsItsVersion(string path)
    {
        var parsed = CommandLine.Create().Parse([.. path.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--version"]);
        using var output = new StringWriter();
        Assert.Equal(0, parsed.Invoke(new InvocationConfiguration { Output = output }));
        Assert.Matches(@"^\d+\.\d+\.\d+", output.ToString());
    }

    private static IEnumerable<(string Path, Command Command)> Commands(Command command, string path)
    {
        yield return (path, command);
        foreach (var child in command.Subcommands.SelectMany(child => Commands(child, $"{path} {child.Name}".Trim())))
            yield return child;
    }
}
