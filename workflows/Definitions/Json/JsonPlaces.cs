using System.Text;
using System.Text.Json;
using Campaigns.Model;

namespace Campaigns.Definitions.Json;

/// <summary>Line and column of every place of a document, found by a second pass that only a document with findings pays for.</summary>
internal sealed class JsonPlaces
{
    private readonly Dictionary<string, TextPlace> _places = new(StringComparer.Ordinal);

    /// <summary>Walks a document that is known to be well-formed.</summary>
    public JsonPlaces(ReadOnlySpan<byte> json, JsonReaderOptions options)
    {
        var reader = new Utf8JsonReader(json, options);
        var open = new Stack<Container>();
        var (line, lineStart, counted) = (1, 0, 0);
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            var between = json[counted..start];
            line += between.Count((byte)'\n');
            if (between.LastIndexOf((byte)'\n') is >= 0 and var end)
                lineStart = counted + end + 1;
            counted = start;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    open.Peek().ChildPointer = JsonPointers.Append(open.Peek().Pointer, reader.GetString()!);
                    _places[open.Peek().ChildPointer] = Place(json); // of two with one name the last counts, as for the reader
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    open.Pop();
                    break;
                default:
                    var place = Enter(open, Place(json));
                    if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                        open.Push(new Container(place, reader.TokenType == JsonTokenType.StartArray));
                    break;
            }
        }

        TextPlace Place(ReadOnlySpan<byte> text) => new(line, 1 + Encoding.UTF8.GetCharCount(text[lineStart..counted]));
    }

    /// <summary>Where a place stands; of one that does not exist, where the nearest that holds it does.</summary>
    public TextPlace Of(string pointer)
    {
        while (true)
        {
            if (_places.TryGetValue(pointer, out var place))
                return place;
            if (pointer.Length == 0)
                return new(1, 1);
            pointer = JsonPointers.Parent(pointer);
        }
    }

    private string Enter(Stack<Container> open, TextPlace at)
    {
        if (!open.TryPeek(out var holder))
        {
            _places[""] = at;
            return "";
        }

        if (!holder.IsArray)
            return holder.ChildPointer;
        var place = JsonPointers.Append(holder.Pointer, holder.Next++);
        _places[place] = at;
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
