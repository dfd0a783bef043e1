using Campaigns.Workspaces.Sarif;
using Campaigns.Workspaces.Tests.Support;

namespace Campaigns.Workspaces.Tests.Validation;

/// <summary>
/// Workspaces that are broken in one way each: <c>Broken/NAME</c> has the files that differ from those of <c>Base</c>, and
/// <c>findings.txt</c> what must be found, all of it and nothing else; a line <c>- FILE</c> names one that is missing.
/// </summary>
public sealed class BrokenWorkspaceTests
{
    private const string Expected = "findings.txt";

    private static string Broken => Path.Combine(TestWorkspace.Repository, "tests", "Workspaces", "Broken");

    public static TheoryData<string> Names => [.. Directory.GetDirectories(Broken).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task TheGoodWorkspace_HasNoFinding()
    {
        using var workspace = new TestWorkspace();

        Assert.Empty(await workspace.FindingsAsync());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task ABrokenWorkspace_HasTheseFindingsAndNoOthers(string name)
    {
        using var workspace = new TestWorkspace();
        workspace.CopyFrom(Path.Combine(Broken, name));
        File.Delete(workspace.PathOf(Expected));
        var lines = await File.ReadAllLinesAsync(Path.Combine(Broken, name, Expected), TestContext.Current.CancellationToken);
        foreach (var removed in lines.Where(line => line.StartsWith("- ", StringComparison.Ordinal)))
            workspace.Remove(removed[2..]);

        var found = await workspace.FindingsAsync();

        var expected = lines.Where(line => !line.StartsWith("- ", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(expected);
        Assert.Equal(expected, found);
    }

    [Fact]
    public void ThereAreFiftyOfThem_AndEachCodeIsDescribed()
    {
        Assert.InRange(Names.Count, 50, 200);
        var codes = Directory.GetFiles(Broken, Expected, SearchOption.AllDirectories).SelectMany(File.ReadAllLines)
            .Where(line => !line.StartsWith("- ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]).Distinct();
        Assert.All(codes, code => Assert.NotEqual(code, FindingRules.Of(code).Meaning));
    }
}
