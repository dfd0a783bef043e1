using System.Text.Json;
using NodaTime;

namespace Campaigns.Api.Events;

/// <summary>A CloudEvent as it came, read as far as it could be.</summary>
internal sealed record CloudEventEnvelope
{
    public string? Id { get; init; }

    public string? Source { get; init; }

    public string? Type { get; init; }

    public string? Subject { get; init; }

    public Instant? Time { get; init; }

    public string? DataContentType { get; init; }

    /// <summary>The data, when it is JSON; a JSON string when it is another text.</summary>
    public JsonElement? Data { get; init; }
}
