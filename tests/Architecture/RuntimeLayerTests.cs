using System.Text.RegularExpressions;

namespace Campaigns.Architecture.Tests;

/// <summary>
/// The folders of <c>workflows/Runtime</c> refer to each other in one direction. Usings show it, since the build refuses those that
/// nothing needs.
/// </summary>
public sealed partial class RuntimeLayerTests
{
    private const string Root = "CampaignRunner";

    /// <summary>From bottom to top; folders of one line do not see each other, but for those that <see cref="Records"/> explains.</summary>
    private static readonly string[][] Layers =
    [
        ["Files", "Ports", "Tracing"],
        ["Keys", "Incidents"],
        ["Releases"],
        ["StoredRows", "Customers", "Library", "Throttling", "Timers", "Dispatch"],
        ["DeadLetters", "Work"],
        ["Sessions", "Outbox"],
        ["Contacts", "Preferences"],
        ["Enrollments"],
        ["Concurrency"],
        ["Entries", "Erasure", "UnitsOfWork"],
        ["Intake"],
        [Root],
        ["Retries"],
        ["Delivery", "Sweeps"],
        ["Simulation"],
    ];

    /// <summary>Rows map the records of these folders, whose tables read and write them: a table and its rows belong together.</summary>
    private static readonly string[] Records = ["Customers", "Keys", "Library", "Releases", "Sweeps", "Throttling", "Timers"];

    [Fact]
    public void Layers_NameEveryFolder() => Assert.Equal(
        Layers.SelectMany(layer => layer).Where(folder => folder != Root).Order(StringComparer.Ordinal),
        Files().Select(FolderOf).Where(folder => folder != Root).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Folders_ReferDownwards()
    {
        var upwards =
            from file in Files()
            let folder = FolderOf(file)
            from used in UsedBy(File.ReadAllText(file)).Where(used => used != folder)
            where LayerOf(used) >= LayerOf(folder) && !IsRowOfTable(folder, used)
            select $"{folder} refers to {used} ({Path.GetFileName(file)})";
        Assert.Empty(upwards.Distinct());
    }

    private static bool IsRowOfTable(string folder, string used) =>
        (folder == "StoredRows" && Records.Contains(used)) || (used == "StoredRows" && Records.Contains(folder));

    private static int LayerOf(string folder) => Array.FindIndex(Layers, layer => layer.Contains(folder));

    private static IEnumerable<string> UsedBy(string text) => Usings().Matches(text).Select(match => match.Groups[1].Value)
        .Concat(RunnerName().IsMatch(text) ? [Root] : []).Distinct();

    private static IEnumerable<string> Files() => Product.FilesOf("workflows/Runtime");

    private static string FolderOf(string file) =>
        Path.GetRelativePath(Path.Combine(Product.Root, "workflows", "Runtime"), file)
            .Split(Path.DirectorySeparatorChar) is [var folder, _, ..]
            ? folder
            : Root;

    [GeneratedRegex(@"^using Campaigns\.Runtime\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex Usings();

    [GeneratedRegex(@"\bCampaignRunner\b")]
    private static partial Regex RunnerName();
}
