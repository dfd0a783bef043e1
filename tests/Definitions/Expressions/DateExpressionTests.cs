using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Tests.Support;
using Campaigns.Model;
using Campaigns.Model.Customers;
using CsCheck;
using NodaTime;

namespace Campaigns.Definitions.Tests.Expressions;

/// <summary>Dates and instants mean the same under every name, and whatever the machine's zone is.</summary>
public sealed class DateExpressionTests
{
    private const string Taipei = "Asia/Taipei";
    private const string NewYork = "America/New_York";
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 31, 2, 0); // 10:00 in Taipei, 22:00 the day before in New York

    private static ExpressionScope Scope(string zone) => new ExpressionScope(Now.InZone(DateTimeZoneProviders.Tzdb[zone]))
        .With("customer", AttributeBag.Of(
        [
            new("last_active_at", "2026-03-31T01:00:00Z"), new("birth_date", "1990-03-31"), new("name", "Ann"),
            new("tags", new[] { "a", "2026-03-31" }), new("segment", "soon"), new("lifetime_premium", 0m), new("city", ""),
        ]), ShippedDocuments.Catalog)
        .With("policy", AttributeBag.Of(
        [
            new("expires_on", "2026-03-31"), new("lapsed_on", "soon"), new("premium", 900m), new("auto_renew", true),
        ]), ShippedDocuments.Catalog)
        .With("event", new AttributeScope("event", AttributeBag.Of(
        [
            new("expires_on", "2027-06-01"), new("until", "2026-03-31T10:00:00+08:00"), new("undeclared", "2026-03-31T10:00:00+08:00"),
        ]), ShippedDocuments.Catalog, DateTimeZoneProviders.Tzdb[zone], "contact.suppressed"));

    private static object? Evaluate(string source, string zone = Taipei) => Expression.Parse(source).Evaluate(Scope(zone));

    [Theory]
    [InlineData("date_diff('2026-03-31T09:00:00+08:00', '2026-03-31T01:00:00Z', 'hour')", 0)]
    [InlineData("date_diff(date.parse('2026-03-31T09:00:00+08:00'), date.parse('2026-03-31T01:00:00Z'), 'minute')", 0)]
    [InlineData("date_diff(customer.last_active_at, now, 'hour')", 1)]
    [InlineData("date_diff('2026-03-31T01:00:00z', now, 'minute')", 60)]
    [InlineData("date_diff(now, '2026-03-31t00:00:00Z', 'minute')", -120)]
    [InlineData("date_diff(event.until, now, 'minute')", 0)]
    [InlineData("date_diff(event.undeclared, now, 'minute')", 0)]
    [InlineData("date_diff(date.add_hours(now, 1.5), now, 'minute')", -90)]
    [InlineData("date_diff(date.add_days(now, 1), now, 'week')", 0)]
    [InlineData("date_diff('2024-02-29', '2026-02-28', 'year')", 2)]
    [InlineData("date_diff('2026-01-31', '2026-02-28', 'month')", 1)]
    public void Evaluate_Instants_AreTheSameForEveryCustomer(string source, int expected)
    {
        Assert.Equal(expected, Evaluate(source, Taipei));
        Assert.Equal(expected, Evaluate(source, NewYork));
    }

    [Theory]
    [InlineData("date_diff(policy.expires_on, now, 'day')", 0, -1)]
    [InlineData("date_diff(customer.last_active_at, policy.expires_on, 'day')", 0, 1)]
    [InlineData("age(customer.birth_date, now)", 36, 35)]
    [InlineData("date_diff('2026-03-31 09:00', now, 'minute')", 60, -660)] // without an offset: on the customer's clock
    [InlineData("date_diff(policy.expires_on, now, 'hour')", 10, -2)]
    public void Evaluate_Calendar_IsTheCustomers(string source, int inTaipei, int inNewYork)
    {
        Assert.Equal(inTaipei, Evaluate(source, Taipei));
        Assert.Equal(inNewYork, Evaluate(source, NewYork));
    }

    [Theory]
    [InlineData("policy.expires_on < now", true, false)]
    [InlineData("policy.expires_on == '2026-03-31'", true, true)]
    [InlineData("'2026-03-31' >= policy.expires_on", true, true)]
    [InlineData("event.expires_on > now", true, true)]
    [InlineData("event.until == now", true, true)]
    [InlineData("now == '2026-03-31T02:00:00Z'", true, true)]
    [InlineData("contains(customer.tags, policy.expires_on) && contains('by 2026-03-31', policy.expires_on)", true, true)]
    [InlineData("date_add(policy.expires_on, 1, 'day') == '2026-04-01'", true, true)]
    [InlineData("date_add(policy.expires_on, 1, 'hour') == '2026-03-30T17:00:00Z'", true, false)]
    [InlineData("date.parse('31/03/2026', '%d/%m/%Y') == policy.expires_on", true, true)]
    [InlineData("date.parse('31/03/2026 10:00', '%d/%m/%Y %H:%M') == now", true, false)]
    [InlineData("date.parse('2026-03-31 04:00 +02:00', '%Y-%m-%d %H:%M %Z') == now", true, true)]
    [InlineData("date.parse('31 März 2026', '%d %B %Y', 'de-DE') == policy.expires_on", true, true)]
    public void Evaluate_Comparisons_AreOfInstants(string source, bool inTaipei, bool inNewYork)
    {
        Assert.Equal(inTaipei, Evaluate(source, Taipei));
        Assert.Equal(inNewYork, Evaluate(source, NewYork));
    }

    [Theory]
    [InlineData("date.parse('soon')", null)]
    [InlineData("date.parse('soon') < now", false)]
    [InlineData("date.parse('soon') > now", false)]
    [InlineData("date.parse('soon') == null", true)]
    [InlineData("date.parse('2026-02-30')", null)]
    [InlineData("date.parse('32/03/2026', '%d/%m/%Y')", null)]
    [InlineData("policy.lapsed_on", null)] // a date in the catalog, and no date
    [InlineData("policy.lapsed_on <= now", false)]
    [InlineData("policy.lapsed_on == null && policy.lapsed_on != now", true)]
    [InlineData("customer.segment < now || customer.segment > now", false)]
    [InlineData("customer.segment == now", false)]
    [InlineData("policy.premium < now || policy.premium > now", false)]
    [InlineData("date_diff(null, now, 'day')", null)]
    [InlineData("date_diff('soon', now, 'day')", null)]
    [InlineData("date_diff(policy.lapsed_on, now, 'day') < 7", false)]
    [InlineData("date_add(null, 1, 'day')", null)]
    [InlineData("date.add_days(policy.lapsed_on, 1)", null)]
    [InlineData("date.to_string(policy.lapsed_on, '%F')", null)]
    [InlineData("age(customer.birthday, now)", null)]
    public void Evaluate_MissingOrUnreadable_IsNullAndInNoOrder(string source, object? expected) =>
        Assert.Equal(expected, Evaluate(source));

    [Theory]
    [InlineData("customer.churn_risk < 5", false)]
    [InlineData("customer.churn_risk > -5", false)]
    [InlineData("customer.nothing <= 'x'", false)]
    [InlineData("null >= null", false)]
    [InlineData("customer.nothing == null", true)]
    [InlineData("customer.nothing == ''", true)]
    [InlineData("customer.nothing != ''", false)]
    [InlineData("customer.nothing == '\u3000 '", true)]
    [InlineData("customer.nothing != 'high'", true)]
    [InlineData("policy.premium != null", true)]
    [InlineData("policy.premium == null", false)]
    [InlineData("policy.expires_on != null", true)]
    [InlineData("customer.tags != null", true)]
    [InlineData("customer.churn_risk != 5", true)]
    [InlineData("customer.churn_risk == 0", false)]
    [InlineData("'a' < 'B'", false)] // by characters, not by the language of the process
    [InlineData("'Ä' > 'Z'", true)]
    [InlineData("policy.auto_renew == true", true)]
    [InlineData("customer.lifetime_premium && true", false)] // 0 is not true, within && as well
    [InlineData("customer.city || false", false)]
    [InlineData("!customer.lifetime_premium", true)]
    [InlineData("customer.city ? 'yes' : 'no'", "no")]
    public void Evaluate_Comparisons_FollowOneRule(string source, object expected) => Assert.Equal(expected, Evaluate(source));

    [Theory]
    [InlineData("date_add('2026-03-07T12:00:00-05:00', 1, 'day') == '2026-03-08T12:00:00-04:00'", true)]
    [InlineData("date_add('2026-03-07T12:00:00-05:00', 24, 'hour') == '2026-03-08T13:00:00-04:00'", true)]
    [InlineData("date_add('2026-03-07T02:30:00-05:00', 1, 'day') == '2026-03-08T03:00:00-04:00'", true)] // skipped
    [InlineData("date_add('2026-11-01T01:30:00-05:00', 0, 'day') == '2026-11-01T01:30:00-05:00'", true)] // the second one stays
    [InlineData("date_diff('2026-10-31T12:00:00', '2026-11-01T12:00:00', 'hour')", 25)]
    [InlineData("date_diff('2026-11-01T01:30:00-04:00', '2026-11-01T01:30:00-05:00', 'minute')", 60)]
    [InlineData("date_diff('2026-11-01T01:30:00-04:00', '2026-11-01T01:30:00-05:00', 'day')", 0)]
    public void Evaluate_AcrossAClockChange_DaysAreCalendarDaysAndHoursExact(string source, object expected) =>
        Assert.Equal(expected, Evaluate(source, NewYork));

    [Theory]
    [InlineData("'on ' + policy.expires_on", "on 2026-03-31", "on 2026-03-31")]
    [InlineData("'at ' + now", "at 2026-03-31T10:00:00+08:00", "at 2026-03-30T22:00:00-04:00")]
    [InlineData("'at ' + event.until", "at 2026-03-31T10:00:00+08:00", "at 2026-03-30T22:00:00-04:00")]
    [InlineData("date.to_string(now, '%Y-%m-%d %H:%M %Z %% %s')", "2026-03-31 10:00 +08:00 % 1774922400",
        "2026-03-30 22:00 -04:00 % 1774922400")]
    [InlineData("policy.expires_on | date.to_string '%A %e %B %Y'", "Tuesday 31 March 2026", "Tuesday 31 March 2026")]
    [InlineData("date.to_string(policy.expires_on, '%d. %B %Y', 'de-DE')", "31. März 2026", "31. März 2026")]
    public void Evaluate_ShownAsText_IsOnTheCustomersClock(string source, string inTaipei, string inNewYork)
    {
        Assert.Equal(inTaipei, Evaluate(source, Taipei));
        Assert.Equal(inNewYork, Evaluate(source, NewYork));
    }

    [Fact]
    public void Evaluate_Values_AreOfTheirTypes()
    {
        Assert.IsType<LocalDate>(Evaluate("policy.expires_on"));
        Assert.IsType<LocalDate>(Evaluate("event.expires_on"));
        Assert.IsType<LocalDate>(Evaluate("date_add(policy.expires_on, -30, 'day')"));
        Assert.IsType<ZonedDateTime>(Evaluate("customer.last_active_at"));
        Assert.IsType<ZonedDateTime>(Evaluate("event.until"));
        Assert.IsType<ZonedDateTime>(Evaluate("now"));
        Assert.Equal("contact.suppressed", Evaluate("event.type"));
    }

    /// <summary>What is kept of a value is read back as that value: an instant to the second, whatever the zone.</summary>
    [Fact]
    public void ToKeep_AnyInstant_IsReadBackAsItself() =>
        Gen.Select(Gen.Long[0, 4_102_444_800], Gen.OneOf("Asia/Taipei", NewYork, "Asia/Kathmandu", "Australia/Lord_Howe"), (seconds, id) =>
            (At: Instant.FromUnixTimeSeconds(seconds), Zone: DateTimeZoneProviders.Tzdb[id])).Sample(one =>
    {
        var instant = ShippedDocuments.Catalog.Find("customer", "last_active_at");
        var kept = TypedValues.ToKeep(one.Zone.At(one.At), instant, one.Zone);

        Assert.True(AttributeDates.TryReadInstant((string)kept!, out var read));
        Assert.Equal(one.At, read);
        Assert.Equal(one.At, ((ZonedDateTime)TypedValues.Of(kept, instant, one.Zone)!).ToInstant());
    });

    [Theory]
    [InlineData("now", "birth_date", "2026-03-30")] // of a date attribute the date is kept
    [InlineData("now", "last_active_at", "2026-03-30T22:00:00-04:00")]
    [InlineData("policy.expires_on", "birth_date", "2026-03-31")]
    [InlineData("policy.expires_on", "last_active_at", "2026-03-31T00:00:00-04:00")]
    [InlineData("customer.name", "name", "Ann")]
    [InlineData("policy.lapsed_on", "birth_date", null)]
    public void ToKeep_Value_IsOfTheAttributesType(string source, string attribute, string? expected) => Assert.Equal(expected,
        TypedValues.ToKeep(
            Evaluate(source, NewYork), ShippedDocuments.Catalog.Find("customer", attribute), DateTimeZoneProviders.Tzdb[NewYork]));

    [Theory]
    [InlineData("now", "2026-03-30T22:00:00")]
    [InlineData("policy.expires_on", "2026-03-31")]
    [InlineData("date.parse('2026-03-31T00:00:00-04:00')", "2026-03-31")]
    public void KeyOf_Date_IsAsKeysHaveAlwaysBeen(string source, string expected) =>
        Assert.Equal(expected, AttributeValues.KeyOf(Evaluate(source, NewYork)));
}
