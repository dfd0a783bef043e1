using Campaigns.Definitions.Tests.Support;
using Campaigns.Model;

namespace Campaigns.Definitions.Tests.Validation;

public sealed class ExpressionTests
{
    private const string Place = "/steps/3/branch/0/when";

    public static TheoryData<string, string, string> Bad => [.. BadExpressions.Cases];

    public static TheoryData<string> Good => [.. BadExpressions.Good];

    [Theory]
    [MemberData(nameof(Bad))]
    public void Check_SenselessCondition_SaysWhy(string condition, string code, string says) =>
        JourneyTexts.One(JourneyTexts.Check(Journey(condition)).Findings, Place, code, says);

    [Theory]
    [MemberData(nameof(Good))]
    public void Check_SensibleCondition_FindsNothing(string condition) => Assert.Empty(JourneyTexts.Check(Journey(condition)).Findings);

    [Fact]
    public void Check_EntryWhere_KnowsNoSteps() => JourneyTexts.One(
        JourneyTexts.Check(JourneyTexts.Journey(entry: """{ "on": "policy.lapsed", "where": "steps.hello.at" }""")).Findings,
        "/entry/where", "no-steps", "steps is empty here");

    [Fact]
    public void Check_EventWithoutEventEntry_IsAnError() => JourneyTexts.One(
        JourneyTexts.Check(
            JourneyTexts.Journey(
                entry: """{ "before": { "date": "policy.expires_on", "by": "P9D" }, "where": "event.policy_id == policy.id" }""")).Findings,
        "/entry/where", "no-event", "there is no event");

    [Fact]
    public void Check_PolicyWithoutPolicyEntry_IsAnError()
    {
        var finding = JourneyTexts.One(
            JourneyTexts.Check(JourneyTexts.Journey(entry: """{ "on": "gift.requested", "where": "policy.status == 'active'" }"""))
            .Findings,
            "/entry/where", "no-policy", "policy is always null");

        Assert.Equal(FindingSeverity.Error, finding.Severity);
    }

    [Theory]
    [InlineData("""{ "before": { "date": "policy.status", "by": "P9D" } }""", "/entry/before/date", "wrong-type", "a date is needed")]
    [InlineData("""{ "before": { "date": "policy.expire_on", "by": "P9D" } }""", "/entry/before/date", "unknown-attribute",
        "did you mean \"expires_on\"")]
    [InlineData("""{ "on": "policy.lapsed", "key": ["policy.idd"] }""", "/entry/key/0", "unknown-attribute", "did you mean \"id\"")]
    public void Check_EntryExpression_IsChecked(string entry, string pointer, string code, string says) =>
        JourneyTexts.One(JourneyTexts.Check(JourneyTexts.Journey(entry: entry)).Findings, pointer, code, says);

    [Theory]
    [InlineData("""{ "id": "a", "wait": { "until": "policy.premium" } }""", "/wait/until", "wrong-type", "a date is needed")]
    [InlineData("""{ "id": "a", "wait": { "until": "'tomorrow'" } }""", "/wait/until", "wrong-type", "a date is needed")]
    [InlineData("""{ "id": "a", "countdown": { "to": "policy.product", "at": "10:00", "rungs": [ { "before": "P1D", "steps": [] } ] } }""",
        "/countdown/to", "wrong-type", "a date is needed")]
    [InlineData("""{ "id": "a", "task": { "to": "policy.premium", "template": "renewal/agent-call", "due": "P1D" } }""", "/task/to",
        "wrong-type", "an agent's id")]
    [InlineData("""{ "id": "a", "update": { "set": { "customer.value_tier": "'gold'" } } }""", "/update/set/customer.value_tier",
        "unknown-value", "never 'gold'")]
    [InlineData("""{ "id": "a", "update": { "set": { "customer.contact_limit": "'two'" } } }""", "/update/set/customer.contact_limit",
        "unlike-types", "is a text")]
    [InlineData("""{ "id": "a", "update": { "set": { "customer.value_tear": "'high'" } } }""", "/update/set/customer.value_tear",
        "unknown-attribute", "did you mean \"value_tier\"")]
    [InlineData("""{ "id": "a", "update": { "set": { "value_tier": "'high'" } } }""", "/update/set/value_tier", "unknown-attribute",
        "write customer.")]
    [InlineData("""{ "id": "a", "update": { "set": { "policy.id": "'1'" } } }""", "/update/set/policy.id", "unknown-attribute",
        "cannot be changed")]
    [InlineData("""{ "id": "a", "update": { "addTags": ["x"], "removeTags": ["x"] } }""", "/update", "contradiction",
        "both added and removed")]
    [InlineData("""{ "id": "a", "publish": { "type": "lead.hot", "data": { "to": "customer.phone" } } }""", "/publish/data/to",
        "personal-data", "is personal data")]
    [InlineData("""{ "id": "a", "publish": { "type": "lead.hot", "data": { "n": "policy.numbr" } } }""", "/publish/data/n",
        "unknown-attribute", "did you mean \"number\"")]
    [InlineData("""{ "id": "a", "waitFor": { "events": [ { "on": "gift.claimed", "where": "event.link" } ], "timeout": "P1D" } }""",
        "/waitFor/events/0/where", "unknown-attribute", "gift.claimed has no \"link\"")]
    public void Check_StepExpression_IsChecked(string step, string pointer, string code, string says) =>
        JourneyTexts.One(JourneyTexts.Check(JourneyTexts.Journey(steps: $"[ {step} ]")).Findings, "/steps/0" + pointer, code, says);

    [Theory]
    [InlineData("""
        "exit": [ { "on": "policy.renewed", "where": "event.premum > 5", "outcome": "x" } ],
        """, "/exit/0/where", "unknown-attribute", "did you mean \"premium\"")]
    [InlineData("""
        "exit": [ { "when": "policy.status == 'canceled'", "outcome": "x" } ],
        """, "/exit/0/when", "unknown-value", "did you mean \"cancelled\"")]
    [InlineData("""
        "exit": [ { "on": "policy.renewed", "outcome": "x" } ], "goal": { "outcome": "x", "value": "event.channel" },
        """, "/goal/value", "wrong-type", "a number is needed")]
    [InlineData("""
        "exit": [ { "when": "policy.auto_renew", "outcome": "x" } ], "goal": { "outcome": "x", "value": "event.premium" },
        """, "/goal/value", "no-event", "there is no event")]
    public void Check_ExitOrGoalExpression_IsChecked(string more, string pointer, string code, string says) =>
        JourneyTexts.One(JourneyTexts.Check(JourneyTexts.Journey(more: more)).Findings, pointer, code, says);

    private static string Journey(string condition) => JourneyTexts.Journey(steps: $$"""
        [
          {{JourneyTexts.Send}},
          { "id": "quiet", "waitFor": { "events": [ { "on": "message.clicked", "step": "hello" } ], "timeout": "P5D" } },
          { "id": "fork", "split": [ { "id": "a", "percent": 50, "steps": [] }, { "id": "b", "percent": 50, "steps": [] } ] },
          { "id": "choice", "branch": [ { "when": "{{condition}}", "then": [ { "id": "pause", "wait": "P1D" } ] } ] },
          { "id": "rest", "wait": "P9D" },
          { "id": "later", "send": { "channels": ["sms"], "template": "renewal/nudge" } }
        ]
        """);
}
