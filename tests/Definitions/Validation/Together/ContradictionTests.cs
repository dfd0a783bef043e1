using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Tests.Support;
using Campaigns.Definitions.Validation.Together;
using Campaigns.Model.Customers;
using CsCheck;
using NodaTime;

namespace Campaigns.Definitions.Tests.Validation.Together;

public sealed class ContradictionTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 6, 15, 4, 0);

    private static readonly Gen<string> Comparison = Gen.Select(
        OneOf("policy.status", "policy.premium", "policy.auto_renew", "policy.expires_on", "policy.nobody", "customer.tags", "date_diff(now, policy.expires_on, 'day')"),
        OneOf("==", "!=", "<", "<=", ">", ">="),
        OneOf("null", "true", "false", "0", "3", "5", "1.5", "'active'", "'lapsed'", "''", "' '", "'5'", "'2026-06-20'", "'2026-06-20T00:00'"),
        Gen.Bool, (subject, comparison, literal, mirrored) => mirrored ? $"{literal} {comparison} {subject}" : $"{subject} {comparison} {literal}");

    private static readonly Gen<string> Condition = Gen.OneOf(
        Gen.Select(Comparison, Comparison, (a, b) => $"{a} && {b}"),
        Gen.Select(Comparison, Comparison, Comparison, (a, b, c) => $"({a} || {b}) && {c}"),
        Gen.Select(Comparison, Comparison, Comparison, Comparison, (a, b, c, d) => $"({a} && {b}) || ({c} && {d})"));

    private static readonly Gen<AttributeBag> Bag = Gen.Select(
        OneOf("active", "lapsed", "", " ", "5", "2026-06-20"), OneOf("2026-06-20", "2026-06-18", "2026-06-15", "soon", ""), OneOf("0", "3", "5", "1.5", "4", "-1"), Gen.Int[0, 15],
        (status, date, number, missing) => AttributeBag.Of(
        [
            new("status", (missing & 1) == 0 ? status : null), new("expires_on", (missing & 2) == 0 ? date : null),
            new("premium", (missing & 4) == 0 ? decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture) : null),
            new("auto_renew", (missing & 8) == 0), new("tags", new[] { status }),
        ]));

    /// <summary>What is called impossible holds for nobody, whatever is known of them.</summary>
    [Fact]
    public void IsCertain_OfAnyCondition_ItHoldsForNobody()
    {
        var certain = 0;
        Gen.Select(Condition, Bag.Array[40]).Sample(draw =>
        {
            var expression = Expression.Parse(draw.Item1);
            if (!Contradiction.IsCertain(expression))
                return;
            Interlocked.Increment(ref certain);
            foreach (var bag in draw.Item2)
                Assert.False(Holds(expression, bag), $"{expression.Source} holds");
        }, iter: 20_000);
        Assert.NotEqual(0, certain); // or nothing would have been looked at
    }

    private static bool Holds(Expression expression, AttributeBag bag)
    {
        var catalog = ShippedDocuments.Catalog;
        var scope = new ExpressionScope(Noon.InZone(DateTimeZoneProviders.Tzdb["Asia/Taipei"]));
        try
        {
            return expression.Holds(scope.With("customer", bag, catalog).With("policy", bag, catalog).With("event", bag, catalog));
        }
        catch (ExpressionException)
        {
            return false; // a condition that fails is false in a journey
        }
    }

    private static Gen<string> OneOf(params string[] all) => Gen.Int[0, all.Length - 1].Select(i => all[i]);
}
