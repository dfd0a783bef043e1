namespace Campaigns.Portfolio;

/// <summary>Reads a CSV portfolio row by row, in memory that does not grow with the file.</summary>
public sealed class PortfolioReader
{
    private readonly CsvRecords _records;
    private readonly RowMapper _rows;

    private PortfolioReader(CsvRecords records, PortfolioMap map, CsvHeader header) =>
        (_records, Map, _rows) = (records, map, new(map, header, records));

    /// <summary>The map it reads by.</summary>
    public PortfolioMap Map { get; }

    /// <summary>Reads the header and checks the map against it, before any row is read.</summary>
    /// <param name="csv">The file, from its beginning; it stays the caller's to close, after the last row.</param>
    /// <param name="map">How to read it.</param>
    public static PortfolioOpenResult Open(Stream csv, PortfolioMap map)
    {
        var records = new CsvRecords(new StreamReader(csv, map.Csv.Encoding, true, 64 * 1024, leaveOpen: true), map.Csv);
        // Spreadsheets may announce the delimiter in a line of its own.
        var any = records.Read() && (!records.FirstLine.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) || records.Read());
        if (!any || records.Fault is not null)
            return new(null,
                [
                    new("", any ? $"a header that cannot be read ({records.Fault})" : "an empty file",
                        "a file whose first line names the columns")]);
        var header = new CsvHeader([.. Enumerable.Range(0, records.Count).Select(i => records[i].Trim())]);
        var findings = header.Check(map).ToList();
        records.Width = records.Count;
        return new(findings.Count == 0 ? new(records, map, header) : null, findings);
    }

    /// <summary>The rows in the order of the file. They can be read once.</summary>
    public IEnumerable<PortfolioRow> Rows()
    {
        while (_records.Read())
            yield return _rows.Map();
    }
}

/// <summary>What opening a file came to.</summary>
/// <param name="Reader">The reader; null when there are findings.</param>
/// <param name="Findings">What the map asks for and the file does not have.</param>
public sealed record PortfolioOpenResult(PortfolioReader? Reader, IReadOnlyList<MapFinding> Findings);
