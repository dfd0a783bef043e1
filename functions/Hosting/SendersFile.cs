using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Campaigns.Definitions.Json;
using Campaigns.Model;
using Campaigns.Publishing;
using Campaigns.Senders.Delivery;
using Campaigns.Senders.Providers;

namespace Campaigns.Hosting;

/// <summary>
/// The file of <c>--senders</c>: the providers, under <c>correspondence</c> who writes and where links lead, under <c>publish</c> who is
/// told what happened.
/// </summary>
public sealed record SendersFile : ProviderOptions
{
    /// <summary>Who writes, and where links lead; null: the host's own port on this machine.</summary>
    [JsonPropertyName("correspondence")]
    public MessageContextOptions? MessageContext { get; init; }

    /// <summary>Where timeline events are published to; null: nowhere.</summary>
    public PublicationOptions? Publish { get; init; }

    private static readonly JsonSerializerOptions Settings = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>For whoever has found the unknown names already, and wants the rest.</summary>
    private static readonly JsonSerializerOptions Lenient = new(Settings) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };

    /// <summary>What editors read, and nothing else does.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>Reads the file.</summary>
    /// <exception cref="HostConfigurationException">The file is wrong; the message says where.</exception>
    public static async Task<SendersFile> ReadAsync(string path, CancellationToken cancel)
    {
        var text = await File.ReadAllBytesAsync(path, cancel);
        try
        {
            return Parse(text);
        }
        catch (JsonException e)
        {
            var line = e.LineNumber is { } number ? $" line {number + 1}" : "";
            throw new HostConfigurationException($"{path}{line}: {Explain(text, e)} See docs/senders.md.");
        }
    }

    /// <summary>Reads a text, with everything that is wrong with it.</summary>
    /// <param name="json">UTF-8 text, with or without byte order mark.</param>
    /// <returns>The settings, null when they cannot be read; and the findings, those of a host's start included.</returns>
    public static (SendersFile? Settings, IReadOnlyList<Finding> Findings) Read(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span))
            return (null, [new(FindingSeverity.Error, "", 1, "not-json", "the file is not UTF-8 text; save it as UTF-8") { Column = 1 }]);
        var places = new DocumentPlaces(json);
        try
        {
            var findings = new List<Finding>();
            using (var document = JsonDocument.Parse(WithoutMark(json), new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }))
                FindUnknown(document.RootElement, typeof(SendersFile), "", places, findings);
            var settings = JsonSerializer.Deserialize<SendersFile>(WithoutMark(json).Span, Lenient) ?? throw new JsonException();
            findings.AddRange(settings.Check().Concat(settings.MessageContext?.Check() ?? []).Concat(settings.Publish?.Check() ?? [])
                .Select(error => AtSetting(error, places)));
            return (findings.Count == 0 ? settings : null, findings);
        }
        catch (JsonException e)
        {
            return (null, [new Finding(FindingSeverity.Error, Pointer(e.Path), (int)(e.LineNumber ?? 0) + 1,
                e.Path is null or "$" ? "not-json" : "wrong-type", Explain(json, e).TrimEnd('.')) { Column = 1 + (int)(e.BytePositionInLine ?? 0) }]);
        }
    }

    private static SendersFile Parse(ReadOnlyMemory<byte> json) =>
        JsonSerializer.Deserialize<SendersFile>(WithoutMark(json).Span, Settings) ?? throw new JsonException();

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> json) => json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json;

    /// <summary>Every name that no setting has: the reader stops at the first.</summary>
    private static void FindUnknown(JsonElement value, Type type, string pointer, DocumentPlaces places, List<Finding> findings)
    {
        if (value.ValueKind != JsonValueKind.Object || type == typeof(string) || type.IsPrimitive)
            return;
        var values = type.IsGenericType && typeof(System.Collections.IEnumerable).IsAssignableFrom(type) ? type.GetGenericArguments()[^1] : null;
        var known = values is null ? SettingsOf(type) : [];
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in value.EnumerateObject())
        {
            var place = JsonPointers.Append(pointer, property.Name);
            if (!seen.Add(property.Name))
                findings.Add(places.Error(place, "duplicate-property", $"\"{property.Name}\" is written twice in one object; keep one of them"));
            else if (values is not null)
                FindUnknown(property.Value, values, place, places, findings);
            else if (known.TryGetValue(property.Name, out var inner))
                FindUnknown(property.Value, inner, place, places, findings);
            else
                findings.Add(places.Error(place, "unknown-property", $"there is no setting \"{property.Name}\" here{Spelling.Hint(property.Name, known.Keys)}"));
        }
    }

    internal static Dictionary<string, Type> SettingsOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null).ToDictionary(
            property => property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name),
            property => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, StringComparer.OrdinalIgnoreCase);

    /// <summary><c>providers:mail:smtp:host: is missing</c>, at its place in the text.</summary>
    private static Finding AtSetting(string error, DocumentPlaces places)
    {
        var end = error.IndexOf(": ", StringComparison.Ordinal);
        var pointer = end < 0 ? "" : "/" + error[..end].Replace(':', '/');
        return places.Error(pointer, "bad-setting", end < 0 ? error : error[(end + 2)..]);
    }

    private static string Pointer(string? path) =>
        path is null or "$" ? "" : path.TrimStart('$').Replace('.', '/').Replace("['", "/", StringComparison.Ordinal).Replace("']", "", StringComparison.Ordinal);

    // The reader's own words name types of the program, which mean nothing to whoever wrote the file.
    private static string Explain(ReadOnlyMemory<byte> text, JsonException e) =>
        string.IsNullOrWhiteSpace(Encoding.UTF8.GetString(text.Span)) ? "the file is empty."
        : e.Message.StartsWith("The JSON property", StringComparison.Ordinal) ? $"there is no setting \"{e.Message.Split('\'')[1]}\" there."
        : e.InnerException is JsonException || e.Path is null or "$" ? "this is not valid JSON, or not an object."
        : $"the value of {e.Path.TrimStart('$', '.')} is not of the kind expected.";
}
