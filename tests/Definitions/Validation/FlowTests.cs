using Campaigns.Definitions.Tests.Support;
using Campaigns.Model;

namespace Campaigns.Definitions.Tests.Validation;

public sealed class FlowTests
{
    private const string Later = """{ "id": "later", "wait": "P1D" }""";

    [Theory]
    [InlineData("""{ "id": "a", "end": "x" }, """ + Later, "/steps/1", "\"a\" ends the journey")]
    [InlineData("""{ "id": "a", "branch": [ { "when": "policy.auto_renew", "then": [ { "id": "b", "end": "x" } ] } ], "otherwise": [ { "id": "c", "end": "y" } ] }, """ + Later, "/steps/1", "every path through \"a\"")]
    [InlineData("""{ "id": "a", "split": [ { "id": "x", "percent": 100, "steps": [ { "id": "b", "end": "x" } ] } ] }, """ + Later,
        "/steps/1", "every path through \"a\"")]
    [InlineData("""{ "id": "a", "waitFor": { "events": [ { "on": "gift.claimed", "then": [ { "id": "b", "end": "x" } ] } ] } }, """
        + Later, "/steps/1", "every path through \"a\"")]
    [InlineData("""{ "id": "a", "waitFor": { "events": [ { "on": "gift.claimed", "then": [ { "id": "b", "end": "x" } ] } ], "timeout": "P1D", "onTimeout": [ { "id": "c", "end": "x" }, { "id": "d", "end": "x" } ] } }""", "/steps/0/waitFor/onTimeout/1", "\"c\" ends")]
    [InlineData("""{ "id": "a", "waitFor": { "events": [ { "on": "gift.claimed" } ], "onTimeout": [ { "id": "c", "wait": "P1D" } ] } }""",
        "/steps/0/waitFor/onTimeout", "no \"timeout\"")]
    [InlineData("""{ "id": "a", "branch": [ { "when": "true", "then": [] }, { "when": "policy.auto_renew", "then": [] } ] }""",
        "/steps/0/branch/1", "always holds")]
    [InlineData("""{ "id": "a", "branch": [ { "when": "1 || policy.auto_renew", "then": [] } ], "otherwise": [ { "id": "b", "wait": "P1D" } ] }""", "/steps/0/otherwise", "always holds")]
    [InlineData("""{ "id": "a", "branch": [ { "when": "false && policy.auto_renew", "then": [] } ] }""", "/steps/0/branch/0/when",
        "never holds")]
    [InlineData("""{ "id": "a", "split": [ { "id": "x", "percent": 100, "steps": [] }, { "id": "y", "percent": 0, "steps": [] } ] }""",
        "/steps/0/split/1/percent", "its share is 0")]
    [InlineData("""{ "id": "a", "countdown": { "to": "policy.expires_on", "at": "10:00", "rungs": [ { "before": "P1D", "steps": [ { "id": "b", "end": "x" }, { "id": "c", "wait": "P1D" } ] } ] } }""", "/steps/0/countdown/rungs/0/steps/1", "\"b\" ends")]
    public void Check_StepOutOfReach_IsAnError(string steps, string pointer, string says) =>
        JourneyTexts.One(JourneyTexts.Check(JourneyTexts.Journey(steps: $"[ {steps} ]")).Findings, pointer, "unreachable", says);

    [Theory]
    [InlineData("""{ "id": "a", "branch": [ { "when": "policy.auto_renew", "then": [ { "id": "b", "end": "x" } ] } ] }, """ + Later)]
    [InlineData("""{ "id": "a", "waitFor": { "events": [ { "on": "gift.claimed", "then": [ { "id": "b", "end": "x" } ] } ], "timeout": "P1D" } }, """ + Later)]
    [InlineData("""{ "id": "a", "countdown": { "to": "policy.expires_on", "at": "10:00", "rungs": [ { "before": "P1D", "steps": [ { "id": "b", "end": "x" } ] } ] } }, """ + Later)]
    public void Check_StepThatSomeReach_IsFine(string steps) =>
        Assert.Empty(JourneyTexts.Check(JourneyTexts.Journey(steps: $"[ {steps} ]")).Findings);

