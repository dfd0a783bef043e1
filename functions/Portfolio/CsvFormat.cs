using System.Globalization;
using System.Text;

namespace Campaigns.Portfolio;

/// <summary>How a CSV file is written.</summary>
public sealed record CsvFormat
{
    /// <summary>What stands between fields.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>
    /// What encloses a field that holds delimiters or line breaks; doubled, it stands for itself. Null when the file has no quoting.
    /// </summary>
    public char? Quote { get; init; } = '"';

    /// <summary>The encoding of a file without a byte order mark; a mark always wins.</summary>
    public Encoding Encoding { get; init; } = Encoding.UTF8;

    /// <summary>How dates are written.</summary>
    public DatePatterns Dates { get; init; } = DatePatterns.Iso;

    /// <summary>How numbers are written.</summary>
    public NumberFormatInfo Numbers { get; init; } = NumberFormatInfo.InvariantInfo;

    /// <summary>What stands for a value that is not there; the comparison is exact, after trimming.</summary>
    public IReadOnlySet<string> Missing { get; init; } = new HashSet<string>(StringComparer.Ordinal) { "" };
}
