using Campaigns.Publishing.EventGrid;
using Campaigns.Runtime.Ports;

namespace Campaigns.Publishing;

/// <summary>Makes the publisher that the settings name.</summary>
public static class EventPublisherFactory
{
    /// <summary>The publisher; dispose it where it can be disposed.</summary>
    /// <param name="options">Settings that <see cref="PublicationOptions.Check"/> finds nothing wrong with.</param>
    /// <param name="time">The clock of timeouts.</param>
    public static IEventPublisher Create(PublicationOptions options, TimeProvider time) => options.Kind switch
    {
        PublicationKind.EventGrid => new EventGridEventPublisher(options),
        PublicationKind.CloudEvents => new HttpEventPublisher(options, time),
        _ => throw new ArgumentException($"unknown kind {options.Kind}", nameof(options)),
    };
}
