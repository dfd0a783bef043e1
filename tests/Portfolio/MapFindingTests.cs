using System.Text;
using Campaigns.Portfolio.Tests.Support;

namespace Campaigns.Portfolio.Tests;

public class MapFindingTests
{
    [Theory]
    [InlineData("nonsense", "/: found JSON that does not parse")]
    [InlineData("[]", "/: found an array, expected an object")]
    [InlineData("{}", "/timeZone: found nothing, expected the IANA zone in which the file's dates begin, such as \"Europe/Madrid\"")]
    [InlineData("{}", "/customer: found nothing, expected an object with the customer's id")]
    [InlineData("""{ "timeZone": "Europe/Madird" }""",
        "/timeZone: found \"Europe/Madird\", expected the IANA zone in which the file's dates begin, such as \"Europe/Madrid\"; did you mean 'Europe/Madrid'?")]
    [InlineData("""{ "costumer": {} }""",
        "/costumer: found the property 'costumer', expected one of $schema, csv, timeZone, customer, policy, events; did you mean 'customer'?")]
    [InlineData("""{ "$schema": "v2" }""", "/$schema: found \"v2\", expected https://campaigns.example/schemas/portfolio-map/v1.json, or the path of portfolio-map.v1.schema.json")]
    [InlineData("""{ "csv": { "delimiter": ";;" } }""", "/csv/delimiter: found \";;\", expected one character")]
    [InlineData("""{ "csv": { "encoding": "utf-9" } }""",
        "/csv/encoding: found \"utf-9\", expected an encoding, such as \"utf-8\", \"utf-16\", \"iso-8859-1\" or \"windows-1252\"; did you mean 'utf-8'?")]
    [InlineData("""{ "csv": { "dates": ["dd/QQ/yyyy"] } }""",
        "/csv/dates/0: found \"dd/QQ/yyyy\", expected a date pattern such as \"dd/MM/yyyy\", or an array of them (")]
    [InlineData("""{ "csv": { "decimal": ",", "thousands": "," } }""",
        "/csv/thousands: found \",\", expected a separator other than the decimal one")]
    [InlineData("""{ "csv": { "encoding": "big5-hkscs" } }""", "/csv/encoding: found \"big5-hkscs\", expected an encoding")]
    [InlineData("""{ "csv": { "dates": [] } }""", "/csv/dates: found an array, expected a date pattern")]
    [InlineData("""{ "csv": { "dates": { "calendar": "minguo" } } }""", "/csv/dates/calendar: found \"minguo\", expected \"roc\"")]
    [InlineData("""{ "csv": { "dates": { "pattern": "y/M/d" } } }""", "/csv/dates/calendar: found nothing, expected \"roc\"")]
    [InlineData("""{ "csv": { "dates": { "calendar": "roc", "pattern": "yyyy/M/d" } } }""",
        "/csv/dates/pattern: found \"yyyy/M/d\", expected a pattern such as \"y/M/d\" or \"yyyMMdd\" (")]
    [InlineData("""{ "csv": { "groups": [3] } }""", "/csv/groups: found an array, expected groups only beside thousands")]
    [InlineData("""{ "csv": { "thousands": ",", "groups": [3, 0] } }""", "/csv/groups: found an array, expected the digits between separators")]
    [InlineData("""{ "customer": { "attributes": { "a": { "column": "A", "list": "" } } } }""",
        "/customer/attributes/a/list: found \"\", expected what stands between the items of a list, such as \";\"")]
    [InlineData("""{ "customer": { "attributes": { "a": { "column": "A", "list": ";", "type": "text" } } } }""",
        "/customer/attributes/a/list: found \";\", expected a list without a type: its items are texts")]
    [InlineData("""{ "customer": {} }""", "/customer/id: found nothing, expected a column, or an object with an expression")]
    [InlineData("""{ "customer": { "id": 7 } }""",
        "/customer/id: found 7, expected a column name, or an object with a column, an expression or a constant")]
    [InlineData("""{ "customer": { "id": {} } }""",
        "/customer/id: found an object, expected exactly one of column, expression and constant")]
    [InlineData("""{ "customer": { "attributes": { "E-Mail": "m" } } }""",
        "/customer/attributes/E-Mail: found the name 'E-Mail', expected an attribute name: lower case letters, digits and _, a letter first")]
    [InlineData("""{ "customer": { "attributes": { "a": { "column": "A", "type": "nubmer" } } } }""",
        "/customer/attributes/a/type: found \"nubmer\", expected one of text, number, date, boolean; did you mean 'number'?")]
    [InlineData("""{ "customer": { "attributes": { "a": { "column": "A", "otherwise": 1 } } } }""",
        "/customer/attributes/a/otherwise: found 1, expected otherwise only beside values")]
    [InlineData("""{ "customer": { "attributes": { "a": { "column": "A", "format": "dd/MM/yyyy" } } } }""",
        "/customer/attributes/a/format: found \"dd/MM/yyyy\", expected a format only beside \"type\": \"date\"")]
    [InlineData("""{ "customer": { "attributes": { "a": { "expression": "row." } } } }""",
        "/customer/attributes/a/expression: found \"row.\", expected an expression that parses (")]
    [InlineData("""{ "customer": { "attributes": { "a": { "expression": "x; y" } } } }""",
        "/customer/attributes/a/expression: found \"x; y\", expected exactly one expression")]
    [InlineData("""{ "customer": { "attributes": { "a": { "expression": "" } } } }""",
        "/customer/attributes/a/expression: found \"\", expected exactly one expression")]
    [InlineData("""{ "customer": { "attributes": { "a": { "expression": "rows.ID" } } } }""",
        "/customer/attributes/a/expression: found \"rows.ID\", expected only these names: row, number, iso, string, math (a text stands in quotes); did you mean 'row'?")]
    [InlineData("""{ "customer": { "attributes": { "a": { "expression": "row.a = 1" } } } }""",
        "/customer/attributes/a/expression: found \"row.a = 1\", expected an expression without an assignment; use == to compare")]
    [InlineData("""{ "customer": { "attributes": { "a": { "expression": "row[row.b]" } } } }""",
        "/customer/attributes/a/expression: found \"row[row.b]\", expected a column name in quotes between the brackets after row")]
    [InlineData("""{ "customer": { "consents": ["sms"] } }""",
        "/customer/consents/0: found \"sms\", expected a channel and a purpose, such as \"sms:marketing\"")]
    [InlineData("""{ "customer": { "consents": ["emial:marketing"] } }""",
        "/customer/consents/0: found \"emial:marketing\", expected a channel among sms, push, email, wechat, call")]
    [InlineData("""{ "policy": { "attributes": { "premium": "P" } }, "events": [{ "policyAttributes": ["premuim"] }] }""",
        "/events/0/policyAttributes/0: found \"premuim\", expected an attribute under /policy/attributes; did you mean 'premium'?")]
    [InlineData("""{ "events": [{ "type": "Issued" }] }""",
        "/events/0/type: found \"Issued\", expected an event type, such as \"policy.issued\"")]
    [InlineData("""{ "events": [{ "type": "policy.issued" }] }""", "/events/0/on: found nothing, expected the column with the date")]
    [InlineData("""{ "events": [{ "on": { "column": "D", "type": "text" } }] }""",
        "/events/0/on/type: found \"text\", expected \"date\", or no type")]
    public void Map_WithAMistake_SaysWhereAndWhatWasExpected(string json, string expected)
    {
        var reading = PortfolioMap.Read(Encoding.UTF8.GetBytes(json));

        Assert.Null(reading.Map);
        Assert.Contains(reading.Findings, f => f.ToString().StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Map_WithSeveralMistakes_ReportsThemAll() => Assert.Equal(
        ["/csv/delimiter", "/timeZone", "/customer/id", "/customer/attributes/a/type", "/events/0/type"],
        PortfolioMap.Read("""
            { "csv": { "delimiter": "" }, "timeZone": 1,
              "customer": { "id": [], "attributes": { "a": { "column": "A", "type": "x" } } },
              "events": [{ "type": "x", "on": "D" }] }
            """u8.ToArray()).Findings.Select(f => f.Pointer));

    [Theory]
    [InlineData("""{ "column": "Premum" }""",
        "/customer/attributes/a: found the column 'Premum', expected a column of the file: id, Premium, Twice, Twice; did you mean 'Premium'?")]
    [InlineData("""{ "expression": "row.premium + row.Elsewhere" }""",
        "/customer/attributes/a: found the column 'premium', expected a column of the file: id, Premium, Twice, Twice; did you mean 'Premium'?")]
    [InlineData("""{ "expression": "row['No such']" }""",
        "/customer/attributes/a: found the column 'No such', expected a column of the file: id, Premium, Twice, Twice")]
    [InlineData("""{ "column": "Twice" }""",
        "/customer/attributes/a: found the column 'Twice', expected a name that only one column has; 2 columns have it")]
    public void Header_WithoutAColumn_IsReportedBeforeAnyRow(string attribute, string expected) => Assert.Equal(
        expected,
        Open("id,Premium,Twice,Twice\n1,2,3,4\n", Portfolios.MapOf(attribute)).Findings[0].ToString());

    [Fact]
    public void Header_UnderTheWrongDelimiter_PointsAtIt() => Assert.Equal(
        "/customer/id: found the column 'id', expected a column of the file; its header has a single one, 'id;a', with the delimiter ',': check /csv/delimiter",
        Open("id;a\n1;2\n", Portfolios.MapOf("\"a\"")).Findings[0].ToString());

    [Fact]
    public void File_WithNothingInIt_IsAFinding() => Assert.Equal(
        "/: found an empty file, expected a file whose first line names the columns",
        Assert.Single(Open("", Portfolios.MapOf("\"a\"")).Findings).ToString());

    private static PortfolioOpenResult Open(string csv, PortfolioMap map) =>
        PortfolioReader.Open(new MemoryStream(Encoding.UTF8.GetBytes(csv)), map);
}
