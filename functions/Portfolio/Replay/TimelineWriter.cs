using System.Buffers;
using System.Text.Json;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Ports;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Portfolio.Replay;

/// <summary>Writes facts as JSON lines, one fact a line, for people with <c>jq</c> and for tests.</summary>
public sealed class TimelineWriter : IFactSink, IDisposable
{
    private static readonly HashSet<string> Told =
    [
        FactKind.Entered, FactKind.Planned, FactKind.Reserved, FactKind.Deferred, FactKind.Refused, FactKind.Bumped,
        FactKind.Released, FactKind.Sent, FactKind.Failed, FactKind.Unknown, FactKind.Delivered, FactKind.Opened,
        FactKind.Clicked, FactKind.Converted, FactKind.Exited, FactKind.Ended, FactKind.Task,
    ];

    private static readonly OffsetDateTimePattern Time =
        OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss;FFFFFFFo<+HH:mm>");
    private const int FullAt = 1 << 16; // bytes
    private readonly Lock _lock = new();
    private readonly FileStream _file;
    private readonly ArrayBufferWriter<byte> _lines = new(2 * FullAt);
    private readonly Utf8JsonWriter _json;
    private readonly DateTimeZone _zone;
    private (Instant Time, string Text) _last = (Instant.MinValue, "");

    /// <summary>Begins a file.</summary>
    /// <param name="path">The file; replaced when it exists.</param>
    /// <param name="zone">The zone times are written in, with their offset.</param>
    public TimelineWriter(string path, DateTimeZone zone)
    {
        _zone = zone;
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        // Into memory, because a JSON writer on a stream flushes the stream as well: a system call a line.
        _json = new Utf8JsonWriter(_lines, new JsonWriterOptions { SkipValidation = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <inheritdoc/>
    public void Take(CustomerId customer, IReadOnlyList<Fact> facts)
    {
        lock (_lock)
        {
            foreach (var fact in facts)
            {
                if (Told.Contains(fact.Kind))
                    Write(customer, fact);
            }
        }
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

    private void Write(CustomerId customer, Fact fact)
    {
        _json.WriteStartObject();
        _json.WriteString("time", Text(fact.Time));
        _json.WriteString("customer", customer.Value);
        Text("policy", fact.Policy?.Value);
        Text("journey", fact.Journey?.Value);
        if (fact.Version is { } version)
            _json.WriteNumber("version", version);
        Text("step", fact.Step?.Value);
        _json.WriteString("fact", fact.Kind);
        Text("channel", fact.Channel?.Name);
        Text("reason", fact.Reason);
        Text("message", fact.Message?.Value);
        if (fact.Detail is { } detail)
            Explain(detail);
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _lines.Write("\n"u8);
        if (_lines.WrittenCount >= FullAt)
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

    /// <summary>A replay stands at one instant for many facts.</summary>
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
