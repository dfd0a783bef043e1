using System.Text;
using Campaigns.Definitions.ContactPolicies.Reading;
using Campaigns.Definitions.Tests.Support;
using Campaigns.Definitions.Validation;
using Campaigns.Model;

namespace Campaigns.Definitions.Tests.Validation;

public sealed class ContactLoadTests
{
    [Fact]
    public void Check_FourthMessageWithinTheMonth_IsAnErrorThatNamesTheCapAndTheOthers()
    {
        var found = JourneyTexts.One(Check(Sends("P5D", 4)), "/steps/6/send", "over-cap", "\"marketing-month\"");

        Assert.Equal(FindingSeverity.Error, found.Severity);
        Assert.Contains("\"s0\", \"s1\", \"s2\"", found.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("P10D", 6)] // the fourth goes out when the first is thirty days old
    [InlineData("P8D", 4)] // day 24 may wait until day 30: the deadline of seven days allows it
    [InlineData("P30D", 12)]
    public void Check_MessagesFarEnoughApart_AreFine(string wait, int count) => Assert.Empty(Check(Sends(wait, count)));

    [Fact]
    public void Check_OnlyOneWayIsTooMuch_IsStillAnError() => JourneyTexts.One(
        Check($$"""{{Sends("P5D", 3)}}, { "id": "choice", "branch": [ { "when": "policy.auto_renew", "then": [ {{Send("more")}} ] } ] }"""),
        "/steps/5/branch/0/then/0/send", "over-cap", "on some path");

    [Fact]
    public void Check_ArmsThatExcludeOneAnother_DoNotAddUp() => Assert.Empty(Check($$"""
        {{Sends("P5D", 2)}}, { "id": "rest", "wait": "P5D" },
        { "id": "fork", "split": [ { "id": "a", "percent": 50, "steps": [ {{Send("fa")}} ] }, { "id": "b", "percent": 50, "steps": [ {{Send("fb")}} ] } ] }
        """));

    [Fact]
    public void Check_OnlyQuickCustomersAreBlocked_IsAWarning()
    {
        var found = JourneyTexts.One(
            Check($$"""
                {{Sends("P5D", 3)}}, { "id": "w", "waitFor": { "events": [ { "on": "message.clicked", "step": "s2" } ], "timeout": "P60D" } }, {{Send("more")}}
                """),
            "/steps/6/send", "over-cap", "for some reactio");

        Assert.Equal(FindingSeverity.Warning, found.Severity);
    }

    [Fact]
    public void Check_SkippedWhenBlocked_IsAWarning() => Assert.Equal(
        FindingSeverity.Warning,
        JourneyTexts.One(Check($$"""{{Sends("P5D", 3)}}, {{Send("more", ", \"whenBlocked\": \"skip\"")}}"""), "/steps/5/send", "over-cap",
            "\"more\"").Severity);

    [Fact]
    public void Check_TwoMessagesWithinTheGap_AndADeadlineTooShort_IsAnError() => JourneyTexts.One(
        Check($$"""{{Send("one")}}, {{Send("two", ", \"deadline\": \"PT20H\"")}}"""), "/steps/1/send", "over-cap", "the gap of 24 hours");

    [Fact]
    public void Check_LimitZero_NothingCanBeSent() => JourneyTexts.One(
        Check(Send("one"), """{ "timeZone": "Asia/Taipei", "caps": [ { "id": "none", "limit": 0, "window": { "calendar": "day" } } ] }"""),
        "/steps/0/send", "over-cap", "\"none\" (0 a day)");

    [Fact]
    public void Check_CalendarMonth_IsAWarningWhereSomeDaysOfEntryAreFine()
    {
        const string policy =
            """{ "timeZone": "Asia/Taipei", "caps": [ { "id": "month", "limit": 1, "window": { "calendar": "month" } } ] }""";

        Assert.Equal(FindingSeverity.Warning,
            JourneyTexts.One(Check(Sends("P3D", 2), policy), "/steps/2/send", "over-cap", "\"month\"").Severity);
        Assert.Empty(Check(Sends("P31D", 3), policy));
    }

    [Fact]
    public void Check_CapOnAChannelThatHasAnAlternative_DoesNotBlock() => Assert.Empty(Check(
        """
        { "id": "a", "send": { "channels": ["push", "sms"], "template": "renewal/reminder" } },
        { "id": "b", "send": { "channels": ["push", "sms"], "template": "renewal/reminder" } }
        """,
        """{ "timeZone": "Asia/Taipei", "caps": [ { "id": "sms", "limit": 1, "window": { "rolling": "P30D" }, "channels": ["sms"] } ] }"""));

    [Fact]
    public void Check_ExemptCategory_IsNeverTooMuch() => Assert.All(Check(
        Sends("PT1H", 9),
        """{ "timeZone": "Asia/Taipei", "exempt": ["renewal"], "caps": [ { "id": "x", "limit": 1, "window": { "rolling": "P30D" } } ] }"""),
        finding => Assert.Equal("needs-reason", finding.Code));

    [Fact]
    public void Check_MilestonesTooClose_AreAnError() => JourneyTexts.One(
        Check("""
            { "id": "c", "countdown": { "to": "policy.expires_on", "at": "10:00", "rungs": [
              { "before": "P30D", "steps": [ { "id": "a", "send": { "channels": ["sms"], "template": "renewal/nudge" } } ] },
              { "before": "P28D", "steps": [ { "id": "b", "send": { "channels": ["sms"], "template": "renewal/nudge" } } ] },
              { "before": "P26D", "steps": [ { "id": "d", "send": { "channels": ["sms"], "template": "renewal/nudge" } } ] },
              { "before": "P24D", "steps": [ { "id": "e", "send": { "channels": ["sms"], "template": "renewal/nudge" } } ] } ] } }
            """),
        "/steps/0/countdown/rungs/3/steps/0/send", "over-cap", "\"marketing-month\"");

    [Fact]
    public void Check_ManyBranches_StaysQuick()
    {
        var steps = string.Join(", ", Enumerable.Range(0, 60).Select(i => $$"""
            { "id": "b{{i}}", "branch": [ { "when": "policy.auto_renew", "then": [ {{Send($"x{i}")}} ] } ] }, { "id": "w{{i}}", "wait": "P{{3 + (i % 5)}}D" }
            """));

        Assert.Contains(Check(steps), f => f.Code == "over-cap");
    }

    private static string Send(string id, string more = "") =>
        $$"""{ "id": "{{id}}", "send": { "channels": ["sms"], "template": "renewal/nudge"{{more}} } }""";

    private static string Sends(string wait, int count) =>
        string.Join(", ",
            Enumerable.Range(0, count).Select(i => (i == 0 ? "" : $$"""{ "id": "w{{i}}", "wait": "{{wait}}" }, """) + Send($"s{i}")));

    private static IReadOnlyList<Finding> Check(string steps, string? policy = null)
    {
        var context = policy is null ? ShippedDocuments.Context
            : new ValidationContext(ShippedDocuments.Catalog, new KnownTemplates(),
                ContactPolicyReader.Read(Encoding.UTF8.GetBytes(policy)).Policy!)
            { Categories = ["renewal"] };
        return JourneyTexts.Check(JourneyTexts.Journey(steps: $"[ {steps} ]"), context).Findings;
    }
}
