using Campaigns.Workspaces.Reading;
using Campaigns.Workspaces.Validation;
using Microsoft.Extensions.Time.Testing;

namespace Campaigns.Workspaces.Tests.Support;

/// <summary>A good workspace in a folder of its own, to be spoiled.</summary>
internal sealed class TestWorkspace : IDisposable
{
    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));
    private readonly DirectoryInfo _outside = Directory.CreateTempSubdirectory("campaigns-workspace-");

    public TestWorkspace()
    {
        Root = Path.Combine(_outside.FullName, "workspace");
        CopyFrom(Base);
    }

    /// <summary>The folder of the good workspace in the repository.</summary>
    public static string Base => Path.Combine(Repository, "tests", "Workspaces", "Base");

    /// <summary>The folder of the repository.</summary>
    public static string Repository { get; } = FindRepository();

    public string Root { get; }

    public void CopyFrom(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var to = PathOf(Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to, overwrite: true);
        }
    }

    public string PathOf(string name) => Path.Combine(Root, name);

    public string PathOutside(string name) => Path.Combine(_outside.FullName, name);

    public void Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    public void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllBytes(PathOf(name), content);
    }

    public void Change(string name, string text, string other)
    {
        var before = File.ReadAllText(PathOf(name));
        Assert.Contains(text, before, StringComparison.Ordinal);
        Write(name, before.Replace(text, other, StringComparison.Ordinal));
    }

    /// <summary>Removes a file, and the folders that it leaves empty.</summary>
    public void Remove(string name)
    {
        File.Delete(PathOf(name));
        for (var folder = Path.GetDirectoryName(PathOf(name))!; !Directory.EnumerateFileSystemEntries(folder).Any(); folder = Path.GetDirectoryName(folder)!)
            Directory.Delete(folder);
    }

    public Task<WorkspaceReport> CheckAsync(WorkspaceCheckOptions? options = null) =>
        WorkspaceValidator.CheckAsync(WorkspaceReader.Read(Root), options ?? new WorkspaceCheckOptions(Time));

    /// <summary>The findings, a line each: <c>journeys/hello.json:5:3 error unknown-property /categry</c>.</summary>
    public async Task<string[]> FindingsAsync(WorkspaceCheckOptions? options = null) => [.. (await CheckAsync(options)).Findings.Select(found =>
        ($"{Path.GetRelativePath(Root, found.File).Replace('\\', '/')}:{found.Finding.Line}:{found.Finding.Column} "
            + $"{found.Finding.Severity.ToString().ToLowerInvariant()} {found.Finding.Code} {found.Finding.Pointer}").TrimEnd())];

    public void Dispose() => _outside.Delete(recursive: true);

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Campaigns.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("the tests run outside the repository");
    }
}
