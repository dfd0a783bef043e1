namespace Campaigns.Api.Tests.Hosting;

/// <summary>Files beside the tests: the shipped journeys, and published cases that are read where they lie and never copied.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();

    public static byte[] Journey(string file) => File.ReadAllBytes(Path.Combine(Root, "journeys", file));

    /// <summary>A published case of the CloudEvents project; skips the test where they are not at hand.</summary>
    public static string CloudEventsFile(string name)
    {
        var path = Path.Combine(Root, "..", "shared", "vectors", "cloudevents", name);
        Assert.SkipUnless(File.Exists(path), $"the CloudEvents cases are not at hand ({name})");
        return File.ReadAllText(path);
    }

    /// <summary>A published case of a protocol; skips the test where it is not at hand.</summary>
    public static string Vector(string name)
    {
        var path = Path.Combine(Root, "..", "shared", "vectors", name);
        Assert.SkipUnless(File.Exists(path), $"the published case is not at hand ({name})");
        return File.ReadAllText(path);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Campaigns.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("the tests run outside of the repository");
    }
}
