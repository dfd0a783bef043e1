using Campaigns.Definitions.Tests.Support;
using Campaigns.Model;

namespace Campaigns.Definitions.Tests.Validation;

public sealed class DeadlineTests
{
    [Theory]
    [InlineData("sms", "PT6H", "", FindingSeverity.Warning)] // quiet for twelve hours
    [InlineData("sms", "PT13H", "", null)]
    [InlineData("sms", "PT6H", ", \"whenBlocked\": \"skip\"", null)]
    [InlineData("email", "PT6H", "", null)] // no quiet hours for e-mail
    [InlineData("email\", \"sms", "PT6H", "", null)]
    public void Check_DeadlineShorterThanTheQuietHours_IsAWarning(string channel, string deadline, string more, FindingSeverity? severity)
    {
        var findings = JourneyTexts.Check(JourneyTexts.Journey(steps: $$"""
            [ { "id": "a", "send": { "channels": ["{{channel}}"], "template": "renewal/offer", "deadline": "{{deadline}}"{{more}} } } ]
            """)).Findings;

        var found = findings.SingleOrDefault(f => f.Code == "deadline-in-quiet-hours");
        Assert.Equal(severity, found?.Severity);
        Assert.Equal(severity is null ? null : "/steps/0/send/deadline", found?.Pointer);
    }

    [Fact]
    public void Check_MilestoneWithinQuietHoursAndAShortDeadline_IsAnError() => Assert.Equal(
        FindingSeverity.Error,
        JourneyTexts.One(
            JourneyTexts.Check(JourneyTexts.Journey(steps: """
                [ { "id": "c", "countdown": { "to": "policy.expires_on", "at": "22:00", "rungs": [ { "before": "P9D", "steps": [
                  { "id": "a", "send": { "channels": ["sms"], "template": "renewal/nudge", "deadline": "PT10H" } } ] } ] } } ]
                """)).Findings,
            "/steps/0/countdown/rungs/0/steps/0/send/deadline", "deadline-in-quiet-hours", "22:00, when quiet hours last another 11 hours")
            .Severity);

    [Fact]
    public void Check_WaitIntoTheQuietHoursAndAShortDeadline_IsAnError() => Assert.Equal(
        FindingSeverity.Error,
        JourneyTexts.One(
            JourneyTexts.Check(JourneyTexts.Journey(steps: """
                [ { "id": "w", "wait": { "until": "policy.expires_on", "at": "03:00" } },
                  { "id": "a", "send": { "channels": ["sms"], "template": "renewal/nudge", "deadline": "PT2H" } } ]
                """)).Findings,
            "/steps/1/send/deadline", "deadline-in-quiet-hours", "can never be sent").Severity);
}
