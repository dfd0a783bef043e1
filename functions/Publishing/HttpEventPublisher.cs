using System.Net.Http.Headers;
using System.Text.Json;
using Campaigns.Publishing.EventGrid;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Publishing;

/// <summary>
/// Publishes to any address by the CloudEvents HTTP binding, in batch mode, with a bearer token as the CloudEvents webhook specification
/// has it (section 3.1).
/// </summary>
public sealed class HttpEventPublisher : IEventPublisher, IDisposable
{
    private readonly PublicationOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http =
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        };

    /// <summary>Makes the publisher.</summary>
    /// <param name="options">Checked settings.</param>
    /// <param name="time">The clock of timeouts.</param>
    public HttpEventPublisher(PublicationOptions options, TimeProvider time) => (_options, _time) = (options, time);

    /// <inheritdoc/>
    public async ValueTask<PublishResult> PublishAsync(IReadOnlyList<OutgoingEvent> events, CancellationToken cancel)
    {
        using var content =
            new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(events.Select(@event => CloudEventJson.Of(@event, _options.Source))));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/cloudevents-batch+json", "utf-8");
        using var request = new HttpRequestMessage(HttpMethod.Post, _options.Endpoint) { Content = content };
        if (_options.Key is { } key)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return PublishVerdict.Of((int)response.StatusCode, Hint(response.Headers.RetryAfter));
        }
        catch (HttpRequestException)
        {
            return PublishVerdict.Of(status: 0, hint: null);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new PublishResult.Unavailable("http-timeout");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private Duration? Hint(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? header?.Date - _time.GetUtcNow();
        return wait is null ? null : Duration.FromTimeSpan(wait.Value < TimeSpan.Zero ? TimeSpan.Zero : wait.Value);
    }
}
