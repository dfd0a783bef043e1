using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Outbox;

/// <summary>What facts look like to other systems: type, subject and data of a CloudEvent. The schema is told in docs/events.md.</summary>
public static class FactEvents
{
    /// <summary>Whether other systems hear of a fact. Plans, slots, events taken in and warnings stay inside.</summary>
    public static bool IsPublished(Fact fact) => TypeOf(fact) is not null;

    /// <summary>The events of a chapter of a customer's timeline.</summary>
    /// <param name="customer">Whose.</param>
    /// <param name="chapter">The chapter's number.</param>
    /// <param name="facts">All its facts, in order: an event's id tells the place among them.</param>
    public static IEnumerable<OutgoingEvent> Of(CustomerId customer, long chapter, IReadOnlyList<Fact> facts)
    {
        var owner = StableHash.Id(customer.Value);
        for (var i = 0; i < facts.Count; i++)
        {
            if (TypeOf(facts[i]) is { } type)
            {
                yield return new OutgoingEvent(
                    string.Create(CultureInfo.InvariantCulture, $"{owner}-{chapter}-{i}"), type, SubjectOf(facts[i]), facts[i].Time,
                    string.Create(CultureInfo.InvariantCulture, $"{chapter:D10}.{i:D4}"), DataOf(customer, facts[i]));
            }
        }
    }

    private static string? TypeOf(Fact fact) => fact.Kind switch
    {
        FactKind.Sent or FactKind.Delivered or FactKind.Opened or FactKind.Clicked or FactKind.Failed or FactKind.Unknown
            or FactKind.Refused or FactKind.Deferred or FactKind.Bumped or FactKind.Released => $"campaigns.message.{fact.Kind}",
        FactKind.Entered or FactKind.Exited or FactKind.Ended or FactKind.Converted or FactKind.Held => $"campaigns.enrollment.{fact.Kind}",
        FactKind.Task => "campaigns.task.created",
        // A step that publishes names its own type; the fact keeps it as its reason.
        FactKind.Published => fact.Reason,
        _ => null,
    };

    private static string? SubjectOf(Fact fact) =>
        fact.Journey is not { } journey ? null : fact.Step is { } step ? $"{journey}/{step}" : journey.Value;

    private static ReadOnlyMemory<byte> DataOf(CustomerId customer, Fact fact)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("customer_id", customer.Value);
            Write(json, "journey", fact.Journey?.Value);
            if (fact.Version is { } version)
                json.WriteNumber("version", version);
            Write(json, "enrollment_id", fact.Enrollment?.Value);
            Write(json, "policy_id", fact.Policy?.Value);
            Write(json, "step", fact.Step?.Value);
            Write(json, "channel", fact.Channel?.Name);
            Write(json, "message_id", fact.Message?.Value);
            if (fact.Kind == FactKind.Published)
                FactDetails.WriteOwn(json, fact);
            else
                FactDetails.Write(json, fact);
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
