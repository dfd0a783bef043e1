namespace Campaigns.Growth.Benchmarks;

/// <summary>Does something several times and says what once costs.</summary>
internal static class Measurement
{
    private const int Rounds = 3;

    /// <summary>Measures; of several rounds the one with the least processor time, since others share the machine.</summary>
    /// <param name="what">What is done.</param>
    /// <param name="size">The size of the axis.</param>
    /// <param name="times">How often in each round.</param>
    /// <param name="rows">The store, to count; null: none is used.</param>
    /// <param name="act">Does it for the nth time, counted through all rounds.</param>
    public static async Task<Figure> RunAsync(string what, int size, int times, CountedRows? rows, Func<int, ValueTask> act)
    {
        Figure? best = null;
        try
        {
            var done = 0;
            for (var round = 0; round <= Rounds; round++)
            {
                var figure = await OnceAsync(what, size, times, rows, async () =>
                {
                    for (var i = 0; i < times; i++)
                        await act(done++);
                });
                if (round > 0 && (best is null || figure.Microseconds < best.Microseconds)) // the first warms up
                    best = figure;
            }

            return best!;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return Impossible(what, size, e);
        }
    }

    /// <summary>Measures something that can be done but once, and divides it.</summary>
    public static async Task<Figure> OnceAsync(string what, int size, int parts, CountedRows? rows, Func<Task> act)
    {
        GC.Collect();
        var before = rows?.Counts ?? default;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var processor = Environment.CpuUsage.TotalTime;
        await act();
        var microseconds = (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / parts;
        var kilobytes = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / 1024d / parts;
        var after = rows?.Counts ?? default;
        double Each(Func<RowCounts, long> count) => (double)(count(after) - count(before)) / parts;
        return new Figure(what, size, microseconds, kilobytes, Each(c => c.Reads), Each(c => c.RowsRead), Each(c => c.Writes),
            Each(c => c.RowsWritten));
    }

    /// <summary>That it cannot be done.</summary>
    public static Figure Impossible(string what, int size, Exception e) =>
        new(what, size, 0, 0, 0, 0, 0, 0, e.Message.Split('\n')[0].Replace('\t', ' '));
}
