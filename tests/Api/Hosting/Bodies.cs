using System.Text.Json;
using System.Text.Json.Nodes;

namespace Campaigns.Api.Tests.Hosting;

/// <summary>Bodies of requests.</summary>
internal static class Bodies
{
    /// <summary>An event of the JSON format.</summary>
    public static string Event(
        string id, string type, object data, string source = "/policy-system", string? time = "2026-03-02T11:00:00+08:00") =>
        JsonSerializer.Serialize(new { specversion = "1.0", id, source, type, time, data });

    /// <summary>What Event Grid sends when somebody subscribes.</summary>
    public const string SubscriptionValidation = """
        [ { "id": "v", "topic": "/subscriptions/s", "subject": "", "eventType": "Microsoft.EventGrid.SubscriptionValidationEvent",
            "eventTime": "2026-03-02T04:00:00Z", "data": { "validationCode": "code-1" }, "metadataVersion": "1", "dataVersion": "1" } ]
        """;

    /// <summary>An event of the Event Grid schema.</summary>
    public static string EventGrid(string id, string type, object data, string? subject = null) => JsonSerializer.Serialize(
        new
        {
            id,
            topic = "/subscriptions/s",
            subject = subject ?? "",
            eventType = type,
            eventTime = "2026-03-02T03:00:00.1234567Z",
            data,
            dataVersion = "1.0",
            metadataVersion = "1"
        });

    /// <summary>A journey anybody may be put into, which waits and ends.</summary>
    public static string OnRequest(string id, string? more = null) => $$"""
        { "id": "{{id}}", "name": { "en": "By request" }, "category": "service", "transactional": { "because": "a test", "anyHour": true },
          "entry": { "api": true },{{more}} "steps": [ { "id": "pause", "wait": "P1D" }, { "id": "end", "end": "done" } ] }
        """;

    /// <summary>A journey that begins with an event.</summary>
    public static string OnEvent(string id, string type) => $$"""
        { "id": "{{id}}", "name": { "en": "By event" }, "category": "service", "transactional": { "because": "a test", "anyHour": true },
          "entry": { "on": "{{type}}" }, "steps": [ { "id": "pause", "wait": "P1D" }, { "id": "end", "end": "done" } ] }
        """;

    /// <summary>A text of so many bytes, as a JSON string in an event's data.</summary>
    public static string Large(int bytes) => new JsonObject { ["padding"] = new string('x', bytes) }.ToJsonString();
}
