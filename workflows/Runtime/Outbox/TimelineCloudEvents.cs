using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Outbox;

/// <summary>
/// What timeline events look like to other systems: type, subject and data of a CloudEvent. The schema is told in docs/events.md.
/// </summary>
public static class TimelineCloudEvents
{
    /// <summary>Whether other systems hear of a timeline event. Plans, slots, events taken in and warnings stay inside.</summary>
    public static bool IsPublished(TimelineEvent timelineEvent) => TypeOf(timelineEvent) is not null;

    /// <summary>The events of a batch of a customer's timeline.</summary>
    /// <param name="customer">Whose.</param>
    /// <param name="batch">The batch's number.</param>
    /// <param name="timelineEvents">All its timeline events, in order: an event's id tells the place among them.</param>
    public static IEnumerable<OutgoingEvent> Of(CustomerId customer, long batch, IReadOnlyList<TimelineEvent> timelineEvents)
    {
        var owner = StableHash.Id(customer.Value);
        for (var i = 0; i < timelineEvents.Count; i++)
        {
            if (TypeOf(timelineEvents[i]) is { } type)
            {
                yield return new OutgoingEvent(
                    string.Create(CultureInfo.InvariantCulture, $"{owner}-{batch}-{i}"), type, SubjectOf(timelineEvents[i]),
                    timelineEvents[i].Time,
                    string.Create(CultureInfo.InvariantCulture, $"{batch:D10}.{i:D4}"), DataOf(customer, timelineEvents[i]));
            }
        }
    }

    private static string? TypeOf(TimelineEvent timelineEvent) => timelineEvent.Kind switch
    {
        TimelineEventKind.Sent or TimelineEventKind.Delivered or TimelineEventKind.Opened or TimelineEventKind.Clicked
            or TimelineEventKind.Failed or TimelineEventKind.Unknown or TimelineEventKind.Settled
            or TimelineEventKind.Refused or TimelineEventKind.Deferred or TimelineEventKind.Bumped or TimelineEventKind.Released =>
                $"campaigns.message.{timelineEvent.Kind}",
        TimelineEventKind.Entered or TimelineEventKind.Exited or TimelineEventKind.Ended or TimelineEventKind.Converted
            or TimelineEventKind.Held or TimelineEventKind.Migrated => $"campaigns.enrollment.{timelineEvent.Kind}",
        TimelineEventKind.Task => "campaigns.task.created",
        // A step that publishes names its own type; the timeline event keeps it as its reason.
        TimelineEventKind.Published => timelineEvent.Reason,
        _ => null,
    };

    private static string? SubjectOf(TimelineEvent timelineEvent) =>
        timelineEvent.Journey is not { } journey ? null : timelineEvent.Step is { } step ? $"{journey}/{step}" : journey.Value;

    private static ReadOnlyMemory<byte> DataOf(CustomerId customer, TimelineEvent timelineEvent)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("customer_id", customer.Value);
            Write(json, "journey", timelineEvent.Journey?.Value);
            if (timelineEvent.Version is { } version)
                json.WriteNumber("version", version);
            Write(json, "enrollment_id", timelineEvent.Enrollment?.Value);
            Write(json, "policy_id", timelineEvent.Policy?.Value);
            Write(json, "step", timelineEvent.Step?.Value);
            Write(json, "channel", timelineEvent.Channel?.Name);
            Write(json, "message_id", timelineEvent.Message?.Value);
            if (timelineEvent.Kind == TimelineEventKind.Published)
                PublishedDetails.WritePublished(json, timelineEvent);
            else
                PublishedDetails.Write(json, timelineEvent);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }
}
