using NodaTime;

namespace Campaigns.Portfolio;

/// <summary>Evaluates the map's values over the current row, and remembers the first that cannot be.</summary>
internal sealed class RowValues(PortfolioMap map, CsvHeader header, CsvRecords row)
{
    /// <summary>More than any attribute needs; a customer has to fit into one row of the store.</summary>
    private const int MaxLength = 8_192;

    private readonly RowScript _script = new(header, map.Csv);

    /// <summary>What is wrong with the row; null when nothing is. Whoever turns to the next row clears it.</summary>
    public PortfolioRow.Rejected? Fault { get; set; }

    /// <summary>The value: a string, decimal or boolean; null when it is missing or at fault.</summary>
    public object? Read(MapValue value)
    {
        var raw = Raw(value);
        if (raw is null)
            return null;
        if (raw is string { Length: > MaxLength } text)
            return Reject(value, text[..20] + "…",
                $"{text.Length} characters long, and at most {MaxLength} are kept; is a quotation mark missing?");
        if (value.List is { } separator)
            return List(value, Text(raw), separator);
        return Meaning(value, raw) is not { } meaning ? null : value.Type is { } type ? Typed(value, meaning, type) : meaning;
    }

    /// <summary>The value as text; null when it is missing or at fault.</summary>
    public string? ReadText(MapValue value) => Read(value) is { } read ? Text(read) : null;

    /// <summary>Whether the condition holds.</summary>
    public bool Holds(MapValue? condition) => condition is null || RowScript.Holds(Raw(condition));

    /// <summary>The date and, where the file has one, the time; null when it is missing or at fault.</summary>
    public LocalDateTime? ReadTime(MapValue value) => Raw(value) is { } raw ? Time(value, Text(raw)) : null;

    /// <summary>Makes the row one that is rejected, unless it already is.</summary>
    public object? Reject(MapValue value, object? found, string reason)
    {
        Fault ??= new(row.Line, value.Column ?? value.Pointer, found is null ? null : Text(found), found is null ? reason
            : $"'{Text(found)}' is {reason}");
        return null;
    }

    private static string Text(object value) =>
        value as string ?? (value is IEnumerable<string> list ? string.Join(", ", list) : null) ?? Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;

    private object? Raw(MapValue value)
    {
        if (value.Column is { } column)
            return row.Value(header.IndexOf(column), map.Csv);
        if (value.Expression is not { } expression)
            return value.Constant;
        if (_script.TryEvaluate(expression, row, out var result, out var reason))
            return result;
        Fault ??= new(row.Line, value.Pointer, null, $"{expression} cannot be computed: {reason}");
        return null;
    }

    /// <summary>What the code means; the value itself without a translation; null when it is at fault.</summary>
    private object? Meaning(MapValue value, object raw) =>
        value.Values is not { } meanings ? raw
        : meanings.TryGetValue(Text(raw), out var meaning) ? meaning
        : value.Otherwise ?? Reject(value, raw, $"not one of {string.Join(", ", meanings.Keys)}, and the map has no otherwise");

    /// <summary>The texts between the separators, each once; null when there is none.</summary>
    private string[]? List(MapValue value, string text, string separator)
    {
        var items = text.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(item => !map.Csv.Missing.Contains(item)).Select(item => Meaning(value, item)).OfType<object>().Select(Text)
            .Distinct(StringComparer.Ordinal).ToArray();
        return items.Length == 0 ? null : items;
    }

    private object? Typed(MapValue value, object raw, MapValueType type) => (type, raw) switch
    {
        (MapValueType.Text, _) => Text(raw),
        (MapValueType.Number, decimal) or (MapValueType.Boolean, bool) => raw,
        (MapValueType.Number, string text) =>
            CsvText.TryNumber(text, map.Csv, out var number) ? number : Reject(value, raw, CsvText.NoNumber(text, map.Csv)),
        (MapValueType.Boolean, _) => CsvText.TryBoolean(Text(raw), out var yes) ? yes : Reject(value, raw, "neither true nor false"),
        (MapValueType.Date, _) => Date(value, Text(raw)),
        _ => Reject(value, raw, "not a number"),
    };

    private string? Date(MapValue value, string text) => Time(value, text) is { } time ? CsvText.Iso(time.Date) : null;

    private LocalDateTime? Time(MapValue value, string text)
    {
        var patterns = value.Format ?? map.Csv.Dates;
        // What the map computes or fixes may be ISO already, whatever the file's own dates look like.
        if (patterns.TryParse(text, out var time) || value.Column is null && DatePatterns.Iso.TryParse(text, out time))
            return time;
        Reject(value, text, $"not a date as {patterns}");
        return null;
    }
}
