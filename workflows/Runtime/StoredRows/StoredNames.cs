using System.Text.Json;
using System.Text.Json.Serialization;
using Campaigns.Decisions.Contacts;
using Campaigns.Decisions.Engine;
using Campaigns.Decisions.Migration;
using Campaigns.Runtime.Ports;
using NodaTime;
using NodaTime.Serialization.SystemTextJson;

namespace Campaigns.Runtime.StoredRows;

/// <summary>An enum by the names that rows have for its values, whatever the code calls them.</summary>
internal abstract class StoredNames<T> : JsonConverter<T>
    where T : struct, Enum
{
    private readonly (T Value, JsonEncodedText Name)[] _names;

    protected StoredNames(params (T Value, string Name)[] names) =>
        _names = Array.ConvertAll(names, item => (item.Value, JsonEncodedText.Encode(item.Name)));

    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException("expected a text");
        foreach (var (value, name) in _names)
        {
            if (reader.ValueTextEquals(name.EncodedUtf8Bytes))
                return value;
        }

        throw new JsonException($"there is no {typeof(T).Name} \"{reader.GetString()}\"");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        foreach (var (known, name) in _names)
        {
            if (EqualityComparer<T>.Default.Equals(known, value))
            {
                writer.WriteStringValue(name);
                return;
            }
        }

        throw new JsonException($"rows have no name for {typeof(T).Name}.{value}");
    }
}

/// <summary>What has become of a contact.</summary>
internal sealed class ContactStatusConverter() : StoredNames<ContactStatus>(
    (ContactStatus.Planned, "planned"), (ContactStatus.Reserved, "reserved"), (ContactStatus.Sending, "sending"),
    (ContactStatus.Sent, "sent"), (ContactStatus.Unknown, "unknown"));

/// <summary>What of a step is being done.</summary>
internal sealed class StepPhaseConverter() : StoredNames<StepPhase>(
    (StepPhase.Deciding, "deciding"), (StepPhase.Contacting, "contacting"), (StepPhase.Scheduled, "scheduled"),
    (StepPhase.Deferred, "deferred"), (StepPhase.AwaitingReport, "awaiting_report"), (StepPhase.Waiting, "waiting"));

/// <summary>What a sweep does.</summary>
internal sealed class SweepKindConverter() : StoredNames<SweepKind>(
    (SweepKind.Dates, "dates"), (SweepKind.Audience, "audience"), (SweepKind.Resume, "resume"), (SweepKind.Stop, "stop"),
    (SweepKind.Concurrency, "places"), (SweepKind.Migrate, "migrate"));

/// <summary>What becomes of who waits by a wait that has changed.</summary>
internal sealed class ChangedWaitsConverter() : StoredNames<ChangedWaits>(
    (ChangedWaits.Refuse, "refuse"), (ChangedWaits.Keep, "keep"), (ChangedWaits.Follow, "follow"));

/// <summary>Where a journey stands.</summary>
internal sealed class JourneyStatusConverter() : StoredNames<JourneyStatus>(
    (JourneyStatus.Draft, "draft"), (JourneyStatus.Published, "published"), (JourneyStatus.Paused, "paused"),
    (JourneyStatus.Retired, "retired"));

/// <summary>A time of day as ISO 8601 text.</summary>
internal sealed class LocalTimeConverter : JsonConverter<LocalTime>
{
    private static readonly JsonConverter<LocalTime> Iso = (JsonConverter<LocalTime>)NodaConverters.LocalTimeConverter;

    /// <inheritdoc/>
    public override LocalTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Iso.Read(ref reader, typeToConvert, options);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, LocalTime value, JsonSerializerOptions options) => Iso.Write(writer, value, options);
}
