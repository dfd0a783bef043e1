using System.Text.Json;
using Campaigns.Model;

namespace Campaigns.Portfolio;

/// <summary>Reads one value of the map: a column's name, or an object.</summary>
internal static class MapValueParser
{
    private const string Expected = "a column name, or an object with a column, an expression or a constant";

    /// <summary>Stands where the map has no usable value, so that reading goes on to the next finding.</summary>
    public static MapValue Nothing { get; } = new() { Pointer = "" };

    public static MapValue Parse(MapJson node)
    {
        if (node.Kind == JsonValueKind.String)
            return new() { Pointer = node.Pointer, Column = node.Element.GetString() };
        if (node.Kind != JsonValueKind.Object)
        {
            node.Expect(Expected);
            return Nothing;
        }
        node.IsObject("column", "expression", "constant", "type", "values", "otherwise", "format", "list");
        MapJson?[] sources = [node.Find("column"), node.Find("expression"), node.Find("constant")];
        if (sources.Count(s => s is not null) != 1)
            node.Expect("exactly one of column, expression and constant");
        var type = Type(node.Find("type"));
        if (node.Find("format") is { } format && type != MapValueType.Date)
            format.Expect("a format only beside \"type\": \"date\"");
        if (node.Find("otherwise") is { } otherwise && node.Find("values") is null)
            otherwise.Expect("otherwise only beside values");
        if (node.Find("list") is { } list && type is not null)
            list.Expect("a list without a type: its items are texts");
        return new()
        {
            Pointer = node.Pointer,
            Column = sources[0]?.Text("a column name"),
            Expression = sources[1] is { } expression ? Expression(expression) : null,
            Constant = sources[2]?.Scalar(),
            Type = type,
            Values = Values(node.Find("values")),
            Otherwise = node.Find("otherwise")?.Scalar(),
            Format = CsvFormatParser.Dates(node.Find("format")),
            List = List(node.Find("list")),
        };
    }

    private static string? List(MapJson? node)
    {
        const string expected = "what stands between the items of a list, such as \";\"";
        if (node?.Text(expected) is not { } separator)
            return null;
        if (separator.Length == 0)
            node.Expect(expected);
        return separator.Length == 0 ? null : separator;
    }

    /// <summary>An expression that is true or false; a plain string is one.</summary>
    public static MapValue Condition(MapJson node) => new() { Pointer = node.Pointer, Expression = Expression(node) };

    private static RowExpression? Expression(MapJson node)
    {
        if (node.Text("an expression over row, such as \"row.Lapse == '1'\"") is not { } source)
            return null;
        if (RowExpression.TryParse(source, out var expression, out var error))
            return expression;
        node.Expect(error.Expected, error.Nearest);
        return null;
    }

    private static MapValueType? Type(MapJson? node)
    {
        if (node is null)
            return null;
        string[] names = ["text", "number", "date", "boolean"];
        var expected = $"one of {string.Join(", ", names)}";
        var name = node.Text(expected);
        var index = Array.IndexOf(names, name);
        if (name is not null && index < 0)
            node.Expect(expected, Spelling.Nearest(name, names));
        return index < 0 ? null : (MapValueType)index;
    }

    private static Dictionary<string, object>? Values(MapJson? node)
    {
        if (node is null || !node.IsAnyObject())
            return null;
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (code, value) in node.Properties)
            if (value.Scalar() is { } meaning)
                values[code] = meaning;
        return values;
    }
}
