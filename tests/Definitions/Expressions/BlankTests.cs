using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Tests.Support;
using Campaigns.Model.Customers;
using CsCheck;
using NodaTime;

namespace Campaigns.Definitions.Tests.Expressions;

/// <summary>A text that shows nothing is missing.</summary>
public sealed class BlankTests
{
    private static readonly string[] Invisible =
        ["", " ", "\t", "\r\n", "\u00A0", "\u2003", "\u3000", "\u200B", "\u2060", "\uFEFF", "\u202E", "\u3164", "\u2800", "\U000E0020"];

    private static readonly string[] Visible = ["a", "0", ".", "–", "陳", "𠮷", "👩", "\u0301"];

    private static readonly Gen<string> Blank = Gen.Int[0, Invisible.Length - 1].Select(i => Invisible[i]).Array[0, 5].Select(string.Concat);

    [Fact]
    public void Is_OfWhateverShowsNothing_IsTrue() => Blank.Sample(BlankText.Is);

    [Fact]
    public void Is_WithOneVisibleSign_IsFalse() =>
        Gen.Select(Blank, Gen.Int[0, Visible.Length - 1].Select(i => Visible[i]), Blank)
            .Sample(text => !BlankText.Is(text.Item1 + text.Item2 + text.Item3));

    [Fact]
    public void Evaluate_ABlankAttribute_IsAsIfItWereMissing()
    {
        string[] sources =
        [
            "customer.name", "customer.name ?? 'x'", "customer.name == null", "customer.name == ''", "customer.name != 'a'", "!customer.name",
            "customer.name ? 1 : 2", "customer.name && true", "customer.name < 'a'", "customer.birth_date == null",
            "date_diff(customer.birth_date, now, 'day')", "age(customer.birth_date, now)", "event.gift_name ?? 'x'", "event.nobody == null",
        ];
        Gen.Select(Gen.Int[0, sources.Length - 1].Select(i => sources[i]), Blank).Sample(draw =>
        {
            var (source, blank) = draw;
            Assert.Equal(Evaluate(source, null), Evaluate(source, blank));
        });
    }

    private static object? Evaluate(string source, string? value)
    {
        var bag = AttributeBag.Of([new("name", value), new("birth_date", value), new("gift_name", value), new("nobody", value)]);
        return Expression.Parse(source).Evaluate(new ExpressionScope(Instant.FromUtc(2026, 6, 1, 2, 0).InUtc())
            .With("customer", bag, ShippedDocuments.Catalog).With("event", bag, ShippedDocuments.Catalog));
    }
}
