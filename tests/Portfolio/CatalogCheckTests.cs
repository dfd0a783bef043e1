using Campaigns.Definitions.Catalog;
using Campaigns.Portfolio.Tests.Support;

namespace Campaigns.Portfolio.Tests;

/// <summary>A file puts into an attribute what the catalog lets it have.</summary>
public class CatalogCheckTests
{
    [Theory]
    [InlineData("list", "\"a\"", "/customer/attributes/a: found a value that is no list, expected a list, as the catalog declares customer.a")]
    [InlineData("list", """{ "constant": "x" }""", "/customer/attributes/a: found a value that is no list")]
    [InlineData("list", """{ "column": "a", "list": ";" }""", null)]
    [InlineData("text", """{ "column": "a", "list": ";" }""",
        "/customer/attributes/a/list: found a list, expected none, as the catalog declares customer.a as text")]
    [InlineData("text", "\"a\"", null)]
    public void Map_AgainstTheCatalog_IsRefusedWhereEveryRowWouldBe(string type, string attribute, string? expected)
    {
        var findings = Portfolios.Open("id,a\n1,x\n"u8.ToArray(), Portfolios.MapOf(attribute)).Against(CatalogOf(type));

        if (expected is null)
            Assert.Empty(findings);
        else
            Assert.StartsWith(expected, Assert.Single(findings).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text", "x", null)]
    [InlineData("number", "5", "'5' is no number, and customer.a is one: set \"type\": \"number\"")]
    [InlineData("boolean", "yes", "'yes' is neither true nor false, and customer.a is: set \"type\": \"boolean\"")]
    [InlineData("date", "2025-03-05", null)]
    [InlineData("date", "05/03/2025", "'05/03/2025' is no date, and customer.a is one: set \"type\": \"date\"")]
    public void Row_WithATextWhereTheCatalogHasNone_IsRejected(string type, string cell, string? reason)
    {
        var reader = Portfolios.Open(System.Text.Encoding.UTF8.GetBytes($"id,a\n1,{cell}\n"), Portfolios.MapOf("\"a\""));
        Assert.Empty(reader.Against(CatalogOf(type)));

        Assert.Equal(reason, (Assert.Single(reader.Rows()) as PortfolioRow.Rejected)?.Reason);
    }

    private static AttributeCatalog CatalogOf(string type) => CatalogReader.Read(System.Text.Encoding.UTF8.GetBytes(
        $$"""{ "customer": { "id": "text", "a": "{{type}}" }, "policy": { "id": "text" }, "events": {} }""")).Catalog!;
}
