namespace Campaigns.Runtime.Files;

/// <summary>Whether what a link leads to lies in a folder, by whatever further links it is reached.</summary>
public static class ContainedPaths
{
    /// <summary>Whether a path lies below a folder once every link on the way to either is followed.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="path">A file or folder that is there.</param>
    public static bool IsInside(string folder, string path)
    {
        var relative = Path.GetRelativePath(RealPath(folder), RealPath(path));
        return relative != ".." && !relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal) && !Path.IsPathRooted(relative);
    }

    /// <summary>The path without links, of the folders that lead to it too.</summary>
    private static string RealPath(string path)
    {
        var full = Path.GetFullPath(path);
        var parent = Path.GetDirectoryName(full);
        if (parent is null)
            return full;
        var here = Path.Combine(RealPath(parent), Path.GetFileName(full));
        return new DirectoryInfo(here) is { LinkTarget: not null } link && link.ResolveLinkTarget(returnFinalTarget: true) is { } target
            ? RealPath(target.FullName) : here;
    }
}
