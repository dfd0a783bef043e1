using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Portfolio.Replay;

/// <summary>The lines of a <c>timeline.jsonl</c>, one timeline event a line, in memory until they are written out. One thread uses it.</summary>
public sealed class TimelineLines : IDisposable
{
    private static readonly HashSet<string> WrittenKinds =
    [
        TimelineEventKind.Entered, TimelineEventKind.Planned, TimelineEventKind.Reserved, TimelineEventKind.Deferred,
        TimelineEventKind.Refused, TimelineEventKind.Bumped,
        TimelineEventKind.Released, TimelineEventKind.Sent, TimelineEventKind.Failed, TimelineEventKind.Unknown,
        TimelineEventKind.Delivered, TimelineEventKind.Opened,
        TimelineEventKind.Clicked, TimelineEventKind.Converted, TimelineEventKind.Exited, TimelineEventKind.Ended, TimelineEventKind.Task,
        TimelineEventKind.Faulted, TimelineEventKind.Parked, TimelineEventKind.Settled,
    ];

    private static readonly OffsetDateTimePattern Time =
        OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss;FFFFFFFo<+HH:mm>");
    private readonly ArrayBufferWriter<byte> _lines = new();
    private readonly Utf8JsonWriter _json;
    private readonly DateTimeZone _zone;
    private (Instant Time, string Text) _last = (Instant.MinValue, "");

    /// <summary>Begins without a line.</summary>
    /// <param name="zone">The zone times are written in, with their offset.</param>
    public TimelineLines(DateTimeZone zone)
    {
        _zone = zone;
        // Into memory, because a JSON writer on a stream flushes the stream as well: a system call a line.
        _json = new Utf8JsonWriter(_lines,
            new JsonWriterOptions { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>The lines that have not been cleared.</summary>
    public ReadOnlySpan<byte> Written => _lines.WrittenSpan;

    /// <summary>Adds a line for each event that is told there.</summary>
    public void Add(CustomerId customer, IReadOnlyList<TimelineEvent> timelineEvents)
    {
        foreach (var timelineEvent in timelineEvents)
        {
            if (WrittenKinds.Contains(timelineEvent.Kind))
                Write(customer, timelineEvent);
        }
    }

    /// <summary>Removes all lines.</summary>
    public void Clear() => _lines.ResetWrittenCount();

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void Write(CustomerId customer, TimelineEvent timelineEvent)
    {
        _json.WriteStartObject();
        _json.WriteString("time", Text(timelineEvent.Time));
        _json.WriteString("customer", customer.Value);
        Text("policy", timelineEvent.Policy?.Value);
        Text("journey", timelineEvent.Journey?.Value);
        if (timelineEvent.Version is { } version)
            _json.WriteNumber("version", version);
        Text("step", timelineEvent.Step?.Value);
        _json.WriteString("fact", timelineEvent.Kind);
        Text("channel", timelineEvent.Channel?.Name);
        Text("reason", timelineEvent.Reason);
        Text("message", timelineEvent.Message?.Value);
        if (timelineEvent.Detail is { } detail)
            Explain(detail);
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _lines.Write("\n"u8);
    }

    /// <summary>Of the explanation, what tells who held whom back, and until when; the rest is in the store.</summary>
    private void Explain(AttributeBag detail)
    {
        Text("until", detail.Text("until"));
        if (detail["used"] is not IReadOnlyList<string> used)
            return;
        _json.WriteStartArray("used");
        foreach (var message in used)
            _json.WriteStringValue(message);
        _json.WriteEndArray();
    }

    /// <summary>A replay stands at one instant for many timeline events.</summary>
    private string Text(Instant time)
    {
        if (_last.Time != time)
            _last = (time, Time.Format(time.InZone(_zone).ToOffsetDateTime()));
        return _last.Text;
    }

    private void Text(string name, string? value)
    {
        if (value is not null)
            _json.WriteString(name, value);
    }
}
