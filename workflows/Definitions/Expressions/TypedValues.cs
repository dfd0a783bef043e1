using Campaigns.Definitions.Catalog;
using Campaigns.Model;
using Campaigns.Model.Customers;
using NodaTime;
using Scriban.Runtime;

namespace Campaigns.Definitions.Expressions;

/// <summary>
/// What attributes are in expressions and templates: of type date a <see cref="LocalDate"/>, of type instant a
/// <see cref="ZonedDateTime"/> on the customer's clock, whichever name they stand under; a text of blanks only null, for it says nothing;
/// everything else as it is kept.
/// </summary>
public static class TypedValues
{
    /// <summary>A kept value as its type says; null for a blank text, and for one that should be a date or instant and is none.</summary>
    /// <param name="value">The value, as an <see cref="AttributeBag"/> keeps it.</param>
    /// <param name="declared">What the catalog says; null: it says nothing.</param>
    /// <param name="zone">The customer's zone.</param>
    public static object? Of(object? value, AttributeDefinition? declared, DateTimeZone zone) => value switch
    {
        string text when BlankText.Is(text) => null,
        string when declared is { Type: AttributeType.Date or AttributeType.Instant } =>
            As(declared.Type, AttributeDates.Read(value, zone), zone),
        IReadOnlyList<string> list => new ScriptArray(list),
        _ => value,
    };

    /// <summary>What is kept of an expression's value: of a date attribute the date, of an instant attribute the instant.</summary>
    /// <param name="value">The value.</param>
    /// <param name="declared">What the catalog says of the attribute; null: it says nothing.</param>
    /// <param name="zone">The customer's zone.</param>
    public static object? ToKeep(object? value, AttributeDefinition? declared, DateTimeZone zone) =>
        AttributeValues.From(declared is { Type: AttributeType.Date or AttributeType.Instant }
            ? As(declared.Type, AttributeDates.Read(value, zone), zone) ?? value
            : value);

    private static object? As(AttributeType type, object? read, DateTimeZone zone) => (type, read) switch
    {
        (AttributeType.Date, ZonedDateTime time) => time.Date,
        (AttributeType.Instant, LocalDate date) => zone.At(zone.StartOf(date)),
        _ => read,
    };
}
