namespace Campaigns.Portfolio;

/// <summary>Where one value comes from: exactly one of a column, an expression and a constant; and what it must become.</summary>
public sealed record MapValue
{
    /// <summary>The place in the map, as a JSON pointer, for findings.</summary>
    public required string Pointer { get; init; }

    /// <summary>The column, as the header writes it.</summary>
    public string? Column { get; init; }

    /// <summary>The expression over <c>row</c>.</summary>
    public RowExpression? Expression { get; init; }

    /// <summary>The same value for every row: a string, a decimal or a boolean.</summary>
    public object? Constant { get; init; }

    /// <summary>What the value must be; null keeps a column's text and an expression's own type.</summary>
    public MapValueType? Type { get; init; }

    /// <summary>Translation of the file's codes; null when there is none.</summary>
    public IReadOnlyDictionary<string, object>? Values { get; init; }

    /// <summary>What a code that <see cref="Values"/> lacks becomes; null rejects the row. A missing code stays missing.</summary>
    public object? Otherwise { get; init; }

    /// <summary>What separates the texts of a list; null when the value is none.</summary>
    public string? List { get; init; }

    /// <summary>The date pattern, in place of the file's.</summary>
    public DatePatterns? Format { get; init; }
}

/// <summary>What a value is read as.</summary>
public enum MapValueType
{
    /// <summary>As it stands.</summary>
    Text,

    /// <summary>A decimal number.</summary>
    Number,

    /// <summary>A calendar date, kept as ISO <c>yyyy-MM-dd</c>.</summary>
    Date,

    /// <summary>True or false; also yes, no, y, n, 1, 0.</summary>
    Boolean,
}
