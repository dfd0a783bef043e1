using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Campaigns.Definitions.Wording;

namespace Campaigns.Rendering.Set;

/// <summary>The template files below a folder.</summary>
/// <param name="root">The folder; a missing one holds no files.</param>
public sealed class TemplateFolder(string root) : ITemplateSource
{
    /// <summary>The folder the build copies the shipped templates to: <c>templates/</c> beside the host's binaries.</summary>
    public static TemplateFolder Shipped => new(Path.Combine(AppContext.BaseDirectory, "templates"));

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<TemplateFile>> ReadAsync(CancellationToken cancel)
    {
        if (!Directory.Exists(root)) return [];
        var files = new List<TemplateFile>();
        foreach (var file in FilesOf(new DirectoryInfo(root)))
        {
            var name = Path.GetRelativePath(root, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            files.Add(TemplateFile.Of(name, await File.ReadAllBytesAsync(file.FullName, cancel)));
        }
        return files;
    }

    /// <inheritdoc />
    public bool ReplacesFilesWhole => false;

    /// <inheritdoc />
    public ValueTask<string> VersionAsync(CancellationToken cancel)
    {
        var folder = new DirectoryInfo(root);
        if (!folder.Exists) return new("");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in FilesOf(folder).OrderBy(file => file.FullName, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"{file.FullName}\n{file.Length}\n{file.LastWriteTimeUtc.Ticks}\n")));
        }

        return new(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static IEnumerable<FileInfo> FilesOf(DirectoryInfo folder) =>
        folder.EnumerateFiles("*" + TemplateFileName.Extension, SearchOption.AllDirectories)
            .Concat(folder.EnumerateFiles(WordingRules.FileName, SearchOption.TopDirectoryOnly));
}
