using System.Text.Json;

namespace Campaigns.Senders.Tests.Support;

/// <summary>Published test cases that lie beside the repository, where they are present.</summary>
internal static class SharedFiles
{
    public static JsonElement ReadVectors(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Campaigns.sln")))
            folder = folder.Parent;
        var path = Path.Combine(folder?.Parent?.FullName ?? ".", "shared", "vectors", name);
        Assert.SkipUnless(File.Exists(path), $"The published cases {name} are not beside the repository.");
        using var json = JsonDocument.Parse(File.ReadAllText(path));
        return json.RootElement.Clone();
    }
}
