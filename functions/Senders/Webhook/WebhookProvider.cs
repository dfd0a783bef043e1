using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using NodaTime.Extensions;

namespace Campaigns.Senders.Webhook;

/// <summary>
/// Delivers by HTTP POST to any service that takes the shape below: an SMS gateway, a push or WeChat relay, a call centre.
/// </summary>
/// <remarks>
/// <para>Request: <c>{ "id", "channel", "to", "locale", "at", "content": { "kind": "text", "body" }, "unsubscribe"?, "due"?,
/// "report_token"? }</c>;
/// other contents are <c>push</c> (title, body, link?), <c>email</c> (subject, html, plainText) and <c>task</c> (title, body).
/// Headers: <c>Idempotency-Key</c> (the message id) and <see cref="WebhookSignature"/>.</para>
/// <para>Answer: 2xx with <c>{ "id"? }</c> took it. 4xx with <c>{ "reason"?, "suppress"? }</c> refuses it for good, 410
/// means the address is gone. 401, 408, 425, 429, 500 and 503 mean not taken, try later (<c>Retry-After</c>). 502 and 504
/// leave it unknown, as do a timeout and a lost connection once the request was on its way.</para>
/// </remarks>
public sealed class WebhookProvider : IChannelProvider
{
    private const int MaxResponseBytes = 64 * 1024;
    private readonly WebhookOptions _options;
    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <summary>Makes the provider.</summary>
    /// <param name="options">The receiver.</param>
    /// <param name="http">The client, owned by the caller; it should not follow redirects, as they turn a POST into a GET.</param>
    /// <param name="time">The clock of timeouts and signatures.</param>
    public WebhookProvider(WebhookOptions options, HttpClient http, TimeProvider time) => (_options, _http, _time) = (options, http, time);

    /// <inheritdoc/>
    public string Name => "webhook";

    /// <inheritdoc/>
    public bool HonoursIdempotencyKey => _options.HonoursIdempotencyKey;

    /// <summary>A gateway that hears of a reply or a complaint knows the address, and not always which message it is about.</summary>
    public IReadOnlyList<string> ReportKeysOf(OutgoingMessage message) => message.Channel == Channel.Agent
        ? [ReportIndex.MessageKey(message.Id)]
        : [ReportKeys.Of(message.Channel, message.To), ReportIndex.MessageKey(message.Id)];

    /// <inheritdoc/>
    public async ValueTask<ProviderResult> SendAsync(OutgoingMessage message, CancellationToken cancel)
    {
        var body = Serialize(message);
        using var content = new TrackedContent(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, _options.Url) { Content = content };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", message.Id.Value);
        request.Headers.TryAddWithoutValidation(WebhookSignature.Header,
            WebhookSignature.Create(_options.Secret, body.Span, _time.GetUtcNow().ToInstant()));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));

        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var answer = await ReadAsync(response, either.Token);
            return WebhookVerdict.Of(response.StatusCode, response.Headers.RetryAfter, answer, HonoursIdempotencyKey, _time.GetUtcNow());
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            var reason = failure is OperationCanceledException ? DeliveryReason.HttpTimeout : DeliveryReason.HttpConnection;
            return content.Begun ? new ProviderResult.Unknown(reason) : new ProviderResult.Unavailable(reason);
        }
    }

    private static ReadOnlyMemory<byte> Serialize(OutgoingMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
            MessageJson.Write(json, message, reported: true);
        return buffer.WrittenMemory;
    }

    /// <summary>The answer's body, or nothing when it is too long or breaks off: the status already said what matters.</summary>
    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxResponseBytes, cancel);
            return await response.Content.ReadAsByteArrayAsync(cancel);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            return default;
        }
    }
}
