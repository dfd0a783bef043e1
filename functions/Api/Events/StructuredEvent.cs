using System.Text.Json;
using Campaigns.Api.Data;
using Campaigns.Api.Http;
using Campaigns.Definitions.Json;

namespace Campaigns.Api.Events;

/// <summary>Reads an event in the JSON format: attributes and data in one object.</summary>
internal static class StructuredEvent
{
    /// <summary>Reads as far as possible, logging everything that CloudEvents 1.0 does not allow.</summary>
    public static CloudEventEnvelope Read(JsonElement element, string pointer, ProblemLog log)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            log.Add(pointer, "invalid-cloudevent", $"expected an event, which is an object, found {JsonKinds.Describe(element)}");
            return new CloudEventEnvelope();
        }

        var attributes = new CloudEventAttributes(pointer, log);
        JsonElement? data = null;
        JsonElement? base64 = null;
        foreach (var property in element.EnumerateObject().Where(property => property.Value.ValueKind != JsonValueKind.Null))
        {
            if (property.Name == "data")
                data = property.Value;
            else if (property.Name == "data_base64")
                base64 = property.Value;
            else
                Set(attributes, property.Name, property.Value);
        }

        if (data is not null && base64 is not null)
            log.Add(JsonPointers.Append(pointer, "data_base64"), "invalid-cloudevent",
                "an event has \"data\" or \"data_base64\", not both");
        else if (base64 is { } encoded)
            data = Decode(encoded, JsonPointers.Append(pointer, "data_base64"), log);
        return attributes.Complete() with { Data = data };
    }

    private static void Set(CloudEventAttributes attributes, string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
            attributes.Set(name, value.GetString()!);
        else if (IsCore(name))
            attributes.Reject(name, $"expected a text, found {JsonKinds.Describe(value)}");
        else if (value.ValueKind is JsonValueKind.True or JsonValueKind.False
            || (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _)))
            attributes.Set(name, value.GetRawText());
        else
            attributes.Reject(name, $"expected a text, true, false or a whole number of 32 bits, found {JsonKinds.Describe(value)}");
    }

    private static bool IsCore(string name) =>
        name is "specversion" or "id" or "source" or "type" or "subject" or "time" or "datacontenttype" or "dataschema";

    private static JsonElement? Decode(JsonElement value, string pointer, ProblemLog log)
    {
        if (value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out var bytes))
        {
            try
            {
                var text = JsonTexts.WithoutMark(bytes).Span;
                var data = JsonElement.Parse(text);
                JsonTexts.Check(text);
                return data;
            }
            catch (JsonException)
            {
                log.Add(pointer, "wrong-type", "expected data that is JSON in base 64; other data is not used here");
                return null;
            }
        }

        log.Add(pointer, "invalid-cloudevent", $"expected base 64, found {JsonKinds.Describe(value)}");
        return null;
    }
}
