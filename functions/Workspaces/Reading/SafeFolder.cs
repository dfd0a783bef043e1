using System.Text;
using Campaigns.Model;
using Campaigns.Runtime.Files;

namespace Campaigns.Workspaces.Reading;

/// <summary>
/// Reads the files of one folder, as far as they lie in the workspace: a link that leads out of it is not followed, nor any link to a
/// folder, and a file that is larger than any document may be is not read.
/// </summary>
/// <param name="root">The workspace.</param>
/// <param name="shown">How it was named.</param>
/// <param name="findings">Hears what is not read, and why.</param>
internal sealed class SafeFolder(string root, string shown, List<(string File, Finding Finding)> findings)
{
    private const int MaxFiles = 10_000;
    private const int MaxDepth = 16;
    private int _files;

    /// <summary>The path of a file or folder as it is shown.</summary>
    public string Show(string path) => ShownPath.Of(root, shown, path);

    /// <summary>The files and folders in a folder, by name; those that a system hides are none.</summary>
    public IReadOnlyList<FileSystemInfo> Entries(string folder)
    {
        List<FileSystemInfo> entries = [.. new DirectoryInfo(folder).EnumerateFileSystemInfos()
            .Where(entry => !entry.Name.StartsWith('.')).OrderBy(entry => entry.Name, StringComparer.Ordinal)];
        foreach (var clash in entries.GroupBy(entry => entry.Name.Normalize(NormalizationForm.FormC), StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1))
        {
            var names = clash.Select(entry => entry.Name).ToList();
            Report(clash.Last().FullName, "name-clash",
                $"\"{names[^1]}\" and \"{names[0]}\" have one name where case does not matter, as on Windows and macOS: only one of them would be there; rename one");
        }

        return entries;
    }

    /// <summary>The folder, if it is there and no link; null otherwise, and a link is reported.</summary>
    public string? Unlinked(string folder)
    {
        if (!Directory.Exists(folder))
            return null;
        if (new DirectoryInfo(folder).LinkTarget is null)
            return folder;
        Report(folder, "linked-folder", "this folder is a link, which is not followed; put the files themselves here");
        return null;
    }

    /// <summary>Every file below a folder, by path.</summary>
    public IEnumerable<FileInfo> FilesBelow(string folder, int depth = 0)
    {
        foreach (var entry in Entries(folder))
        {
            if (entry is FileInfo file)
                yield return file;
            else if (Unlinked(entry.FullName) is null)
                continue;
            else if (depth >= MaxDepth)
                Report(entry.FullName, "too-deep", $"folders within folders are read {MaxDepth} levels deep; move its files up");
            else
            {
                foreach (var inner in FilesBelow(entry.FullName, depth + 1))
                    yield return inner;
            }
        }
    }

    /// <summary>Reads a file; null after reporting why not.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">Its name in its own folder.</param>
    public WorkspaceFile? Read(FileInfo file, string name)
    {
        if (++_files > MaxFiles)
        {
            if (_files == MaxFiles + 1)
                Report(file.FullName, "too-many", $"a workspace has at most {MaxFiles:N0} files; this one and those after it are not read");
            return null;
        }

        try
        {
            var target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
            if (target is not { Exists: true })
                Report(file.FullName, "unreadable", "this is a link to a file that is not there; put the file itself here");
            else if (file.LinkTarget is not null && !ContainedPaths.IsInside(root, target.FullName))
                Report(file.FullName, "outside-workspace", "this is a link to a file outside the workspace, which is not read; put the file itself here");
            else if (target.Length > Limits.DocumentBytes)
                Report(file.FullName, "too-long", $"the file has {target.Length:N0} bytes, and at most {Limits.DocumentBytes:N0} can be kept; split it into several");
            else
                return new WorkspaceFile(Show(file.FullName), name, File.ReadAllBytes(file.FullName));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Report(file.FullName, "unreadable", $"this file cannot be read: {e.Message}");
        }

        return null;
    }

    /// <summary>Reports an error about a file or folder.</summary>
    public void Report(string path, string code, string message, FindingSeverity severity = FindingSeverity.Error) =>
        findings.Add((Show(path), new Finding(severity, "", 0, code, message)));
}
