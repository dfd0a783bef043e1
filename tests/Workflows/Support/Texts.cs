using System.Text;
using Campaigns.Workflows.Journeys;
using Campaigns.Workflows.Journeys.Reading;
using Campaigns.Workflows.Journeys.Validation;

namespace Campaigns.Workflows.Tests.Support;

/// <summary>Small journeys around the part a test is about.</summary>
internal static class Texts
{
    /// <summary>A send that is right in itself.</summary>
    public const string Send = """{ "id": "hello", "send": { "channels": ["sms"], "template": "renewal/nudge" } }""";

    /// <summary>A journey that is right but for what the test puts in.</summary>
    public static string Journey(string steps = $"[ {Send} ]", string entry = """{ "on": "policy.lapsed" }""", string more = "") => $$"""
        {
          "id": "test", "name": "Test", "category": "renewal",{{more}}
          "entry": {{entry}},
          "steps": {{steps}}
        }
        """;

    public static JourneyReading Read(string json) => JourneyReader.Read(Encoding.UTF8.GetBytes(json).AsMemory());

    public static JourneyReading Check(string json, ValidationContext? context = null) =>
        JourneyValidator.Check(Encoding.UTF8.GetBytes(json), context ?? Shipped.Context);

    /// <summary>Fails unless exactly one finding has the place and code, and says the fragment; shows all findings.</summary>
    public static Finding One(IEnumerable<Finding> findings, string pointer, string code, string says)
    {
        var all = findings.ToList();
        var found = all.Where(f => f.Pointer == pointer && f.Code == code).ToList();
        Assert.True(found.Count == 1, $"expected one {code} at {pointer}, found:\n{string.Join('\n', all.Select(f => $"{f.Severity} {f.Code} {f}"))}");
        Assert.Contains(says, found[0].Message, StringComparison.Ordinal);
        return found[0];
    }
}
