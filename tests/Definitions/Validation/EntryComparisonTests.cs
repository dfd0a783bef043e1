using Campaigns.Definitions.Tests.Support;
using Campaigns.Model;

namespace Campaigns.Definitions.Tests.Validation;

/// <summary>Journeys that a customer can be in several times, and whether they tell their events apart.</summary>
public sealed class EntryComparisonTests
{
    private static string Gift(string where, string more = "") => JourneyTexts.Journey(
        entry: """{ "on": "gift.requested", "key": "event.gift_id" }""", more: more,
        steps: $$"""[ { "id": "w", "waitFor": { "events": [ { "on": "gift.claimed"{{where}} } ], "timeout": "P1D" } } ]""");

    [Theory]
    [InlineData("", "\"where\": \"event.gift_id == entry.gift_id\"")]
    [InlineData(", \"where\": \"policy.status == 'active'\"", "\"(policy.status == 'active') && event.gift_id == entry.gift_id\"")]
    [InlineData(", \"where\": \"event.gift_id == 'x'\"", "entry.gift_id")]
    public void Wait_ThatDoesNotCompareTheKey_IsAWarning(string where, string says)
    {
        var findings = JourneyTexts.Check(Gift(where)).Findings;

        Assert.Equal(FindingSeverity.Warning,
            JourneyTexts.One(findings, "/steps/0/waitFor/events/0", "entry-not-compared", says).Severity);
    }

    [Fact]
    public void Exit_ThatDoesNotCompareTheKey_IsAWarning() => JourneyTexts.One(
        JourneyTexts.Check(Gift(", \"where\": \"event.gift_id == entry.gift_id\"",
            """ "exit": { "on": "gift.phone_verified", "outcome": "verified" },""")).Findings,
        "/exit", "entry-not-compared", "gift_id");

    [Theory]
    [InlineData(", \"where\": \"event.gift_id == entry.gift_id\"")]
    [InlineData(", \"where\": \"entry['gift_id'] == event.gift_id && policy.status != 'x'\"")]
    public void Wait_ThatCompares_IsFine(string where) =>
        Assert.DoesNotContain(JourneyTexts.Check(Gift(where)).Findings, finding => finding.Code == "entry-not-compared");

    [Fact]
    public void PolicyId_MayBeComparedWithThePolicy() => Assert.Empty(JourneyTexts.Check(JourneyTexts.Journey(
        entry: """{ "on": "policy.lapsed", "key": "event.policy_id" }""",
        more: """ "exit": { "on": "policy.cancelled", "where": "event.policy_id == policy.id", "outcome": "cancelled" },""")).Findings);

    [Theory]
    [InlineData("entry.gift_id == 'x'", """{ "on": "gift.requested" }""", null)]
    [InlineData("entry.policy_id == 'x'", """{ "before": { "date": "policy.expires_on", "by": "P30D" } }""", null)]
    [InlineData("entry.gift_idd == 'x'", """{ "on": "gift.requested" }""", "unknown-attribute")]
    [InlineData("entry.gift_id == 'x'", """{ "before": { "date": "policy.expires_on", "by": "P30D" } }""", "no-event")]
    [InlineData("policy.status == 'active'", """{ "on": "gift.requested" }""", "no-policy")]
    [InlineData("steps.s.event.link == 'x'", """{ "on": "policy.lapsed" }""", "unknown-attribute")]
    [InlineData("steps.s.event", """{ "on": "policy.lapsed" }""", "unknown-attribute")]
    public void Names_AreChecked(string condition, string entry, string? code)
    {
        var errors = JourneyTexts.Check(JourneyTexts.Journey(entry: entry, steps: $$"""
            [ { "id": "s", "wait": "P1D" }, { "id": "b", "branch": [ { "when": "{{condition}}", "then": [ { "id": "x", "wait": "P1D" } ] } ] } ]
            """)).Findings.Where(finding => finding.Severity == FindingSeverity.Error).Select(finding => finding.Code);

        Assert.Equal(code is null ? [] : [code], errors);
    }
}
