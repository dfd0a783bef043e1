using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime.Serialization.SystemTextJson;

namespace Campaigns.Runtime.StoredRows;

/// <summary>
/// How values of the domain are shown as JSON, by the API and the command line: compact, in snake case, as rows have them.
/// Nothing that is stored is written with it: see <see cref="RowJson"/>.
/// </summary>
public static class StoreJson
{
    /// <summary>The options.</summary>
    public static readonly JsonSerializerOptions Options = Create();

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
