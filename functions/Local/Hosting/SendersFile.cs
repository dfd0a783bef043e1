using System.Text.Json;
using System.Text.Json.Serialization;
using Campaigns.Hosting;
using Campaigns.Publishing;
using Campaigns.Senders.Delivery;
using Campaigns.Senders.Providers;

namespace Campaigns.Local.Hosting;

/// <summary>
/// The file of <c>--senders</c>: the providers, under <c>correspondence</c> who writes and where links lead, under <c>publish</c> who is
/// told what happened.
/// </summary>
internal sealed record SendersFile : ProviderOptions
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

    /// <summary>Reads the file.</summary>
    /// <exception cref="HostConfigurationException">The file is wrong; the message says where.</exception>
    public static async Task<SendersFile> ReadAsync(string path, CancellationToken cancel)
    {
        var text = await File.ReadAllTextAsync(path, cancel);
        try
        {
            return JsonSerializer.Deserialize<SendersFile>(text, Settings) ?? throw new JsonException();
        }
        catch (JsonException e)
        {
            var line = e.LineNumber is { } number ? $" line {number + 1}" : "";
            throw new HostConfigurationException($"{path}{line}: {Explain(text, e)} See docs/senders.md.");
        }
    }

    // The reader's own words name types of the program, which mean nothing to whoever wrote the file.
    private static string Explain(string text, JsonException e) =>
        string.IsNullOrWhiteSpace(text) ? "the file is empty."
        : e.Message.StartsWith("The JSON property", StringComparison.Ordinal) ? $"there is no setting \"{e.Message.Split('\'')[1]}\" there."
        : e.InnerException is JsonException || e.Path is null or "$" ? "this is not valid JSON, or not an object."
        : $"the value of {e.Path.TrimStart('$', '.')} is not of the kind expected.";
}