    [Theory]
    [InlineData("""{ "on": "gift.climed" }""", "endless-wait", FindingSeverity.Error)]
    [InlineData("""{ "on": "gift.claimed", "where": "false" }""", "endless-wait", FindingSeverity.Error)]
    [InlineData("""{ "on": "gift.claimed" }""", "no-timeout", FindingSeverity.Warning)]
    public void Check_WaitWithoutTimeout_IsReported(string pattern, string code, FindingSeverity severity)
    {
        var findings = JourneyTexts.Check(JourneyTexts.Journey(steps: $$"""[ { "id": "a", "waitFor": { "events": [ {{pattern}} ] } } ]"""))
            .Findings;

        Assert.Equal(severity, JourneyTexts.One(findings, "/steps/0/waitFor", code, "\"timeout\"").Severity);
    }

    [Fact]
    public void Check_WaitUntilNothing_IsAnError() => JourneyTexts.One(
        JourneyTexts.Check(JourneyTexts.Journey(steps: """[ { "id": "a", "wait": { "until": "null" } } ]""")).Findings,
        "/steps/0/wait/until", "endless-wait", "not a date");

    [Theory]
    [InlineData("33, 33, 33", "99")]
    [InlineData("50, 60", "110")]
    public void Check_PercentagesThatDoNotAddUp_AreAnError(string percents, string sum)
    {
        var arms = string.Join(", ", percents.Split(", ").Select((p, i) => $$"""{ "id": "a{{i}}", "percent": {{p}}, "steps": [] }"""));

        JourneyTexts.One(JourneyTexts.Check(JourneyTexts.Journey(steps: $$"""[ { "id": "s", "split": [ {{arms}} ] } ]""")).Findings,
            "/steps/0/split", "percentages", $"add up to {sum}, not to 100");
    }

    [Theory]
    [InlineData("P15D", "P30D", "/1/before", "rung-order", FindingSeverity.Error)]
    [InlineData("P30D", "P30D", "/1/before", "duplicate-rung", FindingSeverity.Error)]
    [InlineData("P2W", "P14D", "/1/before", "duplicate-rung", FindingSeverity.Error)]
    [InlineData("P90D", "P15D", "/0/before", "rung-before-entry", FindingSeverity.Warning)]
    public void Check_MilestonesThatDoNotFit_AreReported(string first, string second, string pointer, string code, FindingSeverity severity)
    {
        var json = JourneyTexts.Journey(entry: """{ "before": { "date": "policy.expires_on", "by": "P60D" } }""", steps: $$"""
            [ { "id": "c", "countdown": { "to": "policy.expires_on", "at": "10:00", "rungs": [ { "before": "{{first}}", "steps": [] }, { "before": "{{second}}", "steps": [] } ] } } ]
            """);

        Assert.Equal(severity,
            JourneyTexts.One(JourneyTexts.Check(json).Findings, "/steps/0/countdown/rungs" + pointer, code, "").Severity);
    }

    [Theory]
    [InlineData("", "", FindingSeverity.Error)]
    [InlineData(", \"where\": \"event.product == 'x'\"", ", \"where\": \"event.product == 'x'\"", FindingSeverity.Error)]
    [InlineData(", \"where\": \"event.product == 'x'\"", "", FindingSeverity.Warning)]
    [InlineData(", \"where\": \"event.product == 'x'\"", ", \"where\": \"event.product == 'y'\"", null)]
    public void Check_EventBothAwaitedAndAnExit_IsReportedUnlessDistinct(string exitWhere, string waitWhere, FindingSeverity? severity)
    {
        var json = JourneyTexts.Journey(
            more: $$"""  "exit": [ { "on": "policy.issued"{{exitWhere}}, "outcome": "won" } ],""",
            steps: $$"""[ { "id": "w", "waitFor": { "events": [ { "on": "policy.issued"{{waitWhere}} } ], "timeout": "P1D" } } ]""");

        var found = JourneyTexts.Check(json).Findings.SingleOrDefault(f => f.Code == "awaited-exit");
        Assert.Equal(severity, found?.Severity);
        Assert.Equal(severity is null ? null : "/steps/0/waitFor/events/0", found?.Pointer);
    }
}
