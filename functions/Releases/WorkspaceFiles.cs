using System.Text;
using Campaigns.Runtime.Files;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Releases;

namespace Campaigns.Releases;

/// <summary>A workspace on disk as the files of a release.</summary>
public static class WorkspaceFiles
{
    /// <summary>Reads the files of a workspace that belong to a release.</summary>
    /// <param name="folder">The workspace.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The content; or everything that is wrong, a line each.</returns>
    public static async Task<(ReleaseContent? Content, IReadOnlyList<string> Problems)> ReadAsync(string folder, CancellationToken cancel)
    {
        if (!Directory.Exists(folder))
            return (null, [$"There is no folder '{folder}'."]);
        var root = new DirectoryInfo(folder).FullName;
        var (found, links) = Find(root);
        var problems = links.Select(link => $"{link}: it is a link that leads out of the workspace, or to a folder; copy what it leads to").ToList();
        var files = new List<ReleaseFile>();
        foreach (var (path, file) in found)
            files.Add(new(path, await File.ReadAllBytesAsync(file, cancel)));
        if (problems.Count > 0)
            return (null, problems);
        return files.Count == 0
            ? (null, [$"'{folder}' is no workspace: it has none of {string.Join(", ", ReleasePaths.Folders)}"])
            : ReleaseContent.Of(files);
    }

    /// <summary>Writes a release as a workspace, byte for byte, and removes files of its folders that the release does not have.</summary>
    /// <param name="folder">The workspace.</param>
    /// <param name="files">The files of the release.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>What was written and removed.</returns>
    public static async Task<PulledFiles> WriteAsync(string folder, IReadOnlyList<ReleaseFile> files, CancellationToken cancel)
    {
        var root = Directory.CreateDirectory(folder).FullName;
        var kept = files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        List<string> written = [], removed = [];
        var (found, links) = Find(root);
        if (links.Count > 0)
            throw new InvalidDataException($"{links[0]}: it is a link; what is written there would lie elsewhere. Remove it");
        foreach (var file in files)
        {
            if (ReleasePaths.Problem(file.Path) is { } problem)
                throw new InvalidDataException($"{file.Path}: {problem}"); // or it could be written anywhere
            var path = Path.Combine(root, file.Path);
            if (File.Exists(path) && (await File.ReadAllBytesAsync(path, cancel)).AsSpan().SequenceEqual(file.Content.Span))
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            // Beside it first, so that a file is never half there.
            var beside = $"{path}.{Path.GetRandomFileName()}~";
            await File.WriteAllBytesAsync(beside, file.Content, cancel);
            File.Move(beside, path, overwrite: true);
            written.Add(file.Path);
        }

        foreach (var (path, file) in found.Where(file => !kept.Contains(file.Path)))
        {
            File.Delete(file);
            removed.Add(path);
        }

        return new(written, removed);
    }

    /// <summary>The files of a release below a folder, and links that are not followed: they may lead anywhere, and in a circle.</summary>
    private static (List<(string Path, string File)> Files, List<string> Links) Find(string root)
    {
        List<(string Path, string File)> files = [];
        List<string> links = [];
        foreach (var name in ReleasePaths.TopFiles.Select(name => Path.Combine(root, name)).Where(File.Exists))
            Add(name);
        foreach (var folder in ReleasePaths.Folders.Select(name => Path.Combine(root, name.TrimEnd('/'))).Where(Directory.Exists))
            AddFolder(folder);
        files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return (files, links);

        void AddFolder(string folder)
        {
            if (IsLink(folder))
            {
                links.Add(PathOf(root, folder));
                return;
            }

            foreach (var file in Directory.GetFiles(folder))
                Add(file);
            foreach (var inner in Directory.GetDirectories(folder))
                AddFolder(inner);
        }

        void Add(string file)
        {
            var path = PathOf(root, file);
            if (!ReleasePaths.IsKept(path))
                return;
            if (IsLink(file) && !LeadsInto(root, file))
                links.Add(path);
            else
                files.Add((path, file));
        }
    }

    // macOS gives names in Unicode's decomposed form where they were typed so.
    private static string PathOf(string root, string file) =>
        Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/').Normalize(NormalizationForm.FormC);

    private static bool IsLink(string path) => File.GetAttributes(path).HasFlag(FileAttributes.ReparsePoint);

    private static bool LeadsInto(string root, string link) =>
        File.ResolveLinkTarget(link, returnFinalTarget: true) is FileInfo { Exists: true } target && ContainedPaths.IsInside(root, target.FullName);
}

/// <summary>What came of writing a release as a workspace.</summary>
/// <param name="Written">The files that are new or have another content.</param>
/// <param name="Removed">Those that the release does not have.</param>
public sealed record PulledFiles(IReadOnlyList<string> Written, IReadOnlyList<string> Removed);
