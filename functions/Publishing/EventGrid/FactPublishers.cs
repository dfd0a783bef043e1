using Campaigns.Runtime.Ports;

namespace Campaigns.Publishing.EventGrid;

/// <summary>Makes the publisher that the settings name.</summary>
public static class FactPublishers
{
    /// <summary>The publisher; dispose it where it can be disposed.</summary>
    /// <param name="options">Settings that <see cref="PublicationOptions.Check"/> finds nothing wrong with.</param>
    /// <param name="time">The clock of timeouts.</param>
    public static IFactPublisher Create(PublicationOptions options, TimeProvider time) => options.Kind switch
    {
        PublicationKind.EventGrid => new EventGridFactPublisher(options),
        PublicationKind.CloudEvents => new HttpFactPublisher(options, time),
        _ => throw new ArgumentException($"unknown kind {options.Kind}", nameof(options)),
    };
}
