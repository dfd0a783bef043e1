using Campaigns.Model;

namespace Campaigns.Portfolio;

/// <summary>The names of the columns.</summary>
internal sealed class CsvHeader
{
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);

    public CsvHeader(IReadOnlyList<string> names)
    {
        Names = names;
        for (var i = 0; i < names.Count; i++)
            _indexes.TryAdd(names[i], i);
    }

    public IReadOnlyList<string> Names { get; }

    /// <summary>
    /// How many fields a row has at least, and may have without being too long: a header often ends with delimiters that its rows lack.
    /// </summary>
    public (int Least, int Most) Width =>
        (Names.Count - Names.Reverse().TakeWhile(name => name.Length == 0).Count(), Names.Count);

    /// <summary>Whether the last column holds the reasons of rows that an import rejected.</summary>
    public bool HasReasons => Names is [.., RejectedFile.ReasonColumn];

    /// <summary>The column's place, or -1.</summary>
    public int IndexOf(string name) => _indexes.GetValueOrDefault(name, -1);

    /// <summary>Everything a map asks of the header that it does not have.</summary>
    public IEnumerable<MapFinding> Check(PortfolioMap map) =>
        from value in map.Values()
        from column in value.Column is { } named ? [named] : value.Expression?.Columns ?? []
        let times = Names.Count(n => n == column)
        where times != 1
        select times > 1
            ? new MapFinding(value.Pointer, $"the column '{column}'", $"a name that only one column has; {times} columns have it")
            : new MapFinding(value.Pointer, $"the column '{column}'", $"a column of the file{Hint(map)}", Names.Count == 1 ? null
                : Spelling.Nearest(column, Names));

    private string Hint(PortfolioMap map) =>
        Names.Count == 1
            ? $"; its header has a single one, '{Names[0]}', with the delimiter '{map.Csv.Delimiter}': check /csv/delimiter"
            : $": {string.Join(", ", Names)}";
}
