namespace Campaigns.Architecture.Tests;

/// <summary>Which project may refer to which: the graph of <c>docs/architecture.md</c>. References point downwards only.</summary>
public sealed class ReferenceTests
{
    // A project stands below all it refers to.
    private static readonly (string Project, string[] References)[] Graph =
    [
        ("workflows/Model", []),
        ("workflows/Definitions", ["workflows/Model"]),
        ("workflows/Decisions", ["workflows/Definitions"]),
        ("workflows/Graphs", ["workflows/Decisions"]),
        ("workflows/Rendering", ["workflows/Definitions"]),
        ("workflows/Runtime", ["workflows/Decisions"]),
        ("workflows/Insights", ["workflows/Runtime"]),
        ("functions/Telemetry", []),
        ("functions/Storage", ["workflows/Rendering", "workflows/Runtime"]),
        ("functions/Senders", ["functions/Telemetry", "workflows/Rendering", "workflows/Runtime"]),
        ("functions/Preview", ["functions/Senders"]),
        ("functions/Publishing", ["functions/Telemetry", "workflows/Runtime"]),
        ("functions/Operations", ["functions/Senders", "workflows/Rendering", "workflows/Runtime"]),
        ("functions/Releases", ["workflows/Insights"]),
        ("functions/Api",
            ["functions/Operations", "functions/Releases", "functions/Senders", "workflows/Insights", "workflows/Rendering",
                "workflows/Runtime"]),
        ("functions/Hosting",
            ["functions/Operations", "functions/Publishing", "functions/Senders", "functions/Storage", "workflows/Insights",
                "workflows/Rendering"]),
        ("functions/Portfolio", ["functions/Hosting"]),
        ("functions/Simulation", ["functions/Portfolio"]),
        ("functions/Workspaces", ["functions/Portfolio", "functions/Preview"]),
        ("functions/Local",
            ["functions/Api", "functions/Hosting", "functions/Portfolio", "functions/Preview", "functions/Simulation",
                "functions/Workspaces", "workflows/Graphs"]),
        ("functions/Azure", ["functions/Api", "functions/Hosting"]),
    ];

    public static TheoryData<string> Projects => [.. Product.Projects];

    [Fact]
    public void Graph_AsStated_NamesEveryProjectAfterThoseItRefersTo()
    {
        Assert.Equal(Product.Projects, Graph.Select(row => row.Project).Order(StringComparer.Ordinal));
        var above = new HashSet<string>();
        foreach (var (project, references) in Graph)
        {
            Assert.Superset(references.ToHashSet(), above);
            above.Add(project);
        }
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void ProjectFile_References_AreThoseOfTheGraph(string project) =>
        Assert.Equal(Graph.Single(row => row.Project == project).References, Product.ReferencesOf(project));

    // A project sees what its references refer to as well; nothing else may get into what is compiled.
    [Theory]
    [MemberData(nameof(Projects))]
    public void Assembly_References_LieBelowItInTheGraph(string project)
    {
        var below = Below(project).Select(Product.NameOf).ToHashSet();
        var used = Product.AssemblyOf(project).GetReferencedAssemblies().Select(name => name.Name!)
            .Where(name => name.StartsWith("Campaigns.", StringComparison.OrdinalIgnoreCase) || name == "campaigns")
            .Select(name => name.Replace("Campaigns.", "", StringComparison.Ordinal));
        Assert.Empty(used.Except(below));
    }

    [Theory]
    [InlineData("workflows/Model")]
    [InlineData("workflows/Definitions")]
    [InlineData("workflows/Decisions")]
    [InlineData("workflows/Rendering")]
    [InlineData("workflows/Runtime")]
    [InlineData("workflows/Insights")]
    public void Workflows_References_NeitherAzureNorAspNetNorSqlite(string project)
    {
        string[] foreign =
            ["Azure.", "Microsoft.Azure.", "Microsoft.DurableTask", "Microsoft.AspNetCore", "SQLitePCLRaw", "MailKit", "Polly"];
        Assert.DoesNotContain(Product.AssemblyOf(project).GetReferencedAssemblies(),
            name => foreign.Any(prefix => name.Name!.StartsWith(prefix, StringComparison.Ordinal)));
    }

    // The policies and the engine, which decide, see neither sockets nor files nor processes.
    [Theory]
    [InlineData("workflows/Model")]
    [InlineData("workflows/Definitions")]
    [InlineData("workflows/Decisions")]
    public void Pure_References_NoAssemblyOfInputOrOutput(string project)
    {
        string[] io = ["System.Net", "System.IO.FileSystem", "System.IO.Pipes", "System.Console", "System.Diagnostics.Process"];
        Assert.DoesNotContain(Product.AssemblyOf(project).GetReferencedAssemblies(),
            name => io.Any(prefix => name.Name!.StartsWith(prefix, StringComparison.Ordinal)));
    }

    private static HashSet<string> Below(string project)
    {
        var below = new HashSet<string>();
        foreach (var reference in Graph.Single(row => row.Project == project).References)
        {
            below.Add(reference);
            below.UnionWith(Below(reference));
        }

        return below;
    }
}
