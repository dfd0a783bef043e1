using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Tests.Support;
using Campaigns.Model.Customers;
using CsCheck;
using NodaTime;
using Scriban.Runtime;

namespace Campaigns.Definitions.Tests.Expressions;

/// <summary>What is evaluated without Scriban has the values that Scriban gives, and says truly until when they stay.</summary>
public sealed class CompiledExpressionTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 6, 15, 4, 0);

    private static readonly string[] Zones = ["Asia/Taipei", "UTC", "America/New_York", "America/Havana", "Asia/Beirut", "Pacific/Apia"];

    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    private static readonly Gen<string> Leaf = OneOf(
        "policy.status", "policy.expires_on", "policy.premium", "policy.auto_renew", "policy.nobody", "customer.value_tier", "customer.tags",
        "customer.birth_date", "customer.last_active_at", "customer.tags", "event.product", "event.until", "event", "policy", "journey.version",
        "journey.id", "steps.check.status", "steps.check.at", "steps.nobody.status", "entry.gift_id", "now", "null", "true", "false", "0", "7",
        "-3", "1.5", "'active'", "'2026-06-20'", "'2026-06-15T12:00'", "''", "'  '", "nobody.at_all");

    private static readonly Gen<string> Days = Gen.Select(
        OneOf("policy.expires_on", "customer.birth_date", "customer.last_active_at", "'2026-06-12'", "event.until", "policy.nobody"),
        Gen.Bool, OneOf("day", "days", "week", "month", "year", "hour", "minute"),
        (date, isFrom, unit) => isFrom ? $"date_diff({date}, now, '{unit}')" : $"date_diff(now, {date}, '{unit}')");

    private static readonly Gen<string> Value = Gen.OneOf(
        Leaf, Leaf, Days,
        Gen.Select(Leaf, Gen.Int[-40, 40], OneOf("day", "month", "hour"), (date, amount, unit) => $"date_add({date}, {amount}, '{unit}')"),
        Gen.Select(Leaf, Leaf, (list, item) => $"contains({list}, {item})"),
        Gen.Select(Leaf, Leaf, (birth, at) => $"age({birth}, {at})"),
        Gen.Select(Leaf, Leaf, (a, b) => $"({a} ?? {b})"));

    private static readonly Gen<string> Condition = Gen.OneOf(
        Value,
        Gen.Select(Value, OneOf(Comparisons), Value, (a, comparison, b) => $"{a} {comparison} {b}"),
        Gen.Select(Days, OneOf(Comparisons), Gen.Int[-12, 12], (a, comparison, days) => $"{a} {comparison} {days}"),
        Gen.Select(Gen.Int[-12, 12], OneOf(Comparisons), Days, (days, comparison, b) => $"{days} {comparison} {b}"));

    private static readonly Gen<string> Source = Gen.OneOf(
        Condition,
        Gen.Select(Condition, OneOf("&&", "||"), Condition, (a, both, b) => $"({a}) {both} !({b})"),
        Gen.Select(Condition, Condition, Condition, (a, b, c) => $"({a}) && (({b}) || ({c}))"));

    private static readonly Gen<AttributeBag> Bag = Gen.Select(
        OneOf("active", "lapsed", "", "7"), OneOf("2026-06-20", "2026-06-15", "2026-06-08", "2025-02-29", "9999-12-31", "soon"),
        OneOf("2026-06-15T04:00:00Z", "2026-06-15T12:00:00+08:00", "2026-06-18", "2026-11-01T00:30", ""), Gen.Decimal[-10, 10], Gen.Int[0, 7],
        (status, date, time, number, missing) => AttributeBag.Of(
        [
            new("status", status), new("value_tier", status), new("product", status), new("gift_id", status), new("expires_on", date),
            new("birth_date", (missing & 1) == 0 ? date : null), new("last_active_at", (missing & 2) == 0 ? time : null), new("until", time),
            new("premium", (missing & 4) == 0 ? decimal.Round(number, 1) : null), new("auto_renew", missing > 3),
            new("tags", new[] { status, date }),
        ]));

    [Fact]
    public void Evaluate_OfWhateverIsWritten_IsWhatScribanGives() =>
        Gen.Select(Source, Bag, OneOf(Zones), Gen.Int[-3000, 3000]).Sample(draw =>
        {
            var (source, bag, zone, hours) = draw;
            var expression = Expression.Parse(source);
            var at = Noon + Duration.FromHours(hours);
            Assert.Equal(Answer(() => expression.Interpret(Scope(bag, zone, at))), Answer(() => expression.Evaluate(Scope(bag, zone, at))));
        }, iter: 20_000);

    [Fact]
    public void SameUntil_BeforeThatInstant_TheValueIsTheSame() =>
        Gen.Select(Source, Bag, OneOf(Zones), Gen.Int[-3000, 3000], Gen.Double[0, 1]).Sample(draw =>
        {
            var (source, bag, zone, hours, part) = draw;
            var expression = Expression.Parse(source);
            var at = Noon + Duration.FromMinutes(hours * 30);
            var scope = Scope(bag, zone, at);
            var answer = Answer(() => expression.Evaluate(scope));
            Assert.True(scope.SameUntil >= at);
            if (scope.SameUntil <= at)
                return;
            var last = Instant.Min(scope.SameUntil - Duration.FromTicks(1), at + Duration.FromDays(400));
            foreach (var later in (Instant[])[last, at + ((last - at) * part)])
                Assert.Equal(answer, Answer(() => expression.Evaluate(Scope(bag, zone, later))));
        }, iter: 20_000);

    [Theory]
    [InlineData("policy.status == 'lapsed' && date_diff(policy.lapsed_on, now, 'day') >= 7 && date_diff(policy.lapsed_on, now, 'day') < 14")]
    [InlineData("policy.status == 'active' && !policy.auto_renew")]
    [InlineData("customer.value_tier != 'high'")]
    [InlineData("event.policy_id == policy.id")]
    [InlineData("steps.check.status == 'sent' || contains(customer.tags, 'vip')")]
    public void IsCompiled_OfWhatJourneysAsk_IsTrue(string source) => Assert.True(Expression.Parse(source).IsCompiled);

    [Theory]
    [InlineData("active", "2026-06-01", null)]
    [InlineData("lapsed", "2026-06-10", "2026-06-17")]
    [InlineData("lapsed", "2026-06-07", "2026-06-15")]
    [InlineData("lapsed", "2026-05-01", null)]
    public void SameUntil_OfAnAudienceOfDays_IsTheNextDayThatMatters(string status, string lapsed, string? until)
    {
        var scope = Scope(AttributeBag.Of([new("status", status), new("lapsed_on", lapsed)]), "Asia/Taipei", Noon);

        Expression.Parse("policy.status == 'lapsed' && date_diff(policy.lapsed_on, now, 'day') >= 7 && date_diff(policy.lapsed_on, now, 'day') < 14")
            .Evaluate(scope);

        var zone = DateTimeZoneProviders.Tzdb["Asia/Taipei"];
        Assert.Equal(until switch
        {
            null => Instant.MaxValue,
            "2026-06-15" => scope.SameUntil, // matched: until it ends
            _ => zone.AtStartOfDay(NodaTime.Text.LocalDatePattern.Iso.Parse(until).Value).ToInstant(),
        }, scope.SameUntil);
    }

    private static ExpressionScope Scope(AttributeBag bag, string zone, Instant at)
    {
        var catalog = ShippedDocuments.Catalog;
        var scope = new ExpressionScope(at.InZone(DateTimeZoneProviders.Tzdb[zone]));
        return scope.With("customer", bag, catalog).With("policy", bag, catalog).With("event", bag, catalog)
            .WithLazy("journey", () => new ScriptObject { ["id"] = "renewal", ["version"] = 3 })
            .WithLazy("steps", () => new ScriptObject
            {
                ["check"] = new ScriptObject { ["status"] = "sent", ["at"] = Noon.InZone(scope.Now.Zone), ["arm"] = null },
            })
            .WithEntry(bag, null, catalog);
    }

    private static string Answer(Func<object?> evaluate)
    {
        try
        {
            var value = evaluate();
            return value is null or bool or string or int or decimal or double or LocalDate or ZonedDateTime
                ? $"{value?.GetType()} {value}"
                : $"{value.GetType()}";
        }
        catch (ExpressionException e)
        {
            return e.Message;
        }
    }

    private static Gen<string> OneOf(params string[] all) => Gen.Int[0, all.Length - 1].Select(i => all[i]);
}
