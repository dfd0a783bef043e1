using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary>How wide output is.</summary>
internal static class Screen
{
    /// <summary>Wider than any line: what goes to a file or another program is not to be broken at a screen's edge.</summary>
    private const int Unbroken = 4096;

    public static void Prepare()
    {
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = Unbroken;
        if (Console.IsErrorRedirected)
            Report.Error.Profile.Width = Unbroken;
    }
}
