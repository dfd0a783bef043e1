using Campaigns.Portfolio.Tests.Support;

namespace Campaigns.Portfolio.Tests;

public class MapValueTests
{
    private const string Csv =
        """{ "dates": ["dd/MM/yyyy", "dd/MM/yyyy HH:mm"], "decimal": ",", "thousands": ".", "missing": ["NA", ""] }""";

    [Theory]
    [InlineData("\"a\"", "x", "x")]
    [InlineData("\"a\"", "NA", null)]
    [InlineData("""{ "column": "a", "type": "date" }""", "29/02/2016", "2016-02-29")]
    [InlineData("""{ "column": "a", "type": "date" }""", "29/02/2016 23:59", "2016-02-29")]
    [InlineData("""{ "column": "a", "type": "date" }""", "NA", null)]
    [InlineData("""{ "column": "a", "type": "date", "format": "yyyyMMdd" }""", "20160229", "2016-02-29")]
    [InlineData("""{ "column": "a", "type": "boolean" }""", "Yes", true)]
    [InlineData("""{ "column": "a", "type": "boolean" }""", "0", false)]
    [InlineData("""{ "column": "a", "values": { "1": "one" }, "otherwise": "many" }""", "1", "one")]
    [InlineData("""{ "column": "a", "values": { "1": "one" }, "otherwise": "many" }""", "7", "many")]
    [InlineData("""{ "column": "a", "values": { "1": "one" }, "otherwise": "many" }""", "NA", null)]
    [InlineData("""{ "column": "a", "values": { "J": true } }""", "J", true)]
    [InlineData("""{ "constant": "en" }""", "x", "en")]
    [InlineData("""{ "expression": "'c' + row.id + '@example.com'" }""", "x", "c1@example.com")]
    [InlineData("""{ "expression": "row['a'] | string.upcase" }""", "x", "X")]
    [InlineData("""{ "expression": "row.a ?? 'none'" }""", "NA", "none")]
    [InlineData("""{ "expression": "iso(row.a)" }""", "01/03/2017", "2017-03-01")]
    [InlineData("""{ "expression": "number(row.a) > 2" }""", "2,5", true)]
    [InlineData("""{ "expression": "number(row.a) > 2" }""", "NA", false)]
    public void Value_OfEveryKind_IsRead(string attribute, string cell, object? expected) =>
        Assert.Equal(expected, Read(attribute, cell));

    [Theory]
    [InlineData("1.234,50", 1234.50)]
    [InlineData("-3", -3)]
    [InlineData("1e3", 1000)]
    public void Number_InTheFilesNotation_IsADecimal(string cell, double expected) =>
        Assert.Equal((decimal)expected, Read("""{ "column": "a", "type": "number" }""", cell));

    [Fact]
    public void Number_Computed_IsADecimal() => Assert.Equal(5m, Read("""{ "expression": "math.floor(number(row.a) / 100)" }""", "535"));

    [Theory]
    [InlineData("""{ "column": "a", "type": "date" }""", "31/02/2017", "a", "'31/02/2017' is not a date as dd/MM/yyyy or dd/MM/yyyy HH:mm")]
    [InlineData("""{ "column": "a", "type": "date" }""", "2017-02-01", "a", "'2017-02-01' is not a date as dd/MM/yyyy or dd/MM/yyyy HH:mm")]
    [InlineData("""{ "column": "a", "type": "number" }""", "12 €", "a", "'12 €' is not a number")]
    [InlineData("""{ "column": "a", "type": "boolean" }""", "perhaps", "a", "'perhaps' is neither true nor false")]
    [InlineData("""{ "column": "a", "values": { "1": "one" } }""", "2", "a", "'2' is not one of 1, and the map has no otherwise")]
    [InlineData("""{ "expression": "number(row.a)" }""", "x", "/customer/attributes/a",
        "number(row.a) cannot be computed: 'x' is not a number")]
    public void Value_ThatDoesNotFit_RejectsTheRow(string attribute, string cell, string column, string reason)
    {
        var row = Assert.IsType<PortfolioRow.Rejected>(Row(attribute, cell));

        Assert.Equal((2, column, reason), (row.Line, row.Column, row.Reason));
    }

    [Fact]
    public void Consent_UnderACondition_IsGivenWhereItHolds()
    {
        var map = Portfolios.Map("""
            { "timeZone": "UTC", "customer": { "id": "id",
              "consents": ["email:service", { "consent": "sms:marketing", "when": "row.a == 'Y'" }] } }
            """);

        Assert.Equal(
            ["email:service sms:marketing", "email:service"],
            Portfolios.Rows("id,a\n1,Y\n2,N\n", map).Cast<PortfolioRow.Mapped>().Select(r => string.Join(' ', r.Consents)));
    }

    private static object? Read(string attribute, string cell) =>
        Assert.IsType<PortfolioRow.Mapped>(Row(attribute, cell)).CustomerAttributes.GetValueOrDefault("a");

    private static PortfolioRow Row(string attribute, string cell) =>
        Assert.Single(Portfolios.Rows($"id,a\n1,\"{cell}\"\n", Portfolios.MapOf(attribute, Csv)));
}
