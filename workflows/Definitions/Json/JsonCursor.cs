using System.Text.Json;
using Campaigns.Model;

namespace Campaigns.Definitions.Json;

/// <summary>One place of a document: its value, its pointer, and the log that what is wrong with it goes to.</summary>
/// <param name="element">The value.</param>
/// <param name="pointer">Where it stands.</param>
/// <param name="log">Gathers findings and places.</param>
internal readonly struct JsonCursor(JsonElement element, string pointer, ReadingLog log)
{
    private const int Shown = 60; // characters of a value quoted in a message

    /// <summary>Where it stands.</summary>
    public string Pointer => pointer;

    /// <summary>Gathers findings and places.</summary>
    public ReadingLog Log => log;

    /// <summary>What sort of value it is.</summary>
    public JsonValueKind Kind => element.ValueKind;

    /// <summary>Whether it is a list without items.</summary>
    public bool IsEmptyList => element.ValueKind == JsonValueKind.Array && element.GetArrayLength() == 0;

    /// <summary>The value as it is written.</summary>
    public string RawText => element.GetRawText();

    /// <summary>What is found here, for messages: <c>number 5</c>, <c>text "abc"</c>.</summary>
    public string Described => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => $"text \"{Short(element.GetString()!)}\"",
        JsonValueKind.Number => $"number {Short(element.GetRawText())}",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    /// <summary>Reports an error here.</summary>
    public void Error(string code, string message) => log.Add(FindingSeverity.Error, pointer, code, message);

    /// <summary>Reports a doubt here.</summary>
    public void Warn(string code, string message) => log.Add(FindingSeverity.Warning, pointer, code, message);

    /// <summary>Reports that another sort of value belongs here.</summary>
    public void WrongType(string expected) => Error("wrong-type", element.ValueKind == JsonValueKind.Null
        ? $"expected {expected}, found null; leave the property out to get its default"
        : $"expected {expected}, found {Described}");

    /// <summary>The object here, or null after reporting.</summary>
    /// <param name="expected">What belongs here, for the message.</param>
    /// <param name="known">The properties it may have.</param>
    public JsonObjectCursor? AsObject(string expected, params ReadOnlySpan<string> known)
    {
        if (AsOpenObject(expected) is not { } open)
            return null;
        open.ReportUnknown(known);
        return open;
    }

    /// <summary>The object here with whatever properties it has, or null after reporting.</summary>
    public JsonObjectCursor? AsOpenObject(string expected)
    {
        if (element.ValueKind == JsonValueKind.Object)
            return new JsonObjectCursor(element, this);
        WrongType(expected);
        return null;
    }

    /// <summary>The items of the list here; none after reporting.</summary>
    public IReadOnlyList<JsonCursor> AsList(string expected)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            WrongType(expected);
            return [];
        }

        var items = new List<JsonCursor>(element.GetArrayLength());
        foreach (var item in element.EnumerateArray())
            items.Add(new JsonCursor(item, JsonPointers.Append(pointer, items.Count), log));
        return items;
    }

    /// <summary>The items of the list here, or the one thing that stands here without a list around it.</summary>
    public IReadOnlyList<JsonCursor> AsOneOrMore(string expected) =>
        element.ValueKind == JsonValueKind.Array ? AsList(expected) : [this];

    /// <summary>The text here, not blank, or null after reporting.</summary>
    public string? AsText(string expected)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            WrongType(expected);
            return null;
        }

        var text = element.GetString()!;
        if (!string.IsNullOrWhiteSpace(text))
            return text;
        Error("empty", $"expected {expected}, found an empty text");
        return null;
    }

    /// <summary>The boolean here, or null after reporting.</summary>
    public bool? AsBoolean()
    {
        if (element.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return element.GetBoolean();
        WrongType("true or false");
        return null;
    }

    /// <summary>The number here, within bounds, or null after reporting.</summary>
    public double? AsNumber(string expected, double min, double max)
    {
        if (element.ValueKind != JsonValueKind.Number)
        {
            WrongType(expected);
            return null;
        }

        if (element.TryGetDouble(out var number) && number >= min && number <= max)
            return number;
        Error("out-of-range", $"expected {expected}, found {Described}");
        return null;
    }

    /// <summary>The whole number here, within bounds, or null after reporting.</summary>
    public int? AsInteger(string expected, int min, int max)
    {
        if (AsNumber(expected, min, max) is not { } number)
            return null;
        if (number == Math.Truncate(number))
            return (int)number;
        Error("wrong-type", $"expected {expected}, found {Described}");
        return null;
    }

    private static string Short(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= Shown ? line : $"{line[..Shown]}…";
    }
}
