using System.Text.Json;
using System.Text.Json.Serialization;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Runtime.StoredRows;

/// <summary>Attributes as a plain JSON object; nested objects and mixed lists are kept as their JSON text.</summary>
/// <param name="withTimes">Whether to write and read since when they are so: in stored rows.</param>
public sealed class AttributeBagConverter(bool withTimes = false) : JsonConverter<AttributeBag>
{
    /// <inheritdoc/>
    public override AttributeBag Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("expected an object");
        var values = new List<KeyValuePair<string, object?>>();
        (Dictionary<string, Instant> Times, Instant? Others)? since = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (withTimes && name == AttributeTimes.Property)
                since = AttributeTimes.Read(ref reader);
            else
                values.Add(new(name, ReadValue(ref reader)));
        }

        var bag = AttributeBag.Of(values);
        return since is var (times, others) ? bag.Since(times, others) : bag;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, AttributeBag value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, item) in value.Values)
        {
            writer.WritePropertyName(name);
            WriteValue(writer, item);
        }

        if (withTimes)
            AttributeTimes.Write(writer, value);
        writer.WriteEndObject();
    }

    private static object? ReadValue(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String: return reader.GetString();
            case JsonTokenType.Number: return reader.TryGetDecimal(out var number) ? number : (decimal)reader.GetDouble();
            case JsonTokenType.True: return true;
            case JsonTokenType.False: return false;
            case JsonTokenType.Null: return null;
            case JsonTokenType.StartArray:
                using (var list = JsonDocument.ParseValue(ref reader))
                {
                    return list.RootElement.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String)
                        ? list.RootElement.EnumerateArray().Select(e => e.GetString()!).ToArray()
                        : list.RootElement.GetRawText();
                }

            default:
                using (var nested = JsonDocument.ParseValue(ref reader))
                    return nested.RootElement.GetRawText();
        }
    }

    private static void WriteValue(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case string text: writer.WriteStringValue(text); break;
            case decimal number: writer.WriteNumberValue(number); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case IReadOnlyList<string> list:
                writer.WriteStartArray();
                foreach (var item in list)
                    writer.WriteStringValue(item);
                writer.WriteEndArray();
                break;
            default: throw new JsonException($"an attribute cannot hold a {value.GetType().Name}");
        }
    }
}
