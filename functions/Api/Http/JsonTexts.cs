using System.Text.Json;

namespace Campaigns.Api.Http;

/// <summary>Looks for what JSON allows and text does not.</summary>
internal static class JsonTexts
{
    /// <summary>Throws when an escape is half of a surrogate pair: after this every text of the document can be read.</summary>
    /// <exception cref="JsonException">There is such an escape.</exception>
    public static void Check(ReadOnlySpan<byte> json)
    {
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
