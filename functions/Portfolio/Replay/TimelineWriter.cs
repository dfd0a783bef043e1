using System.Buffers;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Files;
using Campaigns.Runtime.Ports;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Portfolio.Replay;

/// <summary>Writes timeline events as JSON lines, one timeline event a line, for people with <c>jq</c> and for tests.</summary>
public sealed class TimelineWriter : ITimelineSink, IDisposable
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
    private const int BufferSize = 1 << 16; // bytes
    private readonly Lock _lock = new();
    private ExceptionDispatchInfo? _failure;
    private readonly FileStream _file;
    private readonly ArrayBufferWriter<byte> _lines = new(2 * BufferSize);
    private readonly Utf8JsonWriter _json;
    private readonly DateTimeZone _zone;
    private (Instant Time, string Text) _last = (Instant.MinValue, "");

    /// <summary>Begins a file.</summary>
    /// <param name="path">The file; replaced when it exists.</param>
    /// <param name="zone">The zone times are written in, with their offset.</param>
    public TimelineWriter(string path, DateTimeZone zone)
    {
        _zone = zone;
        PrivateFiles.Restrict(path); // of an earlier replay into the same folder
        var options = PrivateFiles.ToCreate(FileMode.Create);
        options.Share = FileShare.Read;
        _file = new FileStream(path, options);
        // Into memory, because a JSON writer on a stream flushes the stream as well: a system call a line.
        _json = new Utf8JsonWriter(_lines,
            new JsonWriterOptions
            {
                SkipValidation = true,
                Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping
            });
    }

    /// <inheritdoc/>
    public void Receive(CustomerId customer, IReadOnlyList<TimelineEvent> timelineEvents)
    {
        lock (_lock)
        {
            try
            {
                foreach (var timelineEvent in timelineEvents)
                {
                    if (WrittenKinds.Contains(timelineEvent.Kind))
                        Write(customer, timelineEvent);
                }
            }
            catch (Exception e)
            {
                _failure ??= ExceptionDispatchInfo.Capture(e); // a sink must not throw: see ThrowIfFailed
            }
        }
    }

    /// <summary>Throws what made it fail, such as a full disk: then the file is not complete.</summary>
    public void ThrowIfFailed()
    {
        lock (_lock)
            _failure?.Throw();
    }

    /// <summary>Completes the file.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            WriteOut();
            _json.Dispose();
            _file.Dispose();
        }
    }

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
        if (_lines.WrittenCount >= BufferSize)
            WriteOut();
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

    private void WriteOut()
    {
        _file.Write(_lines.WrittenSpan);
        _lines.ResetWrittenCount();
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
