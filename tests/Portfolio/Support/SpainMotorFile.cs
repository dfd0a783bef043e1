using System.Globalization;

namespace Campaigns.Portfolio.Tests.Support;

/// <summary>Finds the Spanish portfolio beside the checkout; it is not part of the repository.</summary>
internal static class SpainMotorFile
{
    /// <summary>The file's path; skips the test where it is not there.</summary>
    public static string Path
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Campaigns.sln")))
                folder = folder.Parent;
            var path = folder is null ? "" : System.IO.Path.Combine(folder.Parent!.FullName, "shared", "data", "spain_motor_policies.csv");
            Assert.SkipUnless(File.Exists(path),
                "The Spanish motor portfolio (doi 10.17632/5cxyb5fp4f.2) is not at ../shared/data/spain_motor_policies.csv.");
            return path;
        }
    }

    /// <summary>
    /// The file as whole replays take it: on a push the rows of one customer in sixteen, written into the folder; all rows with
    /// <c>tests/run --all</c> and from an IDE.
    /// </summary>
    public static string Sampled(DirectoryInfo folder)
    {
        if (Environment.GetEnvironmentVariable("CAMPAIGNS_TEST_SWEEPS") != "sample")
            return Path;
        var sample = System.IO.Path.Combine(folder.FullName, "sample.csv");
        File.WriteAllLines(sample, File.ReadLines(Path).Where((line, index) => index == 0 || IsSampled(line)));
        return sample;
    }

    private static bool IsSampled(string line) =>
        int.Parse(line.AsSpan(0, line.IndexOf(';', StringComparison.Ordinal)), CultureInfo.InvariantCulture) % 16 == 0;

    /// <summary>The map that reads it.</summary>
    public static PortfolioMap Map =>
        Portfolios.Map(File.ReadAllText(System.IO.Path.Combine(AppContext.BaseDirectory, "Portfolio", "spain-motor.map.json")));
}
