using System.Text;
using Campaigns.Portfolio.Tests.Support;

namespace Campaigns.Portfolio.Tests;

public class CsvOddityTests
{
    [Theory]
    [InlineData("id,a\n1,x\n2,y\n", "2:1=x | 3:2=y")]
    [InlineData("id,a\r\n1,x\r\n2,y", "2:1=x | 3:2=y")]
    [InlineData("id,a\r1,x\r2,y\r", "2:1=x | 3:2=y")]
    [InlineData("id,a\n\n1,x\n   \n2,y\n\n", "3:1=x | 5:2=y")]
    [InlineData("sep=,\nid,a\n1,x\n", "3:1=x")]
    [InlineData(" id , a \n 1 , x \n", "2:1=x")]
    [InlineData("id,a\n1,\" x \"\n", "2:1= x ")]
    [InlineData("id,a\n1,\"x,y\"\n2,z\n", "2:1=x,y | 3:2=z")]
    [InlineData("id,a\n1,\"say \"\"hi\"\"\"\n", "2:1=say \"hi\"")]
    [InlineData("id,a\n1,\"\"\"\"\n", "2:1=\"")]
    [InlineData("id,a\n1,\"\"\n2,\n", "2:1= | 3:2=")]
    [InlineData("id,a\n1,\"two\r\nlines\"\r\n2,z\n", "2:1=two\nlines | 4:2=z")]
    [InlineData("id,a\n1,3\" pipe\n", "2:1=3\" pipe")]
    [InlineData("\"id\",\"a\"\n1,x\n", "2:1=x")]
    [InlineData("a,id\nx,1\n", "2:1=x")]
    [InlineData("id,a\n1,x,,\n", "2:1=x")]
    [InlineData("id,a\n1, \"x,y\"\n2,\t\"z\" \n", "2:1=x,y | 3:2=z")]
    [InlineData("id, \"a\"\n1,x\n", "2:1=x")]
    [InlineData("id,a\n1, \"two\nlines\"\n2,z\n", "2:1=two\nlines | 4:2=z")]
    [InlineData("id,a,\n1,x\n2,y,\n3,z,,\n4,w,note\n", "2:1=x | 3:2=y | 4:3=z | 5:4=w")]
    [InlineData("id,a,,\n1,x\n", "2:1=x")]
    [InlineData("id,a,rejected_because\n1,x,\"rejected: a: wrong\"\n2,y,\n", "2:1=x | 3:2=y")]
    [InlineData("id,a\n", "")]
    public void Rows_OfEveryShape_AreRead(string csv, string expected) =>
        Assert.Equal(expected, Portfolios.Show(Portfolios.Rows(csv, Portfolios.MapOf("\"a\""))));

    [Theory]
    [InlineData("id,a\n1\n2,y\n", "2!1 field where the header has 2 | 3:2=y")]
    [InlineData("id,a\n1,x,z\n2,y\n", "2!3 fields where the header has 2 | 3:2=y")]
    [InlineData("id,a\n1,\"x\n2,y\n3,z\n", "2!a quote is opened and never closed | 3:2=y | 4:3=z")]
    [InlineData("id,a\n1,\"x\n2,y\n3,\"z\"\n4,w\n", "2!text stands between a closing quote and the delimiter | 3:2=y | 4:3=z | 5:4=w")]
    [InlineData("id,a\n1,\"x\"y\n2,z\n", "2!text stands between a closing quote and the delimiter | 3:2=z")]
    [InlineData("id,a\n1, \"x\" y\n2,z\n", "2!text stands between a closing quote and the delimiter | 3:2=z")]
    [InlineData("id,a,\n1\n2,y\n", "2!1 field where the header has 2 | 3:2=y")]
    [InlineData("id,a,\n1,x,y,z\n2,y\n", "2!4 fields where the header has 2 | 3:2=y")]
    [InlineData("id,a,rejected_because\n1,\"rejected: a: wrong\",\n2,y,\n",
        "2!the reason of the last import stands in the column a: the row lacks a field before it | 3:2=y")]
    [InlineData("id,a\n1,x\0\n2,y\n", "2!NUL characters: the file may be utf-16, or damaged | 3:2=y")]
    [InlineData("id,a\n,x\n2,y\n", "2!the row has no customer id | 3:2=y")]
    [InlineData("id,a\nA/7,x\n2,y\n", "2!'A/7' is no customer id: 1 to 128 characters without / \\ # ?, control characters and escapes such as %2F | 3:2=y")]
    public void Rows_ThatAreBroken_CostOnlyThemselves(string csv, string expected) =>
        Assert.Equal(expected, Portfolios.Show(Portfolios.Rows(csv, Portfolios.MapOf("\"a\""))));

    [Theory]
    [InlineData("utf-8", "utf-8", false)]
    [InlineData("utf-8", "utf-8", true)]
    [InlineData("utf-16", "utf-8", true)]
    [InlineData("utf-16BE", "windows-1252", true)]
    [InlineData("utf-16", "utf-16", false)]
    [InlineData("iso-8859-1", "latin1", false)]
    public void Encoding_AsDeclaredOrMarked_IsRead(string written, string declared, bool mark)
    {
        var encoding = Encoding.GetEncoding(written);
        byte[] file = [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes("id,a\n1,Peñíscola\n")];
        var map = Portfolios.MapOf("\"a\"", $$"""{ "encoding": "{{declared}}" }""");

        Assert.Equal("2:1=Peñíscola", Portfolios.Show(Portfolios.Rows(file, map)));
    }

    [Fact]
    public void Encoding_OfWindows_HasTheEuroSign()
    {
        byte[] file = [.. "id,a\n1,"u8, 0x80, 0x93, (byte)'\n'];

        Assert.Equal("2:1=€“", Portfolios.Show(Portfolios.Rows(file, Portfolios.MapOf("\"a\"", """{ "encoding": "windows-1252" }"""))));
    }

    [Fact]
    public void Encoding_Wrong_RejectsTheRowsItBreaks()
    {
        byte[] file = [.. "id,a\n1,Pe"u8, 0xF1, .. "a\n2,y\n"u8];

        Assert.Equal(
            "2!characters that are not utf-8: set /csv/encoding in the map (windows-1252 is usual) | 3:2=y",
            Portfolios.Show(Portfolios.Rows(file, Portfolios.MapOf("\"a\""))));
    }

    [Fact]
    public void Delimiter_TabWithoutQuoting_KeepsQuotes()
    {
        var map = Portfolios.MapOf("\"a\"", """{ "delimiter": "\t", "quote": null }""");

        Assert.Equal("2:1=\"x | 3:2=y", Portfolios.Show(Portfolios.Rows("id\ta\n1\t\"x\n2\ty\n", map)));
    }
}
