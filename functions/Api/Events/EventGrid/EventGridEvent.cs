using System.Text.Json;
using Campaigns.Api.Data;
using Campaigns.Api.Http;
using Campaigns.Definitions.Json;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Api.Events.EventGrid;

/// <summary>
/// Reads an event of Event Grid's own schema, the default of subscriptions: <c>topic</c> is the source, <c>eventType</c> the type.
/// </summary>
internal static class EventGridEvent
{
    private const string TypeName = "eventType";

    /// <summary>Whether it is of that schema and not a CloudEvent.</summary>
    public static bool Is(JsonElement element) =>
        ForeignJson.Find(element, TypeName) is not null && !element.TryGetProperty("specversion", out _);

    /// <summary>Reads as far as possible, logging everything that the schema does not allow.</summary>
    public static CloudEventEnvelope Read(JsonElement element, string pointer, ProblemLog log)
    {
        var time = Text(element, "eventTime", pointer, log, required: true);
        return new CloudEventEnvelope
        {
            Id = Text(element, "id", pointer, log, required: true),
            Type = Text(element, TypeName, pointer, log, required: true),
            // A delivery always names its topic; what an application posts by itself need not.
            Source = Text(element, "topic", pointer, log, required: false) ?? "/eventgrid",
            Subject = Text(element, "subject", pointer, log, required: false),
            Time = time is null ? null : Parse(time, JsonPointers.Append(pointer, "eventTime"), log),
            Data = ForeignJson.Find(element, "data") is { ValueKind: not JsonValueKind.Null } data ? data : null,
        };
    }

    private static string? Text(JsonElement element, string name, string pointer, ProblemLog log, bool required)
    {
        var value = ForeignJson.Find(element, name) ?? default;
        var there = value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);
        if (there && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
            return text;
        if (there && !(value.ValueKind == JsonValueKind.String && !required))
            log.Add(JsonPointers.Append(pointer, name), "invalid-event-grid-event",
                $"\"{name}\": expected a text that is not empty, found {JsonKinds.Describe(value)}");
        else if (required)
            log.Add(JsonPointers.Append(pointer, name), "invalid-event-grid-event",
                $"\"{name}\" is missing: every event of the Event Grid schema must have it");
        return null;
    }

    private static Instant? Parse(string text, string pointer, ProblemLog log)
    {
        if (AttributeDates.TryReadInstant(text, out var instant))
            return instant;
        log.Add(pointer, "invalid-event-grid-event",
            $"\"eventTime\": expected an instant such as \"2026-03-31T09:00:00Z\", found \"{RouteIds.Shorten(text)}\"");
        return null;
    }
}
