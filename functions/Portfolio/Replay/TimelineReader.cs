using System.Text.Json;
using System.Text.Json.Serialization;
using Campaigns.Model;
using Campaigns.Model.Customers;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Portfolio.Replay;

/// <summary>Reads a <c>timeline.jsonl</c> one line at a time: what <see cref="TimelineWriter"/> wrote.</summary>
public static partial class TimelineReader
{
    /// <summary>The lines of a file; empty ones are passed over.</summary>
    /// <exception cref="TimelineFormatException">A line is no timeline event.</exception>
    public static IEnumerable<TimelineLine> Read(string path)
    {
        var number = 0L;
        // a replay stands at one instant for many timeline events
        var last = (Text: "", At: default(OffsetDateTime), Instant: default(Instant));
        foreach (var text in File.ReadLines(path))
        {
            number++;
            if (text.Length == 0)
                continue;
            var written = Parse(text, path, number);
            if (written.Time != last.Text)
            {
                var parsed = OffsetDateTimePattern.ExtendedIso.Parse(written.Time!);
                if (!parsed.Success || !AttributeDates.TryReadInstant(written.Time!, out var instant))
                    throw Malformed(path, number, $"\"time\" is '{written.Time}', expected one such as 2026-03-01T10:00:00+08:00");
                last = (written.Time!, parsed.Value, instant);
            }

            yield return new TimelineLine(last.At, new CustomerId(written.Customer!), written.ToEvent(last.Instant));
        }
    }

    private static TimelineLine.Written Parse(string text, string path, long number)
    {
        TimelineLine.Written? written;
        try
        {
            written = JsonSerializer.Deserialize(text, TimelineJson.Default.Written);
        }
        catch (JsonException e)
        {
            throw Malformed(path, number,
                $"this is not the JSON object of a timeline event{(e.Path is { Length: > 1 } place ? $" (at {place})" : "")}; was the " +
                $"file cut off?");
        }

        var missing = written switch
        {
            null => "the object",
            { Time: null } => "\"time\"",
            { Customer: null } => "\"customer\"",
            { Kind: null } => "\"fact\"",
            _ => null,
        };
        return missing is null ? written!
            : throw Malformed(path, number, $"{missing} is missing; a timeline is what 'campaigns replay' writes");
    }

    private static TimelineFormatException Malformed(string path, long number, string what) => new($"{path}, line {number}: {what}.");

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(TimelineLine.Written))]
    private sealed partial class TimelineJson : JsonSerializerContext;
}

/// <summary>A file is no timeline; the message says where and why.</summary>
public sealed class TimelineFormatException(string message) : Exception(message);
