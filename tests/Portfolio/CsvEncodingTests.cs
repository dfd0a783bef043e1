using System.Text;
using Campaigns.Portfolio.Tests.Support;

namespace Campaigns.Portfolio.Tests;

/// <summary>A name comes out as it was written, or its row is refused.</summary>
public class CsvEncodingTests
{
    private const string Chinese = "id,a\n1,繁體中文\n2,高雄市\n3,王小明\n";
    private const string Simplified = "id,a\n1,简体中文\n2,高新区\n3,王小明\n";
    private const string Spanish = "id,a\n1,Peñíscola\n2,José Núñez\n3,Añover\n";

    static CsvEncodingTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData("big5", 0xFF, "of big5 for private use only")]
    [InlineData("big5", 0x80, "big5 has for control characters only")]
    [InlineData("gb2312", 0xFF, "gb2312")]
    [InlineData("shift_jis", 0xFF, "shift_jis")]
    [InlineData("us-ascii", 0xE9, "characters that are not us-ascii")]
    [InlineData("windows-1252", 0x81, "windows-1252 has for control characters only: set /csv/encoding in the map to the file's, or save")]
    [InlineData("iso-8859-1", 0x93, "iso-8859-1 has for control characters only: set /csv/encoding in the map (windows-1252 is usual)")]
    [InlineData("utf-8", 0xF1, "characters that are not utf-8: set /csv/encoding in the map (windows-1252 is usual)")]
    public void Bytes_ThatTheEncodingDoesNotHave_RejectTheRow(string encoding, byte alien, string reason)
    {
        byte[] file = [.. "id,a\n1,x"u8, alien, .. "\n2,y\n"u8];

        var rows = Portfolios.Rows(file, MapOf(encoding));

        Assert.Contains(reason, Assert.IsType<PortfolioRow.Rejected>(rows[0]).Reason, StringComparison.Ordinal);
        Assert.Equal("y", Assert.IsType<PortfolioRow.Mapped>(rows[1]).CustomerAttributes["a"]);
    }

    [Theory]
    [InlineData("\uE000")]
    [InlineData("\uF8FF")]
    [InlineData("\U000F0000")]
    [InlineData("\U0010FFFD")]
    public void PrivateCharacters_InUtf8_RejectTheRow(string character) => Assert.Contains(
        "for private use only, which other systems do not know: write them with common characters",
        Assert.IsType<PortfolioRow.Rejected>(Portfolios.Rows($"id,a\n1,{character}\n", MapOf("utf-8"))[0]).Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData("windows-950", "繁體中文")]
    [InlineData("cp950", "繁體中文")]
    [InlineData("MS950", "繁體中文")]
    [InlineData("big5", "繁體中文")]
    [InlineData("gb18030", "简体中文")]
    [InlineData("cp936", "简体中文")]
    [InlineData("cp1252", "Peñíscola")]
    public void Encoding_ByItsOtherNames_IsKnown(string name, string text)
    {
        var map = MapOf(name);

        Assert.Equal($"2:1={text}", Portfolios.Show(Portfolios.Rows(map.Csv.Encoding.GetBytes($"id,a\n1,{text}\n"), map)));
    }

    [Theory]
    [InlineData(Chinese, "utf-8", "windows-1252", "utf-8")]
    [InlineData(Chinese, "utf-8", "iso-8859-1", "utf-8")]
    [InlineData(Chinese, "utf-8", "big5", "utf-8")]
    [InlineData(Chinese, "big5", "windows-1252", "big5")]
    [InlineData(Chinese, "big5", "utf-8", "big5")]
    [InlineData(Chinese, "big5", "gb18030", "big5")]
    [InlineData(Simplified, "gb18030", "big5", "gb18030")]
    [InlineData(Simplified, "gb2312", "windows-1252", "gb18030")]
    [InlineData(Spanish, "utf-8", "windows-1252", "utf-8")]
    [InlineData(Chinese, "big5", "big5", null)]
    [InlineData(Chinese, "utf-8", "utf-8", null)]
    [InlineData(Simplified, "gb2312", "gb18030", null)]
    [InlineData(Spanish, "windows-1252", "windows-1252", null)]
    [InlineData(Spanish, "windows-1252", "iso-8859-1", null)]
    [InlineData("id,a\n1,Ольга\n2,Иванов\n3,Петров\n", "windows-1251", "windows-1251", null)]
    [InlineData("id,a\n1,김철수\n2,이영희\n", "euc-kr", "euc-kr", null)]
    [InlineData("id,a\n1,plain\n", "us-ascii", "windows-1252", null)]
    public void File_InAnotherEncodingThanTheMapSays_IsWarnedOf(string text, string written, string declared, string? likely)
    {
        var bytes = Encoding.GetEncoding(written).GetBytes(text);
        var opened = PortfolioReader.Open(new MemoryStream(bytes), MapOf(declared));

        if (likely is null)
            Assert.Empty(opened.Warnings);
        else
            Assert.Contains($"the file looks like {likely}, and the map reads it as ", Assert.Single(opened.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void File_InUtf16WithoutAMark_SaysSo() => Assert.Contains(
        "which looks like utf-16",
        Assert.Single(PortfolioReader.Open(new MemoryStream(Encoding.Unicode.GetBytes(Spanish)), MapOf("windows-1252")).Findings).Found,
        StringComparison.Ordinal);

    [Fact]
    public void Bytes_OfAnotherEncoding_NameTheLikelyOne() => Assert.EndsWith(
        "which looks like big5",
        Assert.IsType<PortfolioRow.Rejected>(Portfolios.Rows(Encoding.GetEncoding("big5").GetBytes(Chinese), MapOf("utf-8"))[0]).Reason,
        StringComparison.Ordinal);

    private static PortfolioMap MapOf(string encoding) => Portfolios.MapOf("\"a\"", $$"""{ "encoding": "{{encoding}}" }""");
}
