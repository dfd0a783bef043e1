namespace Campaigns.Workspaces.Reading;

/// <summary>How paths are shown: as somebody would type them who named the workspace so.</summary>
internal static class ShownPath
{
    /// <summary>The path of a file by a folder and the name that the folder was given.</summary>
    public static string Of(string root, string shown, string path)
    {
        var relative = Path.GetRelativePath(root, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path
            : relative == "." ? shown
            : shown is "." or "./" or "" ? relative
            : Path.Combine(shown, relative);
    }
}
