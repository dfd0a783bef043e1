using Campaigns.Definitions.Tests.Support;

namespace Campaigns.Definitions.Tests.Validation;

public sealed class NameTests
{
    [Theory]
    [InlineData("""{ "id": "a", "send": { "channels": ["sms"], "template": "renewal/nudg" } }""", "/send/template", "unknown-template",
        "did you mean \"renewal/nudge\"")]
    [InlineData("""{ "id": "a", "send": { "channels": ["sms", "email"], "template": "renewal/nudge" } }""", "/send/template",
        "template-channel", "has no text for email")]
    [InlineData("""{ "id": "a", "task": { "to": "policy.agent_id", "template": "renewal/nudge", "due": "P1D" } }""", "/task/template",
        "template-channel", "has no text for agent")]
    [InlineData("""{ "id": "a", "waitFor": { "events": [ { "on": "gift.climed" } ], "timeout": "P1D" } }""", "/waitFor/events/0",
        "unknown-event", "did you mean \"gift.claimed\"")]
    [InlineData("""{ "id": "a", "waitFor": { "events": [ { "on": "message.clicked", "step": "b" } ], "timeout": "P1D" } }""",
        "/waitFor/events/0/step", "unknown-step", "no step \"b\"")]
    [InlineData("""{ "id": "a", "waitFor": { "events": [ { "on": "message.clicked", "step": "a" } ], "timeout": "P1D" } }""",
        "/waitFor/events/0/step", "not-a-send", "\"a\" is not a send")]
    [InlineData("""{ "id": "a", "waitFor": { "events": [ { "on": "gift.claimed", "step": "a" } ], "timeout": "P1D" } }""",
        "/waitFor/events/0/step", "no-step-event", "concerns no step")]
    [InlineData("""{ "id": "a", "call": { "url": "https://hooks.example/" } }""", "/call", "not-yet-supported",
        "\"call\" is not available yet")]
    [InlineData("""{ "id": "a", "enroll": { "journey": "win-back" } }""", "/enroll", "not-yet-supported",
        "\"enroll\" is not available yet")]
    [InlineData("""{ "id": "a", "enroll": { "journey": "win-bac" } }""", "/enroll/journey", "unknown-journey", "did you mean \"win-back\"")]
    [InlineData("""{ "id": "a", "repeat": { "while": "policy.auto_renew", "max": 2, "steps": [] } }""", "/repeat", "not-yet-supported",
        "\"repeat\" is not available yet")]
    public void Check_UnknownNameInStep_SaysWhatIsNearest(string step, string pointer, string code, string says) =>
        JourneyTexts.One(JourneyTexts.Check(JourneyTexts.Journey(steps: $"[ {step} ]")).Findings, "/steps/0" + pointer, code, says);

    [Theory]
    [InlineData("""{ "on": "policy.laps" }""", "/on", "unknown-event", "did you mean \"policy.lapsed\"")]
    [InlineData("""{ "segment": "dormat" }""", "/segment", "unknown-segment", "did you mean \"dormant\"")]
    [InlineData("""{ "segment": "dormant" }""", "/segment", "not-yet-supported", "entry by \"segment\" is not available yet")]
    public void Check_UnknownNameInEntry_SaysWhatIsNearest(string entry, string pointer, string code, string says) =>
        JourneyTexts.One(JourneyTexts.Check(JourneyTexts.Journey(entry: entry)).Findings, "/entry" + pointer, code, says);

    [Theory]
    [InlineData("""
        "exit": [ { "on": "policy.renewd", "outcome": "x" } ],
        """, "/exit/0/on", "unknown-event", "did you mean \"policy.renewed\"")]
    [InlineData("""
        "exit": [ { "on": "policy.renewed", "outcome": "renewed" } ], "goal": { "outcome": "renewal" },
        """, "/goal/outcome", "unknown-outcome", "did you mean \"renewed\"")]
    public void Check_UnknownNameAtTheTop_SaysWhatIsNearest(string more, string pointer, string code, string says) =>
        JourneyTexts.One(JourneyTexts.Check(JourneyTexts.Journey(more: more)).Findings, pointer, code, says);

