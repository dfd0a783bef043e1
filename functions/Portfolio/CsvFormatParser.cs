using System.Globalization;
using System.Text;
using System.Text.Json;
using Campaigns.Model;

namespace Campaigns.Portfolio;

/// <summary>Reads the map's <c>csv</c> section.</summary>
internal static class CsvFormatParser
{
    public static CsvFormat Parse(MapJson? node)
    {
        var standard = new CsvFormat();
        if (node is null || !node.IsObject("delimiter", "encoding", "quote", "dates", "decimal", "thousands", "missing"))
            return standard;
        return new()
        {
            Delimiter = Character(node.Find("delimiter"), standard.Delimiter) ?? standard.Delimiter,
            Quote = node.Find("quote") is { Kind: JsonValueKind.Null } ? null : Character(node.Find("quote"), standard.Quote),
            Encoding = Encoding(node.Find("encoding")) ?? standard.Encoding,
            Dates = Dates(node.Find("dates")) ?? standard.Dates,
            Numbers = Numbers(node),
            Missing = Missing(node.Find("missing")) ?? standard.Missing,
        };
    }

    /// <summary>One pattern or several.</summary>
    public static DatePatterns? Dates(MapJson? node)
    {
        const string expected = "a date pattern such as \"dd/MM/yyyy\", or an array of them";
        if (node is null)
            return null;
        var texts = node.Kind == JsonValueKind.Array
            ? node.Items.Select(item => item.Text(expected)).OfType<string>().ToList()
            : node.Text(expected) is { } one ? [one] : [];
        if (texts.Count == 0)
            return null;
        if (DatePatterns.TryCreate(texts, out var patterns, out var reason))
            return patterns;
        node.Expect($"{expected} ({reason})");
        return null;
    }

    private static char? Character(MapJson? node, char? standard)
    {
        const string expected = "one character";
        if (node is null || node.Text(expected) is not { } text)
            return standard;
        if (text is [var character and not ('\r' or '\n')])
            return character;
        node.Expect(expected);
        return standard;
    }

    private static Encoding? Encoding(MapJson? node)
    {
        const string expected = "an encoding, such as \"utf-8\", \"utf-16\", \"iso-8859-1\" or \"windows-1252\"";
        if (node is null || node.Text(expected) is not { } name)
            return null;
        var encoding = CsvFormat.FindEncoding(name);
        if (encoding is null)
            node.Expect(expected, Spelling.Nearest(name, ["utf-8", "utf-16", "iso-8859-1", "windows-1252"]));
        return encoding;
    }

    private static NumberFormatInfo Numbers(MapJson csv)
    {
        var numbers = (NumberFormatInfo)NumberFormatInfo.InvariantInfo.Clone();
        numbers.NumberDecimalSeparator = $"{Character(csv.Find("decimal"), '.')}";
        // Without a separator of thousands, none is allowed: "1,234" under "." would otherwise read as 1234.
        numbers.NumberGroupSeparator = csv.Find("thousands") is { } thousands ? $"{Character(thousands, ' ')}" : "";
        if (numbers.NumberGroupSeparator == numbers.NumberDecimalSeparator)
            csv.Find("thousands")!.Expect("a separator other than the decimal one");
        return numbers;
    }

    private static HashSet<string>? Missing(MapJson? node) =>
        node is not null && node.IsArray("texts")
            ? [.. node.Items.Select(item => item.Text("a text")).OfType<string>()]
            : null;
}
