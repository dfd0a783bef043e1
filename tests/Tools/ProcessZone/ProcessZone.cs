using System.Diagnostics;
using NodaTime;

namespace Campaigns.Tests.Support;

/// <summary>Runs tests of this program again in a process of their own, on a machine whose clock is in another zone.</summary>
internal static class ProcessZone
{
    private const string Variable = "TZ";
    private const string Marker = "CAMPAIGNS_TEST_PROCESS_ZONE";

    /// <summary>The zones to run under: what is right under all of them depends on none.</summary>
    public static TheoryData<string> All => ["UTC", "Asia/Taipei", "America/New_York"];

    /// <summary>Whether this is such a process, which does not start further ones.</summary>
    private static string? Current => Environment.GetEnvironmentVariable(Marker);

    /// <summary>Runs the tests and holds that all pass.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="filter">Arguments of the test program that say which tests.</param>
    public static async Task PassAsync(string zone, params string[] filter)
    {
        if (Current is not null)
        {
            IsAsStarted(); // without which such a run would prove nothing
            return;
        }

        Assert.SkipWhen(OperatingSystem.IsWindows(), "the zone of a process is that of the machine");
        var program = Path.Combine(AppContext.BaseDirectory, typeof(ProcessZone).Assembly.GetName().Name!);
        using var process = Process.Start(new ProcessStartInfo(program, ["-noColor", .. filter])
        {
            RedirectStandardOutput = true,
            Environment = { [Variable] = zone, [Marker] = zone },
        })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0 && !output.Contains("Total: 0", StringComparison.Ordinal), output);
    }

    /// <summary>Holds that the clock of this process is in the zone it was started in.</summary>
    private static void IsAsStarted()
    {
        foreach (var month in (int[])[1, 7])
        {
            var noon = new LocalDateTime(2026, month, 1, 12, 0);
            Assert.Equal(DateTimeZoneProviders.Tzdb[Current!].AtStrictly(noon).Offset.ToTimeSpan(),
                new DateTimeOffset(noon.ToDateTimeUnspecified()).Offset);
        }
    }
}
