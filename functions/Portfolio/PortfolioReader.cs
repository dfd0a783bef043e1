using Campaigns.Definitions.Catalog;

namespace Campaigns.Portfolio;

/// <summary>Reads a CSV portfolio row by row, in memory that does not grow with the file.</summary>
public sealed class PortfolioReader
{
    private readonly CsvRecords _records;
    private readonly RowMapper _rows;

    private readonly CsvHeader _header;

    private PortfolioReader(CsvRecords records, PortfolioMap map, CsvHeader header) =>
        (_records, Map, _header, _rows) = (records, map, header, new(map, header, records));

    /// <summary>The map it reads by.</summary>
    public PortfolioMap Map { get; }

    /// <summary>The names of the file's columns, without the reasons of an earlier import.</summary>
    public IReadOnlyList<string> Columns => _header.HasReasons ? [.. _header.Names.SkipLast(1)] : _header.Names;

    /// <summary>
    /// Has rows checked against a catalog from now on: a value that its attribute cannot have rejects the row.
    /// </summary>
    /// <returns>What is wrong for every row.</returns>
    public IReadOnlyList<MapFinding> Against(AttributeCatalog catalog)
    {
        var check = new CatalogCheck(catalog);
        _rows.Check = check;
        return [.. check.Findings(Map)];
    }

    /// <summary>What a map makes of any file that the catalog has otherwise: a list where it has none, or none where it has one.</summary>
    public static IReadOnlyList<MapFinding> Unsuited(PortfolioMap map, AttributeCatalog catalog) => [.. new CatalogCheck(catalog).Findings(map)];

    /// <summary>Reads the header and checks the map against it, before any row is read.</summary>
    /// <param name="csv">The file, from its beginning; it stays the caller's to close, after the last row.</param>
    /// <param name="map">How to read it.</param>
    public static PortfolioOpenResult Open(Stream csv, PortfolioMap map)
    {
        var likely = LikelyEncoding.Of(Sample(csv), map.Csv.Encoding);
        var records = new CsvRecords(
            new StreamReader(csv, map.Csv.Encoding, true, 64 * 1024, leaveOpen: true), map.Csv, new CsvCharacters(map.Csv.Encoding, likely));
        // Spreadsheets may announce the delimiter in a line of its own.
        var any = records.Read() && (!records.FirstLine.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) || records.Read());
        if (!any || records.Fault is not null)
            return new(null,
                [
                    new("", any ? $"a header that cannot be read ({records.Fault})" : "an empty file",
                        "a file whose first line names the columns")]);
        var header = new CsvHeader([.. Enumerable.Range(0, records.Count).Select(i => records[i].Trim())]);
        var findings = header.Check(map).ToList();
        records.Width = header.Width;
        return new(findings.Count == 0 ? new(records, map, header) : null, findings)
        {
            Warnings = likely is null ? [] :
            [
                $"the file looks like {likely}, and the map reads it as {map.Csv.Encoding.WebName}: names may come out as other characters; " +
                "see /csv/encoding",
            ],
        };
    }

    /// <summary>The file's first bytes, which are read again; none where that cannot be.</summary>
    private static byte[] Sample(Stream csv)
    {
        if (!csv.CanSeek)
            return [];
        var (start, bytes) = (csv.Position, new byte[LikelyEncoding.SampleLength]);
        var read = csv.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        csv.Position = start;
        return bytes[..read];
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
public sealed record PortfolioOpenResult(PortfolioReader? Reader, IReadOnlyList<MapFinding> Findings)
{
    /// <summary>What is allowed and probably not meant.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
