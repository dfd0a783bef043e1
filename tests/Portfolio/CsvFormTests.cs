using Campaigns.Portfolio.Tests.Support;
using CsCheck;
using NodaTime;

namespace Campaigns.Portfolio.Tests;

/// <summary>How numbers, dates and lists are written in files from everywhere.</summary>
public class CsvFormTests
{
    [Theory]
    [InlineData("""{ "thousands": "," }""", "1,234.5", 1234.5)]
    [InlineData("""{ "thousands": "," }""", "-1,234,567", -1234567d)]
    [InlineData("""{ "thousands": "," }""", "1234.5", 1234.5)]
    [InlineData("""{ "thousands": "," }""", "1.5e3", 1500d)]
    [InlineData("""{ "thousands": "," }""", "1,50", null)]
    [InlineData("""{ "thousands": "," }""", "1,2345", null)]
    [InlineData("""{ "thousands": "," }""", "1234,567", null)]
    [InlineData("""{ "thousands": "," }""", ",123", null)]
    [InlineData("""{ "thousands": "," }""", "1,,234", null)]
    [InlineData("""{ "thousands": "," }""", "1.234,5", null)]
    [InlineData("""{ "thousands": "," }""", "1,234.567,8", null)]
    [InlineData("""{ "thousands": "," }""", "12,34,567", null)]
    [InlineData("""{ "thousands": ",", "groups": [3, 2] }""", "12,34,567", 1234567d)]
    [InlineData("""{ "thousands": ",", "groups": [3, 2] }""", "1,23,45,678.9", 12345678.9)]
    [InlineData("""{ "thousands": ",", "groups": [3, 2] }""", "1,234,567", null)]
    [InlineData("""{ "thousands": ",", "groups": [4] }""", "12,3456", 123456d)]
    [InlineData("""{ "thousands": ".", "decimal": "," }""", "1.234,5", 1234.5)]
    [InlineData("""{ "thousands": ".", "decimal": "," }""", "1.50", null)]
    [InlineData("""{ "thousands": ".", "decimal": "," }""", "1,234.5", null)]
    [InlineData("""{ "thousands": " ", "decimal": "," }""", "1\u202F234\u00A0567,5", 1234567.5)]
    [InlineData("{}", "1,234", null)]
    [InlineData("{}", "1.234", 1.234)]
    public void Number_ByTheGroupsOfTheMap_IsReadOrRefused(string csv, string cell, double? expected)
    {
        var row = Row("""{ "column": "a", "type": "number" }""", cell, csv);

        if (expected is { } number)
            Assert.Equal((decimal)number, Value(row));
        else
            Assert.Contains("is not a number with '", Assert.IsType<PortfolioRow.Rejected>(row).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"excel\"", "45721", "2025-03-05")]
    [InlineData("\"excel\"", "45721.75", "2025-03-05")]
    [InlineData("\"excel\"", "45721,999999", "2025-03-05")]
    [InlineData("\"excel\"", "61", "1900-03-01")]
    [InlineData("\"excel\"", "2958465", "9999-12-31")]
    [InlineData("\"excel\"", "60", null)]
    [InlineData("\"excel\"", "2958466", null)]
    [InlineData("\"excel\"", "-1", null)]
    [InlineData("\"excel\"", "2025-03-05", null)]
    [InlineData("\"excel-1904\"", "44259", "2025-03-05")]
    [InlineData("\"excel-1904\"", "0", "1904-01-01")]
    [InlineData("\"excel-1904\"", "2957003", "9999-12-31")]
    [InlineData("\"excel-1904\"", "2957004", null)]
    [InlineData("""["yyyy-MM-dd", "excel"]""", "45721", "2025-03-05")]
    [InlineData("""["yyyy-MM-dd", "excel"]""", "2025-03-05", "2025-03-05")]
    [InlineData("""{ "calendar": "roc" }""", "114/03/05", "2025-03-05")]
    [InlineData("""{ "calendar": "roc" }""", "89/3/5", "2000-03-05")]
    [InlineData("""{ "calendar": "roc" }""", "1/1/1", "1912-01-01")]
    [InlineData("""{ "calendar": "roc" }""", "113/02/29", "2024-02-29")]
    [InlineData("""{ "calendar": "roc" }""", "114/02/29", null)]
    [InlineData("""{ "calendar": "roc" }""", "2025/03/05", null)]
    [InlineData("""{ "calendar": "roc" }""", "0/03/05", null)]
    [InlineData("""{ "calendar": "roc", "pattern": "yyyMMdd" }""", "1140305", "2025-03-05")]
    [InlineData("""{ "calendar": "roc", "pattern": "yyyMMdd" }""", "0890305", "2000-03-05")]
    [InlineData("""{ "calendar": "roc", "pattern": "yyyMMdd" }""", "890305", null)]
    [InlineData("""{ "calendar": "roc", "pattern": "'民國'y年M月d日" }""", "民國114年3月5日", "2025-03-05")]
    [InlineData("""{ "calendar": "roc", "pattern": "dd.MM.y HH:mm" }""", "05.03.114 23:59", "2025-03-05")]
    [InlineData("""["yyyy/MM/dd", { "calendar": "roc" }]""", "114/3/5", "2025-03-05")]
    [InlineData("""["yyyy/MM/dd", { "calendar": "roc" }]""", "2025/03/05", "2025-03-05")]
    public void Date_InTheFormsOfTheMap_IsReadOrRefused(string forms, string cell, string? expected)
    {
        var ofFile = Row("""{ "column": "a", "type": "date" }""", cell, $$"""{ "dates": {{forms}} }""");
        var ofValue = Row($$"""{ "column": "a", "type": "date", "format": {{forms}} }""", cell, "{}");

        if (expected is not null)
            Assert.Equal([expected, expected], [Value(ofFile), Value(ofValue)]);
        else
            Assert.All([ofFile, ofValue], row => Assert.Contains("is not a date as ", Assert.IsType<PortfolioRow.Rejected>(row).Reason,
                StringComparison.Ordinal));
    }

