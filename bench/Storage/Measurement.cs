using System.Diagnostics;

namespace Campaigns.Storage.Benchmarks;

/// <summary>Runs something many times and prints how fast it was and what it allocated.</summary>
internal static class Measurement
{
    public static void Header() => Console.WriteLine($"{"",-52}{"per second",12}{"µs each",10}{"CPU µs",9}{"B each",9}{"of raw",9}");

    /// <summary>Measures <paramref name="action"/> done <paramref name="count"/> times by each of the callers in turn.</summary>
    /// <returns>How often per second, all callers together.</returns>
    public static async Task<double> RunAsync(string name, int callers, int count, double raw, Func<Random, ValueTask> action)
    {
        await CallAsync(action, 99, Math.Min(count / callers, 500));
        GC.Collect();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        if (callers == 1)
            await CallAsync(action, 0, count);
        else
            await Task.WhenAll(Enumerable.Range(0, callers).Select(seed => Task.Run(() => CallAsync(action, seed, count / callers))));

        var seconds = clock.Elapsed.TotalSeconds;
        var busy = (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / count;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        var ratio = raw > 0 ? $"{count / seconds / raw,8:P0}" : "";
        Console.WriteLine($"{name,-52}{count / seconds,12:N0}{seconds / count * 1e6,10:N1}{busy,9:N1}{allocated / count,9:N0}{ratio,9}");
        return count / seconds;
    }

    private static async Task CallAsync(Func<Random, ValueTask> action, int seed, int count)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++) await action(random);
    }
}
