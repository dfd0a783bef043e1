using System.Text.Json;
using System.Text.Json.Serialization;
using Campaigns.Runtime.Ports;
using NodaTime.Serialization.SystemTextJson;

namespace Campaigns.Runtime.StoredRows;

/// <summary>How stored rows are written: compact JSON in snake case, nulls, falses and zeros left out.</summary>
/// <remarks>Not source-generated: the generator loses the initial values of init-only properties that a row lacks, and
/// rows written by an older version lack what came later.</remarks>
public static class StoreJson
{
    /// <summary>The options every stored document is read and written with.</summary>
    public static readonly JsonSerializerOptions Options = Create();

    /// <summary>Writes a value.</summary>
    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>Reads a value.</summary>
    /// <exception cref="JsonException">The bytes are no such value.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> body) =>
        JsonSerializer.Deserialize<T>(body.Span, Options) ?? throw new JsonException($"expected a {typeof(T).Name}, found null");

    /// <summary>Reads the value in a row.</summary>
    /// <exception cref="InvalidDataException">The row holds no such value.</exception>
    public static T Read<T>(Row row)
    {
        try
        {
            return Read<T>(row.Body);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"row {row.Partition}/{row.Key} holds no valid {typeof(T).Name}: {e.Message}", e);
        }
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters =
            {
                new InstantConverter(), NodaConverters.LocalTimeConverter, new AttributeBagConverter(),
                new CustomerIdConverter(), new PolicyIdConverter(), new JourneyIdConverter(), new StepIdConverter(),
                new EnrollmentIdConverter(), new MessageIdConverter(), new ChannelConverter(),
                new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower),
            },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
