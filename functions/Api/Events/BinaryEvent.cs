using System.Text.Json;
using Campaigns.Api.Http;
using Microsoft.AspNetCore.Http;

namespace Campaigns.Api.Events;

/// <summary>Reads an event in binary mode: attributes in <c>ce-</c> headers, the body is the data (HTTP protocol binding 3.1).</summary>
internal static class BinaryEvent
{
    private const string Prefix = "ce-";

    /// <summary>Whether the request is in binary mode.</summary>
    public static bool Is(HttpRequest request) =>
        request.Headers.Keys.Any(name => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads as far as possible, logging everything that is not allowed.</summary>
    public static CloudEventEnvelope Read(HttpRequest request, JsonElement? data, ProblemLog log)
    {
        var attributes = new CloudEventAttributes("", log);
        foreach (var (header, values) in request.Headers)
        {
            if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
                continue;
            // Header names are case-insensitive, attribute names are not.
            var name = header[Prefix.Length..].ToLowerInvariant();
            if (HeaderValue.TryDecode(values.ToString(), out var text, out var problem))
                attributes.Set(name, text);
            else
                attributes.Reject(name, problem);
        }

        if (request.ContentType is { Length: > 0 } contentType)
            attributes.Set("datacontenttype", contentType);
        return attributes.Complete() with { Data = data };
    }
}
