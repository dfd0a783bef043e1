using System.Text;

namespace Campaigns.Portfolio.Tests.Support;

/// <summary>Reads small portfolios out of strings.</summary>
internal static class Portfolios
{
    public static PortfolioMap Map(string json)
    {
        var reading = PortfolioMap.Read(Encoding.UTF8.GetBytes(json));
        Assert.Empty(reading.Findings);
        return reading.Map!;
    }

    /// <summary>A map whose customer id is the column <c>id</c> and whose only attribute, <c>a</c>, is as given.</summary>
    public static PortfolioMap MapOf(string attribute, string csv = "{}") => Map(
        $$"""{ "csv": {{csv}}, "timeZone": "Europe/Madrid", "customer": { "id": "id", "attributes": { "a": {{attribute}} } } }""");

    public static PortfolioReader Open(byte[] csv, PortfolioMap map)
    {
        var opening = PortfolioReader.Open(new MemoryStream(csv), map);
        Assert.Empty(opening.Findings);
        return opening.Reader!;
    }

    public static List<PortfolioRow> Rows(byte[] csv, PortfolioMap map) => [.. Open(csv, map).Rows()];

    public static List<PortfolioRow> Rows(string csv, PortfolioMap map) => Rows(Encoding.UTF8.GetBytes(csv), map);

    /// <summary>One line per row: <c>line:id=value</c>, or <c>line!reason</c>.</summary>
    public static string Show(IEnumerable<PortfolioRow> rows) => string.Join(" | ", rows.Select(row => row switch
    {
        PortfolioRow.Mapped mapped => $"{mapped.Line}:{mapped.Customer}={mapped.CustomerAttributes.GetValueOrDefault("a")}",
        PortfolioRow.Rejected rejected => $"{rejected.Line}!{rejected.Reason}",
        _ => "?",
    }));
}
