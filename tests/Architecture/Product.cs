using System.Reflection;
using System.Xml.Linq;

namespace Campaigns.Architecture.Tests;

/// <summary>The projects of <c>workflows/</c> and <c>functions/</c>: their files, what they refer to, what was compiled.</summary>
internal static class Product
{
    public static string Root { get; } = FindRoot();

    /// <summary>Each project by its folder, such as <c>workflows/Model</c>.</summary>
    public static IReadOnlyList<string> Projects { get; } =
    [
        .. new[] { "workflows", "functions" }
            .SelectMany(top => Directory.EnumerateFiles(Path.Combine(Root, top), "*.csproj", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Root, Path.GetDirectoryName(file)!).Replace('\\', '/'))
            .Where(folder => !folder.Contains("/obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The name of a project without the product's, such as <c>Model</c>.</summary>
    public static string NameOf(string project) => Path.GetFileName(project);

    /// <summary>The projects its project file names.</summary>
    public static IReadOnlyList<string> ReferencesOf(string project)
    {
        var folder = Path.Combine(Root, project);
        return
        [
            .. XDocument.Load(Path.Combine(folder, $"Campaigns.{NameOf(project)}.csproj")).Descendants("ProjectReference")
                .Select(reference => Path.GetFullPath(Path.Combine(folder, reference.Attribute("Include")!.Value)))
                .Select(file => Path.GetRelativePath(Root, Path.GetDirectoryName(file)!).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];
    }

    public static Assembly AssemblyOf(string project) =>
        Assembly.Load(NameOf(project) == "Local" ? "campaigns" : $"Campaigns.{NameOf(project)}");

    /// <summary>Its files of C#, without what a build left.</summary>
    public static IEnumerable<string> FilesOf(string project) =>
        from file in Directory.EnumerateFiles(Path.Combine(Root, project), "*.cs", SearchOption.AllDirectories)
        let parts = Path.GetRelativePath(Path.Combine(Root, project), file).Split(Path.DirectorySeparatorChar)
        where parts[0] is not ("bin" or "obj")
        select file;

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Campaigns.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Campaigns.sln is in no folder above the tests.");
        return folder;
    }
}