    [Fact]
    public void Check_UnknownCategory_SaysWhatIsNearest() => JourneyTexts.One(
        JourneyTexts.Check(JourneyTexts.Journey().Replace("\"renewal\"", "\"renewals\"", StringComparison.Ordinal)).Findings,
        "/category", "unknown-category", "did you mean \"renewal\"");

    [Theory]
    [InlineData("policy.expires_on", null)]
    [InlineData("steps.quiet.at", null)]
    [InlineData("entry.policy_id", null)]
    [InlineData("policy.expirs_on", "requires policy.expirs_on, which the catalog does not declare; did you mean \"expires_on\"?")]
    [InlineData("customer.nickname", "requires customer.nickname, which the catalog does not declare")]
    public void Check_TemplateThatRequiresWhatNobodyDeclares_IsAnError(string required, string? says)
    {
        var context = ShippedDocuments.Context with { Templates = new KnownTemplates(required) };
        var found = JourneyTexts.Check(JourneyTexts.Journey(
            steps: """[ { "id": "a", "send": { "channels": ["push", "sms"], "template": "renewal/reminder" } } ]"""), context).Findings
            .Where(finding => finding.Code == "template-requires").ToArray();

        if (says is null)
            Assert.Empty(found);
        else
            JourneyTexts.One([.. found], "/steps/0/send/template", "template-requires", says);
    }

    [Fact]
    public void Check_DuplicateId_NamesTheFirst() => JourneyTexts.One(
        JourneyTexts.Check(JourneyTexts.Journey(steps: """[ { "id": "a", "wait": "P1D" }, { "id": "a", "wait": "P2D" } ]""")).Findings,
        "/steps/1/id", "duplicate-id", "/steps/0");

    [Fact]
    public void Check_DuplicateArm_IsAnError() => JourneyTexts.One(
        JourneyTexts.Check(
            JourneyTexts.Journey(
                steps: """[ { "id": "s", "split": [ { "id": "a", "percent": 50, "steps": [] }, { "id": "a", "percent": 50, "steps": [] } ] } ]""")).Findings,
        "/steps/0/split/1/id", "duplicate-id", "two arms");

    [Fact]
    public void Check_WaitBeforeTheSendItIsAbout_IsAnError() => JourneyTexts.One(
        JourneyTexts.Check(JourneyTexts.Journey(steps: $$"""
            [ { "id": "w", "waitFor": { "events": [ { "on": "message.clicked", "step": "hello" } ], "timeout": "P1D" } }, {{JourneyTexts.Send}} ]
            """)).Findings,
        "/steps/0/waitFor/events/0/step", "never-before", "move the wait after it");

    [Fact]
    public void Check_TaskDoneAboutATask_IsFine() => Assert.Empty(JourneyTexts.Check(JourneyTexts.Journey(steps: """
        [ { "id": "t", "task": { "to": "policy.agent_id", "template": "renewal/agent-call", "due": "P1D" } },
          { "id": "w", "waitFor": { "events": [ { "on": "task.done", "step": "t" } ], "timeout": "P9D" } } ]
        """)).Findings);

    [Fact]
    public void Check_SlipsOfShapeAndOfMeaning_AreFoundTogether()
    {
        var findings = JourneyTexts.Check(JourneyTexts.Journey(entry: """{ "on": "policy.laps" }""", steps: """
            [
              { "id": "a", "send": { "channels": ["pigeon"], "template": "renewal/nudg" } },
              { "id": "b", "wayt": "P1D" },
              { "id": "c", "branch": [ { "when": "steps.b.at && customer.nam", "then": [ { "id": "d", "wait": 5 } ] } ] }
            ]
            """)).Findings;

        Assert.Equal(
            ["unknown-event", "unknown-value", "unknown-template", "unknown-property", "wrong-type", "unknown-attribute"],
            findings.Select(f => f.Code));
    }
}