    [Fact]
    public void Date_OfAnyDay_IsTheSameInEveryForm() =>
        Gen.Int[0, 73_000].Sample(days =>
        {
            var date = new LocalDate(1912, 1, 1).PlusDays(days);
            var serial = Period.DaysBetween(new LocalDate(1899, 12, 30), date);
            string[] written = [$"{date:uuuu-MM-dd}", $"{serial}", $"{date.Year - 1911}/{date.Month}/{date.Day}"];
            var rows = Portfolios.Rows(
                $"id,a\n{string.Join('\n', written.Select((text, i) => $"{i},{text}"))}\n",
                Portfolios.MapOf("""{ "column": "a", "type": "date" }""", """{ "dates": ["yyyy-MM-dd", "excel", { "calendar": "roc" }] }"""));
            Assert.All(rows, row => Assert.Equal($"{date:uuuu-MM-dd}", Value(row)));
        }, iter: 200);

    [Theory]
    [InlineData("""{ "column": "a", "list": ";" }""", "vip; golf;;vip ;", "vip|golf")]
    [InlineData("""{ "column": "a", "list": ";" }""", "vip", "vip")]
    [InlineData("""{ "column": "a", "list": ";" }""", ";", null)]
    [InlineData("""{ "column": "a", "list": ";" }""", "", null)]
    [InlineData("""{ "column": "a", "list": " / " }""", "a / b/c", "a|b/c")]
    [InlineData("""{ "column": "a", "list": ";", "values": { "G": "golf", "V": "vip" } }""", "V;G", "vip|golf")]
    [InlineData("""{ "expression": "string.downcase(row.a)", "list": ";" }""", "VIP;Golf", "vip|golf")]
    public void List_BySeparator_IsItsTexts(string attribute, string cell, string? expected)
    {
        var value = Value(Row(attribute, cell, "{}"));

        Assert.Equal(expected, value is null ? null : string.Join('|', Assert.IsAssignableFrom<IReadOnlyList<string>>(value)));
    }

    [Fact]
    public void List_WithACodeThatIsNotListed_RejectsTheRow() => Assert.Equal(
        "'X' is not one of V, and the map has no otherwise",
        Assert.IsType<PortfolioRow.Rejected>(Row("""{ "column": "a", "list": ";", "values": { "V": "vip" } }""", "V;X", "{}")).Reason);

    private static object? Value(PortfolioRow row) => Assert.IsType<PortfolioRow.Mapped>(row).CustomerAttributes.GetValueOrDefault("a");

    private static PortfolioRow Row(string attribute, string cell, string csv) =>
        Assert.Single(Portfolios.Rows($"id,a\n1,\"{cell}\"\n", Portfolios.MapOf(attribute, csv)));
}
