using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Campaigns.Runtime.StoredRows;
using NodaTime.Serialization.SystemTextJson;

namespace Campaigns.Api.Http;

/// <summary>How answers are written: as stored rows are, but with falses and zeros, which readers should not have to guess.</summary>
public static class ApiJson
{
    /// <summary>The options of every answer, whatever the host has configured for itself.</summary>
    public static readonly JsonSerializerOptions Options = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(StoreJson.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
        options.Converters.Add(NodaConverters.LocalDateConverter);
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver();
        options.MakeReadOnly();
        return options;
    }
}
