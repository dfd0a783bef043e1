using System.Globalization;

namespace Campaigns.Peers.Benchmarks;

/// <summary>What this process has used so far.</summary>
/// <param name="Processor">User and system time.</param>
/// <param name="Allocated">Bytes allocated by managed code.</param>
/// <param name="Written">Bytes given to write calls: of the database and its log, as nothing else is written.</param>
/// <param name="Writes">Write calls.</param>
internal readonly record struct Usage(TimeSpan Processor, long Allocated, long Written, long Writes)
{
    public static Usage Now => new(
        Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(precise: true), OfKernel("wchar"), OfKernel("syscw"));

    public static Usage operator -(Usage after, Usage before) => new(
        after.Processor - before.Processor, after.Allocated - before.Allocated, after.Written - before.Written,
        after.Writes - before.Writes);

    /// <summary>A line of figures a message, for the process that compares.</summary>
    public string Per(int messages) => string.Create(CultureInfo.InvariantCulture,
        $"{Processor.TotalMilliseconds / messages} {Written / 1024d / messages} {Allocated / 1024d / messages} {Writes / (double)messages}");

    private static long OfKernel(string name) => File.Exists("/proc/self/io")
        ? long.Parse(File.ReadLines("/proc/self/io").First(line => line.StartsWith(name, StringComparison.Ordinal))[(name.Length + 1)..],
            CultureInfo.InvariantCulture)
        : 0;
}
