using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Campaigns.Api.Http;

/// <summary>Looks for what JSON allows and text does not.</summary>
public static class JsonTexts
{
    /// <summary>The text after a byte order mark, which RFC 8259 section 8.1 lets a reader ignore.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> json) =>
        json.Span.StartsWith(Encoding.UTF8.Preamble) ? json[Encoding.UTF8.Preamble.Length..] : json;

    /// <summary>
    /// Throws when the document is not UTF-8, or an escape is half of a surrogate pair: after this every text of it can be read.
    /// </summary>
    /// <exception cref="JsonException">It is not, or there is such an escape.</exception>
    public static void Check(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
            throw new JsonException("the text is not UTF-8");
        if (json.IndexOf("\\u"u8) < 0)
            return;
        var reader = new Utf8JsonReader(json);
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
                throw new JsonException("a \\u escape is half of a character", null, json[..(int)reader.TokenStartIndex].Count((byte)'\n'),
                    null);
            }
        }
    }
}
