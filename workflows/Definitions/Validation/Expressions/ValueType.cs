using Campaigns.Definitions.Catalog;

namespace Campaigns.Definitions.Validation.Expressions;

/// <summary>What sort of value an expression has, as far as its text tells.</summary>
internal enum ValueKind
{
    Unknown,
    Null,
    Text,
    Number,
    Boolean,
    Date,
    List,
    Object,
}

/// <summary>What is known of an expression's value before it is evaluated.</summary>
/// <param name="Kind">Its sort.</param>
/// <param name="Values">The only texts it can be; null: any.</param>
/// <param name="Literal">The text it is, where it is written out.</param>
internal readonly record struct ValueType(ValueKind Kind, IReadOnlyList<string>? Values = null, string? Literal = null)
{
    public static readonly ValueType Unknown = new(ValueKind.Unknown);
    public static readonly ValueType Number = new(ValueKind.Number);
    public static readonly ValueType Boolean = new(ValueKind.Boolean);
    public static readonly ValueType Date = new(ValueKind.Date);
    public static readonly ValueType Text = new(ValueKind.Text);
    public static readonly ValueType Object = new(ValueKind.Object);

    /// <summary>Whether nothing useful is known, or the value is null, which compares with everything.</summary>
    public bool IsOpen => Kind is ValueKind.Unknown or ValueKind.Null or ValueKind.Object;

    /// <summary>The sort in words: <c>a text</c>.</summary>
    public string Described => Kind switch
    {
        ValueKind.Text => "a text",
        ValueKind.Number => "a number",
        ValueKind.Boolean => "true or false",
        ValueKind.Date => "a date",
        ValueKind.List => "a list",
        ValueKind.Null => "nothing",
        _ => "a value",
    };

    public static ValueType Of(AttributeDefinition attribute) => new(
        attribute.Type switch
        {
            AttributeType.Text => ValueKind.Text,
            AttributeType.Number => ValueKind.Number,
            AttributeType.Boolean => ValueKind.Boolean,
            AttributeType.Date or AttributeType.Instant => ValueKind.Date,
            _ => ValueKind.List,
        },
        attribute.Values.Count > 0 ? attribute.Values : null);

    /// <summary>The type of a value that is one of two.</summary>
    public static ValueType Either(ValueType a, ValueType b) =>
        a.Kind == ValueKind.Null ? b : b.Kind == ValueKind.Null || a == b ? a : a.Kind == b.Kind ? new(a.Kind) : Unknown;
}
