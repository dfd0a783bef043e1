using System.Text;
using Campaigns.Workflows.Contacts.Reading;
using Campaigns.Workflows.Customers.Reading;
using Campaigns.Workflows.Journeys;
using Campaigns.Workflows.Journeys.Validation;
using Campaigns.Workflows.Tests.Support;
using CsCheck;

namespace Campaigns.Workflows.Tests.Journeys;

/// <summary>Whatever a keyboard, a merge or a broken disk does to a document: an answer, never an exception.</summary>
public sealed class DamagedJourneyTests
{
    private static readonly string[] Inserted =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "null", "true", "-1", "1e999", "\"\"", "//", "/*", "\n", "\0", "\u00e9", "\\ud800", "'", "(", ")", "|", "&&",
        "P1D", "P99999999999Y", "-", ".", "=", "steps.", "customer.", "{{", "}}", "func", "if ", "end", "for x in y", "@", "$", "??", "..", "0",
    ];

    private static readonly byte[][] Journeys = [.. Shipped.Journeys.Select(Shipped.Document)];

    /// <summary>Cuts, swaps, repeats and inserts pieces, up to four times.</summary>
    private static readonly Gen<Func<byte[], byte[]>> Damage =
        Gen.Select(Gen.Int[0, 4], Gen.Double[0, 1], Gen.Double[0, 1], Gen.OneOf(Inserted), Gen.Byte)
            .Select((kind, a, b, text, one) => (Func<byte[], byte[]>)(bytes => Apply(bytes, kind, a, b, text, one)))
            .Array[1, 4].Select(all => (Func<byte[], byte[]>)(bytes => all.Aggregate(bytes, (damaged, next) => next(damaged))));

    [Fact]
    public void Check_DamagedJourney_GivesFindingsOrADefinition() =>
        Gen.Select(Gen.OneOf(Journeys), Damage).Sample(
            (journey, damage) =>
            {
                var reading = JourneyValidator.Check(damage(journey), Shipped.Context);
                return reading.Definition is not null != reading.Findings.Any(f => f.Severity == FindingSeverity.Error)
                    && reading.Findings.All(f => f.Line > 0 && f.Message.Length > 0);
            },
            iter: 4000);

    [Fact]
    public void Check_ValueReplacedByAnother_GivesFindingsOrADefinition() =>
        Gen.Select(Gen.OneOf(Journeys), Gen.Double[0, 1], Gen.OneOf("null", "5", "\"x\"", "[]", "{}", "[[]]", "{\"on\":{}}", "true", "\"P1D\"", "\"a - b | c ? d\"")).Sample(
            (journey, place, value) =>
            {
                var reading = JourneyValidator.Check(ReplaceValue(journey, place, value), Shipped.Context);
                return reading.Definition is not null != reading.Findings.Any(f => f.Severity == FindingSeverity.Error);
            },
            iter: 2000);

    [Fact]
    public void Read_DamagedPolicyOrCatalog_GivesFindingsOrAResult() =>
        Damage.Sample(
            damage =>
            {
                var policy = ContactPolicyReader.Read(damage(Shipped.Document("contact-policy")));
                var catalog = CatalogReader.Read(damage(Shipped.Document("catalog")));
                return policy.Policy is not null != policy.Findings.Any(f => f.Severity == FindingSeverity.Error)
                    && catalog.Catalog is not null != catalog.Findings.Any(f => f.Severity == FindingSeverity.Error);
            },
            iter: 2000);

    private static byte[] Apply(byte[] bytes, int kind, double a, double b, string text, byte one)
    {
        var from = (int)(a * bytes.Length);
        var to = Math.Min(bytes.Length, from + 1 + (int)(b * b * 60));
        return kind switch
        {
            0 => [.. bytes[..from], .. bytes[to..]],
            1 => [.. bytes[..to], .. bytes[from..]],
            2 => [.. bytes[..from], .. Encoding.UTF8.GetBytes(text), .. bytes[from..]],
            3 => [.. bytes[..from], one, .. bytes[Math.Min(from + 1, bytes.Length)..]],
            _ => [.. bytes[..from], .. bytes[from..to].Reverse(), .. bytes[to..]],
        };
    }

    /// <summary>Puts another value where a text stood, so that the document stays well-formed and its meaning breaks.</summary>
    private static byte[] ReplaceValue(byte[] journey, double place, string value)
    {
        var text = Encoding.UTF8.GetString(journey);
        var values = System.Text.RegularExpressions.Regex.Matches(text, """(?<=[:\[,]\s*)("[^"]*"(?!\s*:)|\d+|true)""");
        var chosen = values[(int)(place * (values.Count - 1))];
        return Encoding.UTF8.GetBytes(text[..chosen.Index] + value + text[(chosen.Index + chosen.Length)..]);
    }
}
