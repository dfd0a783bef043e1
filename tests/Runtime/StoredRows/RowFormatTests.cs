using System.Text;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;

namespace Campaigns.Runtime.Tests.StoredRows;

public sealed class RowFormatTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("\"2026-06-01T12:00:00Z\"")]
    [InlineData("C-1\ne~1")]
    [InlineData("#")]
    [InlineData("#d:P-1 of a journal, whose key has 35 bytes")]
    [InlineData("#2")]
    [InlineData("#-2 {}")]
    public void BodyOf_NoVersion_IsTheWholeBody(string body) => Assert.Equal(body, BodyOf(body));

    [Fact]
    public void BodyOf_TheFirstVersionWrittenOut_IsTheRest() => Assert.Equal("{}", BodyOf("#1 {}"));

    [Theory]
    [InlineData("#4 {\"whatever\":\"it holds\"}", 4)]
    [InlineData("#4294967295 \u0001", 4294967295)]
    public void BodyOf_ANewerVersion_IsRefusedWithTheRowBothVersionsAndWhatToDo(string body, long version)
    {
        var refused = Assert.Throws<StoreFormatException>(() => BodyOf(body));

        Assert.Equal(
            $"The row customers/C-1/a has format version {version}, and this program reads versions up to 3: it was written by a newer " +
            "version of the program. Update this program.",
            refused.Message);
    }

    [Fact]
    public void Read_NoJson_SaysWhichRow() => Assert.StartsWith(
        "The row customers/C-1/a cannot be read: ",
        Assert.Throws<InvalidDataException>(() => CustomerHeadRow.Read(Row("{\"ledger\":[]}"))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Read_ANameThatNoVersionWrote_IsRefused() => Assert.Contains(
        "there is no ContactStatus \"lost\"",
        Assert.Throws<InvalidDataException>(() => CustomerHeadRow.Read(Row("""{"ledger":{"entries":[{"status":"lost"}]}}"""))).Message,
        StringComparison.Ordinal);

    private static Row Row(string body) => new("C-1", "a", Encoding.UTF8.GetBytes(body), "tag");

    private static string BodyOf(string body) => Encoding.UTF8.GetString(RowFormat.BodyOf("customers", Row(body)).Span);
}
