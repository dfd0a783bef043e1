using System.Globalization;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;

namespace Campaigns.Runtime.Customers;

/// <summary>Rows of a customer's timeline that follow one another.</summary>
/// <param name="First">The number of the first.</param>
/// <param name="Last">The number of the last.</param>
public readonly record struct TimelineRange(long First, long Last)
{
    private const char Separator = '-';

    /// <summary>How many rows they are.</summary>
    public long Count => Last - First + 1;

    /// <summary><c>7</c> for one row, <c>5-7</c> for several.</summary>
    public override string ToString() => First == Last
        ? First.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{First}{Separator}{Last}");

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string text, out TimelineRange range)
    {
        range = default;
        var apart = text.IndexOf(Separator, StringComparison.Ordinal);
        if (!TryParse(apart < 0 ? text : text.AsSpan(0, apart), out var first))
            return false;
        var last = first;
        if (apart >= 0 && (!TryParse(text.AsSpan(apart + 1), out last) || last <= first))
            return false;
        range = new(first, last);
        return true;
    }

    internal byte[] Write() => TextRow.Write(ToString());

    internal static TimelineRange Read(Row row) => TryParse(TextRow.Read(CustomerStore.Table, row), out var range)
        ? range
        : throw new InvalidDataException($"{CustomerStore.Table} {row.Partition}/{row.Key} is no range of timeline rows");

    private static bool TryParse(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
