using System.Text.Json;
using System.Text.Json.Serialization;
using Campaigns.Api.Http;
using Campaigns.Definitions.Json;
using Microsoft.AspNetCore.Http;

namespace Campaigns.Api.Events.EventGrid;

/// <summary>What is particular about a request of Event Grid.</summary>
internal static class EventGridDelivery
{
    private const string Header = "aeg-event-type";
    private const string ValidationType = "Microsoft.EventGrid.SubscriptionValidationEvent";

    /// <summary>Whether Event Grid delivers: it names the kind of delivery in a header, in either schema.</summary>
    public static bool Is(HttpRequest request) => request.Headers.ContainsKey(Header);

    /// <summary>The code of a subscription validation, sent when somebody subscribes this address; null for anything else.</summary>
    public static string? ValidationCode(JsonElement root) =>
        root.ValueKind == JsonValueKind.Array && root.GetArrayLength() == 1 && EventGridEvent.Is(root[0])
        && ForeignJson.Find(root[0], "eventType") is { ValueKind: JsonValueKind.String } type && type.ValueEquals(ValidationType)
        && ForeignJson.Find(root[0], "data") is { } data
        && ForeignJson.Find(data, "validationCode") is { ValueKind: JsonValueKind.String } code
            ? code.GetString()
            : null;

    /// <summary>
    /// The 400 for a delivery with events that are not valid. Event Grid would deliver again after a 207; after a 400 it
    /// puts the delivery where dead letters go. What was valid in it is stored all the same.
    /// </summary>
    /// <returns>A 500 when one could not be taken for an internal reason: it is to be delivered again.</returns>
    public static Problem? Refusal(IReadOnlyList<EventResponse> answers)
    {
        if (answers.Count(answer => answer.Result == EventResult.Failed) is > 0 and var failed)
            return new Problem(StatusCodes.Status500InternalServerError, "Internal server error",
                $"{failed} of {answers.Count} events could not be taken for an internal reason; the others are stored.");
        var rejected = answers.Where(answer => answer.Result == EventResult.Rejected).ToList();
        return rejected.Count == 0
            ? null
            : Problem.BadRequest(
                $"{rejected.Count} of {answers.Count} events are not valid; the others are stored. The first: {rejected[0].Problem!.Detail}",
                [.. rejected.SelectMany(answer => answer.Problem!.Errors)]);
    }
}

/// <summary>The answer to a subscription validation.</summary>
/// <param name="ValidationResponse">The code that came.</param>
public sealed record SubscriptionValidation([property: JsonPropertyName("validationResponse")] string ValidationResponse);
