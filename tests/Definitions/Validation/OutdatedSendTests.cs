using Campaigns.Definitions.Tests.Support;
using Campaigns.Model;

namespace Campaigns.Definitions.Tests.Validation;

/// <summary>Sends that may be put off past the event that would have prevented them.</summary>
public sealed class OutdatedSendTests
{
    private const string Wait = """{ "id": "w", "waitFor": { "events": [ { "on": "gift.claimed"THEN } ], "timeout": "P2D" } }""";
    private const string Send = """{ "id": "s", "send": { "channels": ["sms"], "template": "gift/claim"MORE } }""";

    private static string Steps(string after, string more = "", string then = "") =>
        $"[ {Wait}, {after.Replace("SEND", Send, StringComparison.Ordinal)} ]"
            .Replace("MORE", more, StringComparison.Ordinal).Replace("THEN", then, StringComparison.Ordinal);

    private static IEnumerable<Finding> Check(string steps) =>
        JourneyTexts.Check(JourneyTexts.Journey(steps: steps)).Findings.Where(finding => finding.Code == "may-be-outdated");

    [Theory]
    [InlineData("""{ "id": "b", "branch": [ { "when": "!steps.w.event", "then": [ SEND ] } ] }""")]
    [InlineData("""{ "id": "b", "branch": [ { "when": "steps.w.event == null", "then": [ SEND ] } ] }""")]
    [InlineData("""{ "id": "b", "branch": [ { "when": "null == steps.w.event && policy.auto_renew", "then": [ SEND ] } ] }""")]
    [InlineData("""{ "id": "b", "branch": [ { "when": "steps.w.event", "then": [] } ], "otherwise": [ SEND ] }""")]
    [InlineData("""{ "id": "b", "branch": [ { "when": "steps.w.event != null || policy.auto_renew", "then": [] }, { "when": "policy.premium > 5", "then": [ SEND ] } ] }""")]
    [InlineData("""{ "id": "b", "branch": [ { "when": "!steps.w.event", "then": [ { "id": "d", "wait": "P1D" }, SEND ] } ] }""")]
    public void Branch_ForTheMissingEvent_IsAWarning(string after)
    {
        var finding = Assert.Single(Check(Steps(after)));

        Assert.Equal(FindingSeverity.Warning, finding.Severity);
        Assert.EndsWith("/send", finding.Pointer, StringComparison.Ordinal);
        Assert.Contains("\"onTimeout\" of \"w\"", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Send_AfterAWaitWhoseEventsEndTheJourney_IsAWarning() =>
        Assert.Single(Check(Steps("SEND", then: """, "then": [ { "id": "e", "end": "claimed" } ]""")));

    [Theory]
    [InlineData("SEND", "")]
    [InlineData("""{ "id": "b", "branch": [ { "when": "steps.w.event", "then": [ SEND ] } ] }""", "")]
    [InlineData("""{ "id": "b", "branch": [ { "when": "steps.w.event || policy.auto_renew", "then": [ SEND ] } ] }""", "")]
    [InlineData("""{ "id": "b", "branch": [ { "when": "policy.auto_renew", "then": [ SEND ] } ] }""", "")]
    [InlineData("""{ "id": "b", "branch": [ { "when": "!steps.w.event", "then": [ SEND ] } ] }""", ", \"when\": \"policy.status == 'active'\"")]
    [InlineData("""{ "id": "b", "branch": [ { "when": "!steps.w.event", "then": [ SEND ] } ] }""", ", \"whenBlocked\": \"skip\"")]
    public void OtherSends_AreFine(string after, string more) => Assert.Empty(Check(Steps(after, more)));

    [Fact]
    public void Send_InTheTimeoutOfItsWait_IsFine() => Assert.Empty(Check($$"""
        [ { "id": "w", "waitFor": { "events": [ { "on": "gift.claimed" } ], "timeout": "P2D",
            "onTimeout": [ {{Send.Replace("MORE", "", StringComparison.Ordinal)}} ] } } ]
        """));

    [Theory]
    [InlineData("policy.statu == 'active'", "unknown-attribute")]
    [InlineData("policy.status == 'actve'", "unknown-value")]
    [InlineData("policy.status ==", "bad-expression")]
    public void Condition_IsChecked(string condition, string code) =>
        Assert.Contains(JourneyTexts.Check(JourneyTexts.Journey(steps: $$"""
            [ { "id": "s", "send": { "channels": ["sms"], "template": "gift/claim", "when": "{{condition}}" } } ]
            """)).Findings, finding => finding.Code == code && finding.Pointer == "/steps/0/send/when");
}
