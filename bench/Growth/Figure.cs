using System.Globalization;

namespace Campaigns.Growth.Benchmarks;

/// <summary>What one event, message, decision or page cost.</summary>
/// <param name="What">What was done.</param>
/// <param name="Size">How much of it there was: customers, entries, journeys, policies.</param>
/// <param name="Microseconds">Processor time, user and system, of the whole process.</param>
/// <param name="Kilobytes">Allocated.</param>
/// <param name="Reads">Calls that read.</param>
/// <param name="RowsRead">Rows they gave.</param>
/// <param name="Writes">Batches.</param>
/// <param name="RowsWritten">Rows in them.</param>
/// <param name="Problem">Why it could not be done.</param>
internal sealed record Figure(
    string What, int Size, double Microseconds, double Kilobytes, double Reads, double RowsRead, double Writes, double RowsWritten,
    string Problem = "")
{
    /// <summary>As a line that <see cref="Read"/> understands.</summary>
    public string Line => string.Join('\t', new object[] { What, Size, Microseconds, Kilobytes, Reads, RowsRead, Writes, RowsWritten, Problem }
        .Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)));

    /// <summary>Reads a line of another process; null: it is none.</summary>
    public static Figure? Read(string line)
    {
        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
        var parts = line.Split('\t');
        return parts.Length != 9 ? null : new(
            parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), Number(parts[2]), Number(parts[3]), Number(parts[4]),
            Number(parts[5]), Number(parts[6]), Number(parts[7]), parts[8]);
    }
}
