using System.Text.Json;
using Campaigns.Api.Data;
using Campaigns.Api.Http;
using Campaigns.Definitions.Json;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Runtime.Customers;

namespace Campaigns.Api.Events.AzureCommunication;

/// <summary>One report, and the events of ours it becomes.</summary>
/// <param name="envelope">The event as Event Grid brought it.</param>
/// <param name="place">Where its data stands.</param>
/// <param name="log">Hears of what is missing.</param>
internal sealed class AcsReport(CloudEventEnvelope envelope, string place, ProblemLog log)
{
    /// <summary>A text of the data; null after saying that it is missing.</summary>
    public string? Required(string name)
    {
        if (Optional(name) is { Length: > 0 } text)
            return text;
        var found = Find(name) is { ValueKind: not (JsonValueKind.String or JsonValueKind.Null) } other
            ? $"found {JsonKinds.Describe(other)}" : "it is missing";
        log.Add(JsonPointers.Append(place, name), "invalid-report", $"\"{name}\": expected a text, {found}");
        return null;
    }

    /// <summary>A text of the data, or null.</summary>
    public string? Optional(string name) => Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A text within an object of the data, or null.</summary>
    public string? Optional(string name, string inner) =>
        Find(name) is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty(inner, out var text)
        && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    /// <summary>An event about a message.</summary>
    public CustomerEvent About(Addressee addressee, string type, Channel channel, params (string Name, string? Value)[] more) => new(
        envelope.Source!, envelope.Id!, type, envelope.Time!.Value, addressee.Customer,
        AttributeBag.Of(
        [
            new("message_id", addressee.Message.Value), new("channel", channel.Name),
            .. more.Select(pair => KeyValuePair.Create(pair.Name, (object?)pair.Value)),
        ]));

    private JsonElement? Find(string name) =>
        envelope.Data is { } data ? ForeignJson.Find(data, name) : null;
}
