using System.Globalization;
using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Messaging.EventGrid;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Publishing.EventGrid;

/// <summary>Publishes to an Event Grid topic by its own client.</summary>
public sealed class EventGridEventPublisher : IEventPublisher
{
    private readonly EventGridPublisherClient _client;
    private readonly string _source;

    /// <summary>Publishes with the topic's key, or as whoever the credential says.</summary>
    /// <param name="options">Checked settings.</param>
    /// <param name="credential">Used when the settings have no key.</param>
    public EventGridEventPublisher(PublicationOptions options, TokenCredential? credential = null)
    {
        var settings = new EventGridPublisherClientOptions();
        // The queue of notices is what retries.
        settings.Retry.MaxRetries = 0;
        settings.Retry.NetworkTimeout = options.Timeout;
        var endpoint = new Uri(options.Endpoint);
        _source = options.Source;
        _client = options.Key is { } key
            ? new EventGridPublisherClient(endpoint, new AzureKeyCredential(key), settings)
            : new EventGridPublisherClient(endpoint, credential ?? new DefaultAzureCredential(), settings);
    }

    /// <inheritdoc/>
    public async ValueTask<PublishResult> PublishAsync(IReadOnlyList<OutgoingEvent> events, CancellationToken cancel)
    {
        try
        {
            await _client.SendEventsAsync(events.Select(@event => CloudEventJson.Of(@event, _source)), cancel);
            return new PublishResult.Accepted();
        }
        catch (RequestFailedException e)
        {
            return PublishVerdict.Of(e.Status, Hint(e.GetRawResponse()));
        }
        catch (AuthenticationFailedException)
        {
            return new PublishResult.Unavailable("no-credential");
        }
        catch (Exception e) when (e is AggregateException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return new PublishResult.Unavailable("http-timeout");
        }
    }

    private static Duration? Hint(Response? response) =>
        response?.Headers.TryGetValue("Retry-After", out var value) == true
        && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? Duration.FromSeconds(seconds)
            : null;
}
