using Campaigns.Definitions.Tests.Support;
using Campaigns.Model;

namespace Campaigns.Definitions.Tests.Validation;

/// <summary>When customers may enter a journey; the shipped contact policy reckons in Taipei.</summary>
public sealed class ActivePeriodTests
{
    [Theory]
    [InlineData("2026-07-01T00:00", "2026-07-01T00:01", false)]
    [InlineData("2026-07-01T00:00", "2026-07-01T00:00", true)]
    [InlineData("2026-07-01T00:00", "2026-06-30T16:00Z", true)]
    [InlineData("2026-07-01T00:00", "2026-06-30T16:01Z", false)]
    [InlineData("2026-07-01T00:00+09:00", "2026-07-01T00:00", false)]
    public void Check_UntilNotAfterFrom_IsNeverActive(string from, string until, bool never)
    {
        var read = JourneyTexts.Check(JourneyTexts.Journey(more: $$""" "activeFrom": "{{from}}", "activeUntil": "{{until}}", """));
        Assert.Equal(never, read.Findings.Any(finding =>
            finding is { Code: "never-active", Severity: FindingSeverity.Error, Pointer: "/activeUntil" }));
    }
}
