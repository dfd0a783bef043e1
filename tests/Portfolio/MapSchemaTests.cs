using System.Text;
using System.Text.RegularExpressions;
using Campaigns.Schemas;

namespace Campaigns.Portfolio.Tests;

/// <summary>What an editor underlines in a map is what the reader refuses.</summary>
public partial class MapSchemaTests
{
    private static readonly SchemaFile Schema = new(Path.Combine(Root(), "journeys", "schemas", PortfolioMap.SchemaFile));

    public static TheoryData<string> Maps =>
    [
        File.ReadAllText(Path.Combine(Root(), "tests", "Portfolio", "spain-motor.map.json")),
        JsonBlock().Match(File.ReadAllText(Path.Combine(Root(), "docs", "portfolio-map.md"))).Groups[1].Value,
        Map("""{ "dates": ["dd/MM/yyyy", "excel", { "calendar": "roc", "pattern": "yyyMMdd" }], "thousands": ",", "groups": [3, 2] }"""),
        Map("""{ "delimiter": "\t", "quote": null, "encoding": "big5", "dates": { "calendar": "roc" }, "decimal": ",", "missing": [] }"""),
        Map("{}", """{ "column": "T", "list": ";", "values": { "V": "vip" }, "otherwise": "none" }"""),
        Map("{}", """{ "expression": "row.A", "type": "date", "format": ["excel-1904", { "calendar": "roc" }] }"""),
        Map("{}", """{ "constant": 5, "type": "number" }"""),
    ];

    public static TheoryData<string> WrongMaps =>
    [
        "{}", "[]", Map("""{ "delimiter": ";;" }"""), Map("""{ "dates": [] }"""), Map("""{ "dates": 7 }"""),
        Map("""{ "dates": { "calendar": "minguo" } }"""), Map("""{ "dates": { "pattern": "y/M/d" } }"""),
        Map("""{ "thousands": ",", "groups": [0] }"""), Map("""{ "thousands": ",", "groups": [] }"""), Map("""{ "codepage": 950 }"""),
        Map("{}", "7"), Map("{}", "{}"), Map("{}", """{ "column": "A", "constant": "x" }"""), Map("{}", """{ "column": "A", "type": "int" }"""),
        Map("{}", """{ "column": "A", "list": "" }"""), Map("{}", """{ "column": "A", "list": ";", "type": "text" }"""),
    ];

    [Theory]
    [MemberData(nameof(Maps))]
    public void Schema_OfAMapThatIsRead_IsValid(string map)
    {
        Assert.Empty(PortfolioMap.Read(Encoding.UTF8.GetBytes(map)).Findings);
        Assert.Empty(Schema.Validate(map));
    }

    [Theory]
    [MemberData(nameof(WrongMaps))]
    public void Schema_OfAMapThatIsRefused_IsNotValid(string map)
    {
        Assert.NotEmpty(PortfolioMap.Read(Encoding.UTF8.GetBytes(map)).Findings);
        Assert.NotEmpty(Schema.Validate(map));
    }

    private static string Map(string csv, string attribute = "\"A\"") =>
        $$"""{ "csv": {{csv}}, "timeZone": "Asia/Taipei", "customer": { "id": "id", "attributes": { "a": {{attribute}} } } }""";

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Campaigns.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("the tests run outside the repository");
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
