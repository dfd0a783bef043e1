using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.StoredRows;

/// <summary>How stored rows are written: compact JSON in snake case, nulls, falses and zeros left out.</summary>
internal static class RowJson
{
    /// <summary>The rows of this project.</summary>
    public static readonly RowContext Context = new(CreateOptions());

    /// <summary>The options of a context of rows.</summary>
    public static JsonSerializerOptions CreateOptions() => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new InstantConverter(), new LocalTimeConverter(), new AttributeBagConverter(withTimes: true), new ContactStatusConverter(),
            new StepPhaseConverter(), new SweepKindConverter(), new ChangedWaitsConverter(), new JourneyStatusConverter(),
        },
    };

    /// <summary>The bytes of a row.</summary>
    /// <param name="row">What it holds.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="version">The version of its format.</param>
    public static byte[] Write<TRow>(TRow row, JsonTypeInfo<TRow> type, int version = 1) =>
        RowFormat.WithVersion(version, JsonSerializer.SerializeToUtf8Bytes(row, type));

    /// <summary>Reads a row of any version this program knows.</summary>
    /// <param name="table">Its table.</param>
    /// <param name="row">The row.</param>
    /// <param name="type">What it holds.</param>
    /// <param name="map">Makes the domain's value of it.</param>
    /// <exception cref="InvalidDataException">It holds nothing of the kind.</exception>
    /// <exception cref="StoreFormatException">It is of a newer version.</exception>
    public static T Read<TRow, T>(string table, Row row, JsonTypeInfo<TRow> type, Func<TRow, T> map)
    {
        var body = RowFormat.BodyOf(table, row);
        try
        {
            return map(JsonSerializer.Deserialize(body.Span, type) ?? throw new JsonException("expected a value, found null"));
        }
        catch (Exception e) when (e is not (StoreFormatException or OutOfMemoryException))
        {
            // Whatever converters and ids throw of a text that is none of theirs.
            throw new InvalidDataException($"The row {table}/{row.Partition}/{row.Key} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Each item as a row; null for none, which is left out.</summary>
    public static TRow[]? Map<T, TRow>(ImmutableArray<T> items, Converter<T, TRow> map) =>
        items.IsDefault ? null : Array.ConvertAll(ImmutableCollectionsMarshal.AsArray(items)!, map);

    /// <summary>Each row as the domain's value; none where the property is left out.</summary>
    public static ImmutableArray<T> Map<TRow, T>(TRow[]? rows, Converter<TRow, T> map) =>
        rows is null ? [] : ImmutableCollectionsMarshal.AsImmutableArray(Array.ConvertAll(rows, map));
}

/// <summary>The generated code that writes and reads rows.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(CustomerHeadRow))]
[JsonSerializable(typeof(LedgerEntryRow[]))]
[JsonSerializable(typeof(CustomerProfileRow))]
[JsonSerializable(typeof(Model.Customers.AttributeBag))]
[JsonSerializable(typeof(EnrollmentRow))]
[JsonSerializable(typeof(PastEnrollmentRow))]
[JsonSerializable(typeof(TimelineEventRow[]))]
[JsonSerializable(typeof(SweepProgressRow))]
[JsonSerializable(typeof(DocumentRow))]
[JsonSerializable(typeof(DocumentHeadRow))]
[JsonSerializable(typeof(HoldRow))]
[JsonSerializable(typeof(ReleaseRow))]
[JsonSerializable(typeof(DeploymentRow))]
[JsonSerializable(typeof(ReleaseHeadRow))]
[JsonSerializable(typeof(SharedSuppressionRow))]
[JsonSerializable(typeof(SharedLedgerRow))]
[JsonSerializable(typeof(ShortLinkRow))]
[JsonSerializable(typeof(ApiKeyRow))]
[JsonSerializable(typeof(CustomerWorkRow))]
[JsonSerializable(typeof(UnknownMessageRow))]
[JsonSerializable(typeof(NodaTime.Instant))]
internal sealed partial class RowContext : JsonSerializerContext;
