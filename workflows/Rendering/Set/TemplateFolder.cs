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
        foreach (var path in Directory.EnumerateFiles(root, "*" + TemplateFileName.Extension, SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/');
            files.Add(TemplateFile.Of(name, await File.ReadAllBytesAsync(path, cancel)));
        }
        return files;
    }
}
