using Campaigns.Portfolio.Tests.Support;
using CsCheck;
using CsvHelper;

namespace Campaigns.Portfolio.Tests;

/// <summary>On well-formed files, the reader says what CsvHelper says.</summary>
public class CsvAgreementTests
{
    private static readonly Gen<string> Field =
        Gen.OneOf(Gen.Char["abc ;\"\n,é"].Array[0, 8].Select(c => new string(c)), Gen.Const("plain"));

    [Fact]
    public void Rows_OfAnyFields_AgreeWithCsvHelper() =>
        Gen.Select(Field, Field).Array[0, 12].Sample(rows =>
        {
            var written = Write(rows);
            var map = Portfolios.Map("""
                { "csv": { "delimiter": ";", "missing": [] }, "timeZone": "UTC",
                  "customer": { "id": "id", "attributes": { "a": "a", "b": "b" } } }
                """);
            var ours = Portfolios.Rows(written, map).Cast<PortfolioRow.Mapped>()
                .Select(r => ((string)r.CustomerAttributes["a"], (string)r.CustomerAttributes["b"]));
            Assert.Equal(rows, ours);
        }, iter: 2000);

    private static string Write((string A, string B)[] rows)
    {
        using var text = new StringWriter();
        using (var csv = CsvWriter.Create(text, new CsvWriterOptions { Separator = ';', Quoting = CsvQuoting.WhenNeededOrWhitespace },
            true))
        {
            csv.WriteRecord(["id", "a", "b"]);
            for (var i = 0; i < rows.Length; i++)
                csv.WriteRecord([$"{i}", rows[i].A, rows[i].B]);
        }
        return text.ToString();
    }
}
