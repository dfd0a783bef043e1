using Campaigns.Definitions.Tests.Support;
using Campaigns.Model;

namespace Campaigns.Definitions.Tests.Validation;

/// <summary>Entries by date and by schedule that reach nobody, or lose somebody.</summary>
public sealed class EntryDateTests
{
    [Theory]
    [InlineData("customer.birth_date")]
    [InlineData("customer.customer_since")]
    [InlineData("policy.lapsed_on")]
    public void Before_ADateThatIsAlwaysPast_IsAnError(string date) => JourneyTexts.One(
        JourneyTexts.Check(JourneyTexts.Journey(entry: $$"""{ "before": { "date": "{{date}}", "by": "P7D" } }""")).Findings,
        "/entry/before/date", "always-past", "\"yearly\": true");

    [Fact]
    public void Before_ItsAnniversary_IsFine() => Assert.Empty(JourneyTexts.Check(JourneyTexts.Journey(
        entry: """{ "before": { "date": "customer.birth_date", "by": "P7D", "yearly": true, "leapDay": "03-01" } }""")).Findings);

    [Theory]
    [InlineData("P1Y", false)]
    [InlineData("P366D", false)]
    [InlineData("P367D", true)]
    [InlineData("P13M", true)]
    [InlineData("P2Y", true)]
    public void Before_ItsAnniversary_WithinMoreThanAYear_IsAnError(string by, bool wrong)
    {
        var findings = JourneyTexts.Check(JourneyTexts.Journey(
            entry: $$"""{ "before": { "date": "customer.birth_date", "by": "{{by}}", "yearly": true } }""")).Findings;

        Assert.Equal(wrong ? ["/entry/before/by longer-than-a-year"] : [], findings.Select(f => $"{f.Pointer} {f.Code}"));
    }

    [Fact]
    public void TwoForms_AtOnce_DoNotHideWhatIsWrongInEach()
    {
        var findings = JourneyTexts.Check(JourneyTexts.Journey(entry: """
            { "on": "policy.issued", "schedule": { "cron": "0 9 * *", "timeZone": "Asia/Taipeh" },
              "audience": { "over": "policy" } }
            """)).Findings;

        Assert.Equal(["bad-cron", "too-many", "unknown-value", "unknown-zone"], findings.Select(f => f.Code).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("0 9 * *", "has 4 fields; a cron expression has five (minute, hour, day, month, weekday) or six")]
    [InlineData("0 0 9 * * 1 2026", "has 7 fields;")]
    [InlineData("0", "has 1 field;")]
    [InlineData("61 9 * * *", "is not a cron expression")]
    public void ACronExpression_OfAnotherLength_IsToldHowManyFieldsItHas(string cron, string says) => JourneyTexts.One(
        JourneyTexts.Check(JourneyTexts.Journey(entry: $$"""
            { "schedule": { "cron": "{{cron}}", "timeZone": "Asia/Taipei" }, "audience": { "over": "customers" } }
            """)).Findings, "/entry/schedule/cron", "bad-cron", says);

    [Theory]
    [InlineData("""{ "before": { "date": "policy.expires_on", "by": "P7D", "leapDay": "03-01" } }""", "/entry/before/leapDay", "unknown-property")]
    [InlineData("""{ "before": { "date": "policy.expires_on", "by": "P7D", "yearly": true, "leapDay": "march" } }""", "/entry/before/leapDay", "unknown-value")]
    [InlineData("""{ "api": true, "maxAge": "P7D" }""", "/entry/maxAge", "unknown-property")]
    public void Properties_OfAnotherForm_AreErrors(string entry, string pointer, string code) =>
        JourneyTexts.One(JourneyTexts.Check(JourneyTexts.Journey(entry: entry)).Findings, pointer, code, "");

    [Theory]
    [InlineData("date_diff(policy.lapsed_on, now, 'day') == 7", true)]
    [InlineData("policy.status == 'lapsed' && 7 == date_diff(policy.lapsed_on, now, 'day')", true)]
    [InlineData("date_diff(policy.lapsed_on, now, 'day') >= 7 && date_diff(policy.lapsed_on, now, 'day') < 14", false)]
    [InlineData("date_diff(policy.started_on, policy.expires_on, 'day') == 7", false)]
    public void Audience_ForAnExactDay_IsAWarning(string where, bool warns)
    {
        var findings = JourneyTexts.Check(JourneyTexts.Journey(entry: $$"""
            { "schedule": { "cron": "0 9 * * *", "timeZone": "Asia/Taipei" }, "audience": { "over": "policies", "where": "{{where}}" } }
            """)).Findings;

        Assert.Equal(warns ? [FindingSeverity.Warning] : [], findings.Where(f => f.Code == "exact-day").Select(f => f.Severity));
    }
}
