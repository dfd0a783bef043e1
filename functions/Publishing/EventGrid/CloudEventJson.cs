using Azure.Messaging;
using Campaigns.Runtime.Ports;

namespace Campaigns.Publishing.EventGrid;

/// <summary>Our events in the terms of the Azure SDK, which writes their JSON.</summary>
internal static class CloudEventJson
{
    /// <summary>The extension by which events of one customer are sorted.</summary>
    private const string Sequence = "sequence";

    public static CloudEvent Of(OutgoingEvent @event, string source) =>
        new(source, @event.Type, BinaryData.FromBytes(@event.Data), "application/json", CloudEventDataFormat.Json)
        {
            Id = @event.Id,
            Subject = @event.Subject,
            Time = @event.Time.ToDateTimeOffset(),
            ExtensionAttributes = { [Sequence] = @event.Sequence },
        };
}
