using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary>How wide output is.</summary>
internal static class OutputWidth
{
    /// <summary>Wider than any line: what goes to a file or another program is not to be broken at a screen's edge.</summary>
    private const int UnlimitedWidth = 4096;

    public static void Prepare()
    {
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = UnlimitedWidth;
        if (Console.IsErrorRedirected)
            CommandOutput.Error.Profile.Width = UnlimitedWidth;
    }
}
