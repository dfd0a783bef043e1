using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Campaigns.Api.Http;

/// <summary>The body of a request: bounded, unpacked, and JSON in UTF-8, or else a problem.</summary>
public readonly record struct JsonBody
{
    /// <summary>The most bytes any request may bring, unpacked: 1 MiB.</summary>
    public const int Limit = 1024 * 1024;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; internal init; }

    /// <summary>Why the body cannot be used; null when it can.</summary>
    public Problem? Problem { get; internal init; }

    /// <summary>Reads a body whose content type must be JSON.</summary>
    public static async ValueTask<JsonBody> ReadAsync(HttpRequest request, CancellationToken cancel) =>
        IsJson(request.ContentType) ? await ReadAnyAsync(request, cancel)
        : new() { Problem = WrongType(request.ContentType, "application/json") };

    /// <summary>Reads a body whatever its content type.</summary>
    internal static async ValueTask<JsonBody> ReadAnyAsync(HttpRequest request, CancellationToken cancel)
    {
        var body = await ReadBytesAsync(request, cancel);
        return body with { Bytes = JsonTexts.WithoutMark(body.Bytes) };
    }

    /// <summary>The same, byte for byte.</summary>
    internal static async ValueTask<JsonBody> ReadBytesAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength > Limit)
            return new() { Problem = TooLarge };
        if (ContentCoding.Find(request) is not { } coding)
            return new() { Problem = ContentCoding.Unsupported(request) };
        await using var unpacked = coding.Unpack(request.Body);
        var body = unpacked ?? request.Body;
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await body.ReadAsync(chunk, cancel)) > 0)
            {
                // What is unpacked counts: a few bytes can stand for gigabytes.
                if (buffer.Length + read > Limit)
                    return new() { Problem = TooLarge };
                buffer.Write(chunk, 0, read);
            }
        }
        catch (Exception e) when (coding.IsDamage(e))
        {
            return new() { Problem = coding.Damaged };
        }

        return new() { Bytes = buffer.GetBuffer().AsMemory(0, (int)buffer.Length) };
    }

    /// <summary>Parses the body; false with the reason when it cannot be used, or is no JSON.</summary>
    internal bool TryParse(out JsonElement root, out Problem problem)
    {
        root = default;
        problem = Problem!;
        if (Problem is not null)
            return false;
        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(Bytes.Span);
            root = JsonElement.Parse(Bytes.Span);
            JsonTexts.Check(Bytes.Span);
            return true;
        }
        catch (JsonException e)
        {
            var line = (int)(e.LineNumber ?? 0) + 1;
            problem = NotJson($"The body is not valid JSON (line {line}, byte {(e.BytePositionInLine ?? 0) + 1}).", line);
            return false;
        }
        catch (DecoderFallbackException)
        {
            problem = NotJson("The body is not UTF-8 text.", 1);
            return false;
        }
    }

    /// <summary>Whether a content type is JSON in UTF-8, the only encoding JSON may be exchanged in (RFC 8259, 8.1).</summary>
    internal static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
        && IsUtf8(type);

    internal static bool IsUtf8(MediaTypeHeaderValue type) =>
        !type.Charset.HasValue || type.Charset.Value!.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase);

    internal static Problem WrongType(string? found, string expected) => new(
        StatusCodes.Status415UnsupportedMediaType, "Unsupported media type",
        $"The body is {(string.IsNullOrEmpty(found) ? "without a content type" : found)}; send it as {expected} in UTF-8.");

    private static Problem TooLarge { get; } = new(
        StatusCodes.Status413PayloadTooLarge, "Payload too large", "A request body may have at most 1 MiB (1,048,576 bytes), unpacked; split it.");

    private static Problem NotJson(string detail, int line) =>
        Problem.BadRequest(detail, new ProblemError("", "not-json", detail) { Line = line });
}
