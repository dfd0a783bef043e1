using System.Text.Json;

namespace Campaigns.Definitions.Json;

/// <summary>The line of every place of a document, found by a second pass that only a document with findings pays for.</summary>
internal sealed class JsonLines
{
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);

    /// <summary>Walks a document that is known to be well-formed.</summary>
    public JsonLines(ReadOnlySpan<byte> json, JsonReaderOptions options)
    {
        var reader = new Utf8JsonReader(json, options);
        var open = new Stack<Container>();
        var (line, counted) = (1, 0);
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            line += json[counted..start].Count((byte)'\n');
            counted = start;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    open.Peek().ChildPointer = JsonPointers.Append(open.Peek().Pointer, reader.GetString()!);
                    _lines[open.Peek().ChildPointer] = line; // of two with one name the last counts, as for the reader
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    open.Pop();
                    break;
                default:
                    var place = Enter(open, line);
                    if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                        open.Push(new Container(place, reader.TokenType == JsonTokenType.StartArray));
                    break;
            }
        }
    }

    /// <summary>The line of a place, from 1; of a place that does not exist, the line of the nearest that holds it.</summary>
    public int Of(string pointer)
    {
        while (true)
        {
            if (_lines.TryGetValue(pointer, out var line))
                return line;
            if (pointer.Length == 0)
                return 1;
            pointer = JsonPointers.Parent(pointer);
        }
    }

    private string Enter(Stack<Container> open, int line)
    {
        if (!open.TryPeek(out var holder))
        {
            _lines[""] = line;
            return "";
        }

        if (!holder.IsArray)
            return holder.ChildPointer;
        var place = JsonPointers.Append(holder.Pointer, holder.Next++);
        _lines[place] = line;
        return place;
    }

    private sealed class Container(string pointer, bool isArray)
    {
        public string Pointer { get; } = pointer;

        public bool IsArray { get; } = isArray;

        public string ChildPointer { get; set; } = pointer;

        public int Next { get; set; }
    }
}
