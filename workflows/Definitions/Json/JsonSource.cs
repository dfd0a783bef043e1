using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Campaigns.Model;

namespace Campaigns.Definitions.Json;

/// <summary>A JSON document a person wrote: comments and trailing commas are welcome, and bad text is a finding.</summary>
internal sealed partial class JsonSource
{
    // A journey nests five levels for each step within a step; 128 levels are 25 steps deep.
    private const int MaxDepth = 128;

    private static readonly JsonReaderOptions Reading = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = MaxDepth,
    };

    private readonly int _bytes; // as it came, with its byte order mark
    private readonly ReadOnlyMemory<byte> _json;
    private readonly Lazy<JsonPlaces> _places;

    private JsonSource(ReadOnlyMemory<byte> json)
    {
        _bytes = json.Length;
        _json = json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json;
        _places = new(() => new JsonPlaces(_json.Span, Reading));
    }

    /// <summary>Whether the text is JSON at all.</summary>
    public bool IsWellFormed { get; private set; }

    /// <summary>Reads a document with the given reader, which gets the root.</summary>
    /// <returns>The result, or null when it has errors; the log; and the source, for lines.</returns>
    public static (T? Result, ReadingLog Log, JsonSource Source) Read<T>(ReadOnlyMemory<byte> json, Func<JsonCursor, T?> read)
        where T : class
    {
        var source = new JsonSource(json);
        var log = new ReadingLog();
        using var document = source.Parse(log);
        var result = document is null ? null : read(new JsonCursor(document.RootElement, "", log));
        return (result, log, source);
    }

    /// <summary>Where a place stands.</summary>
    public TextPlace PlaceOf(string pointer) => IsWellFormed ? _places.Value.Of(pointer) : new(1, 1);

    /// <summary>All findings of a log with their places.</summary>
    public ImmutableArray<Finding> Findings(ReadingLog log) => log.InOrder(PlaceOf);

    private static TextPlace Start => new(1, 1);

    private JsonDocument? Parse(ReadingLog log)
    {
        if (_bytes > Limits.DocumentBytes)
        {
            log.Add(FindingSeverity.Error, "", "too-long",
                $"the text has {_bytes:N0} bytes, and at most {Limits.DocumentBytes:N0} can be kept; split it into several", Start);
            return null;
        }

        if (!Utf8.IsValid(_json.Span))
        {
            log.Add(FindingSeverity.Error, "", "not-json", "the file is not UTF-8 text; save it as UTF-8", Start);
            return null;
        }

        try
        {
            CheckEscapes();
            var document = JsonDocument.Parse(_json, new JsonDocumentOptions
            {
                CommentHandling = Reading.CommentHandling,
                AllowTrailingCommas = Reading.AllowTrailingCommas,
                MaxDepth = MaxDepth,
            });
            IsWellFormed = true;
            return document;
        }
        catch (JsonException e)
        {
            var message = Position().Replace(e.Message, "").TrimEnd('.', ' ');
            if (_json.Span.Trim(" \t\r\n"u8).IsEmpty)
                message = "the file is empty";
            log.Add(FindingSeverity.Error, "", "not-json", $"this is not valid JSON: {message}", PlaceOf(e));
            return null;
        }
    }

    /// <summary>
    /// An escaped half of a surrogate pair is well-formed JSON but no text; found here, every later read of a text is safe.
    /// </summary>
    private void CheckEscapes()
    {
        if (_json.Span.IndexOf("\\u"u8) < 0)
            return;
        var reader = new Utf8JsonReader(_json.Span, Reading);
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || !reader.ValueIsEscaped)
                continue;
            try
            {
                _ = reader.GetString();
            }
            catch (InvalidOperationException)
            {
                var line = _json.Span[..(int)reader.TokenStartIndex].Count((byte)'\n');
                throw new JsonException("a \\u escape is half of a character", null, line, BytesInLine((int)reader.TokenStartIndex));
            }
        }
    }

    private int BytesInLine(int start) => start - (_json.Span[..start].LastIndexOf((byte)'\n') + 1);

    private TextPlace PlaceOf(JsonException e)
    {
        var line = (int)(e.LineNumber ?? 0);
        var rest = _json.Span;
        for (var skipped = 0; skipped < line; skipped++)
            rest = rest[(rest.IndexOf((byte)'\n') + 1)..];
        return new(line + 1, 1 + Encoding.UTF8.GetCharCount(rest[..Math.Min(rest.Length, (int)(e.BytePositionInLine ?? 0))]));
    }

    [GeneratedRegex(@"\s*(LineNumber: \d+ \| BytePositionInLine: \d+\.|Change the reader options\.|Path: \S+ \|)")]
    private static partial Regex Position();
}
