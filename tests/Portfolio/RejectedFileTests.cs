using System.Text;
using Campaigns.Portfolio.Tests.Support;

namespace Campaigns.Portfolio.Tests;

/// <summary>What an import rejects can be mended in the file it writes, and only then is imported.</summary>
public sealed class RejectedFileTests : IDisposable
{
    private const string Csv = """{ "thousands": "," }""";

    private readonly TestWorkspace _place = new();
    private int _files;

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("id,a\n1,x\n", "")]
    [InlineData("id,a\n1,12 €\n2,5\n", "id,a,rejected_because\r\n1,12 €,\"rejected: a: '12 €' is not a number\"\r\n")]
    [InlineData("id,a\n,5\n", "id,a,rejected_because\r\n,5,\"rejected: id: the row has no customer id\"\r\n")]
    [InlineData("id,a\n1\n", "id,a,rejected_because\r\n1,\"rejected: 1 field where the header has 2\"\r\n")]
    [InlineData("id,a\n1,2,3\n", "id,a,rejected_because\r\n1,2,3,\"rejected: 3 fields where the header has 2\"\r\n")]
    [InlineData("id,a,\n1,x,\"y,z\"\n", "id,a,,rejected_because\r\n1,x,\"y,z\",\"rejected: a: 'x' is not a number\"\r\n")]
    [InlineData("id,a,\n1,x\n", "id,a,,rejected_because\r\n1,x,,\"rejected: a: 'x' is not a number\"\r\n")]
    [InlineData("id,a\n1,x,,\n", "id,a,rejected_because\r\n1,x,\"rejected: a: 'x' is not a number\"\r\n")]
    [InlineData("id,a\n1,\"say \"\"hi\"\"\"\n",
        "id,a,rejected_because\r\n1,\"say \"\"hi\"\"\",\"rejected: a: 'say \"\"hi\"\"' is not a number\"\r\n")]
    [InlineData("id,a\n1,\"x\n", "id,a,rejected_because\r\n1,\"x,\"rejected: a quote is opened and never closed\"\r\n")]
    public void File_OfRejectedRows_HasThemWithTheReason(string csv, string expected)
    {
        if (expected.Length == 0)
            csv = csv.Replace("x", "7", StringComparison.Ordinal);

        Assert.Equal(expected, Reject(csv).Text);
    }

    [Theory]
    [InlineData("id,a\n1,12 €\n,5\n3\n4,5,6\n5,\"x\n6,\"x\"y\n7,\uFFFD\n8, \"p\nq\"\n")]
    [InlineData("id,a,\n1,12 €\n,5,\n3\n4,5,6,7\n5,\"x\n")]
    [InlineData("id,a\n1,\"rejected: \"\n")]
    public void File_ImportedAgainUnmended_RejectsTheSameRowsAndStaysAsItIs(string csv)
    {
        var first = Reject(csv);
        var second = Reject(first.Text);
        var third = Reject(second.Text);

        Assert.NotEqual(0, first.Rejected);
        Assert.Equal((first.Rejected, 0), (second.Rejected, second.Mapped));
        Assert.Equal(second.Text, third.Text);
        Assert.StartsWith(first.Text.Split("\r\n")[0] + "\r\n", second.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("12 €", "12")]
    [InlineData("12 €,\"rejected: a: '12 €' is not a number\"", "12,")]
    [InlineData("12 €,\"rejected: a: '12 €' is not a number\"", "12,fine now")]
    public void File_Mended_IsImported(string wrong, string mended) =>
        Assert.Equal((0, 1), Reject(Reject("id,a\n1,12 €\n").Text.Replace(wrong, mended, StringComparison.Ordinal)) is var again
            ? (again.Rejected, again.Mapped) : default);

    [Fact]
    public void File_OfAnotherEncoding_IsUtf8AndIsReadByTheSameMap()
    {
        var map = Portfolios.MapOf("""{ "column": "a", "type": "number" }""", """{ "encoding": "windows-1252" }""");
        byte[] file = [.. "id,a\n1,12 "u8, 0x80, (byte)'\n'];

        var path = Reject(file, map).Path!;

        Assert.Equal("2!'12 €' is not a number", Portfolios.Show(Portfolios.Rows(File.ReadAllBytes(path), map)));
    }

    [Theory]
    [InlineData("p.csv", "p.rejected.csv")]
    [InlineData("p.rejected.csv", "p.rejected-2.csv")]
    [InlineData("p.rejected-2.csv", "p.rejected-2.csv")]
    [InlineData("p", "p.rejected.csv")]
    public void FreeName_BesideAFile_IsOneThatNothingHas(string name, string expected)
    {
        if (name.Contains("rejected", StringComparison.Ordinal))
            _place.Write("p.rejected.csv", "");

        Assert.Equal(_place.Path(expected), RejectedFile.FreeName(_place.Path(name)));
    }

    private (string Text, int Rejected, int Mapped, string? Path) Reject(string csv) =>
        Reject(Encoding.UTF8.GetBytes(csv), Portfolios.MapOf("""{ "column": "a", "type": "number" }""", Csv));

    private (string Text, int Rejected, int Mapped, string? Path) Reject(byte[] csv, PortfolioMap map)
    {
        var reader = Portfolios.Open(csv, map);
        var rows = reader.Rows().ToList();
        string? path;
        using (var file = new RejectedFile(_place.Path($"r{_files++}.csv"), reader.Columns, map.Csv))
        {
            foreach (var row in rows.OfType<PortfolioRow.Rejected>())
                file.Add(row);
            path = file.Path;
        }

        return (path is null ? "" : File.ReadAllText(path), rows.OfType<PortfolioRow.Rejected>().Count(),
            rows.OfType<PortfolioRow.Mapped>().Count(), path);
    }
}
