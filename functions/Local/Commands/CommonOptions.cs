using System.CommandLine;

namespace Campaigns.Local.Commands;

/// <summary>Options every command has.</summary>
internal static class CommonOptions
{
    public static readonly Option<bool> Json = new("--json") { Description = "Write the result as JSON.", Recursive = true };
}

/// <summary>What the exit codes mean.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>Something in the input is wrong; it was said what and where.</summary>
    public const int BadInput = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The store or a file cannot be reached now.</summary>
    public const int Unavailable = 3;

    /// <summary>How an installation is cannot be asked: no connection to its host or account, or no access.</summary>
    public const int CannotAsk = 4;

    /// <summary>Stopped by Ctrl-C.</summary>
    public const int Cancelled = 130;
}
