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
        if (node is null || !node.IsObject("delimiter", "encoding", "quote", "dates", "decimal", "thousands", "groups", "missing"))
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

    /// <summary>One form of dates or several.</summary>
    public static DatePatterns? Dates(MapJson? node)
    {
        if (node is null)
            return null;
        var items = node.Kind == JsonValueKind.Array ? node.Items.ToList() : [node];
        if (items.Count == 0)
            node.Expect("a date pattern such as \"dd/MM/yyyy\", or an array of them");
        var forms = items.Select(Date).OfType<IDateForm>().ToList();
        return forms.Count == 0 ? null : new DatePatterns(forms);
    }

    private static IDateForm? Date(MapJson node)
    {
        const string expected =
            "a date pattern such as \"dd/MM/yyyy\", \"excel\", { \"calendar\": \"roc\", \"pattern\": \"y/M/d\" }, or an array of them";
        if (node.Kind == JsonValueKind.Object)
            return Roc(node);
        if (node.Text(expected) is not { } text)
            return null;
        if (DatePatterns.TryCreate(text, out var form, out var reason))
            return form;
        node.Expect($"a date pattern such as \"dd/MM/yyyy\", or an array of them ({reason})");
        return null;
    }

    private static RocDates? Roc(MapJson node)
    {
        node.IsObject("calendar", "pattern");
        if (node.Find("calendar") is not { } calendar)
            node.Lacks("calendar", "\"roc\"");
        else if (calendar.Text("\"roc\"") is { } name && name != "roc")
            calendar.Expect("\"roc\"");
        const string expected = "a pattern such as \"y/M/d\" or \"yyyMMdd\"";
        var pattern = node.Find("pattern");
        if ((pattern is null ? RocDates.DefaultPattern : pattern.Text(expected)) is not { } text)
            return null;
        if (RocDates.TryCreate(text, out var form, out var reason))
            return form;
        pattern!.Expect($"{expected} ({reason})");
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
        var encoding = CsvEncodings.Find(name);
        if (encoding is null)
            node.Expect(expected, Spelling.Nearest(name, ["utf-8", "utf-16", "iso-8859-1", "windows-1252", "big5", "gb18030"]));
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
        if (csv.Find("groups") is { } groups)
            numbers.NumberGroupSizes = Groups(groups, csv.Find("thousands")) ?? numbers.NumberGroupSizes;
        return numbers;
    }

    /// <summary>How many digits stand between separators, from the right; the last holds for all that follow.</summary>
    private static int[]? Groups(MapJson node, MapJson? thousands)
    {
        const string expected = "the digits between separators from the right, such as [3] or, for 12,34,567, [3, 2]";
        if (thousands is null)
            node.Expect("groups only beside thousands");
        if (!node.IsArray("numbers"))
            return null;
        var sizes = node.Items.Select(item => item.Element is { ValueKind: JsonValueKind.Number } one && one.TryGetInt32(out var size)
            && size is > 0 and < 10 ? size : 0).ToArray();
        if (sizes is { Length: > 0 and < 10 } && !sizes.Contains(0))
            return sizes;
        node.Expect(expected);
        return null;
    }

    private static HashSet<string>? Missing(MapJson? node) =>
        node is not null && node.IsArray("texts")
            ? [.. node.Items.Select(item => item.Text("a text")).OfType<string>()]
            : null;
}
