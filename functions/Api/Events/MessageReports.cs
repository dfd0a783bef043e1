using System.Text.Json;
using Campaigns.Api.Http;
using Campaigns.Definitions.Json;
using Campaigns.Model;
using Campaigns.Model.Events;
using Campaigns.Model.Timeline;
using Campaigns.Runtime;
using Campaigns.Runtime.Customers;
using Campaigns.Senders.Links;

namespace Campaigns.Api.Events;

/// <summary>
/// Finds out whom a report about a message concerns: by its token, which went out with the message, by the customer it names, or by the
/// message's id.
/// </summary>
/// <param name="runner">Knows who was written to.</param>
/// <param name="links">Reads tokens.</param>
internal sealed class MessageReports(CampaignRunner runner, LinkSigner links)
{
    /// <summary>In the data of a report: what the provider got with the message.</summary>
    public const string Token = "report_token";

    /// <summary>What is said of a report that concerns nobody.</summary>
    public const string Unknown = "the report concerns no known message";

    private const string Message = "message_id";
    private const string Customer = "customer_id";

    /// <summary>Whether an event is a report about a message.</summary>
    public static bool Is(string? type) => type is EventTypes.MessageDelivered or EventTypes.MessageOpened or EventTypes.MessageClicked
        or EventTypes.MessageReplied or EventTypes.MessageBounced or EventTypes.MessageComplained;

    /// <summary>Whether a report has a token.</summary>
    public static bool HasToken(CloudEventEnvelope envelope) => Is(envelope.Type)
        && envelope.Data is { ValueKind: JsonValueKind.Object } data && data.TryGetProperty(Token, out var token)
        && token.ValueKind != JsonValueKind.Null;

    /// <summary>Whom a report concerns, after logging what is wrong with it.</summary>
    public async ValueTask<ReportSubject> FindAsync(CloudEventEnvelope envelope, string pointer, ProblemLog log, CancellationToken cancel)
    {
        if (envelope.Data is not { ValueKind: JsonValueKind.Object } data)
            return new ReportSubject.Named(); // that is said elsewhere
        if (data.TryGetProperty(Token, out var token) && token.ValueKind != JsonValueKind.Null)
            return OfToken(token, data, JsonPointers.Append(pointer, "data"), log);
        if (Text(data, Message) is not { } id)
            return new ReportSubject.Named();
        if (Text(data, Customer) is { } customer)
            return MayRefuse(envelope.Type, data) || await ExistsAsync(customer, cancel) ? new ReportSubject.Named() : new ReportSubject.Nobody();
        var found = await runner.Customers.Reports.FindAsync(ReportIndex.MessageKey(new(id)), cancel);
        if (found.Count > 0)
            return new ReportSubject.Known(found[0].Customer, found[0].Message, Channel: null);
        return envelope.Subject is { Length: > 0 } subject && await ExistsAsync(subject, cancel)
            ? new ReportSubject.Named() : new ReportSubject.Nobody();
    }

    private ReportSubject OfToken(JsonElement token, JsonElement data, string place, ProblemLog log)
    {
        if (token.ValueKind != JsonValueKind.String || !links.TryRead(token.GetString(), out var claims)
            || claims.Purpose != LinkPurpose.Report)
            log.Add(JsonPointers.Append(place, Token), "bad-token", $"expected the {Token} that came with the message, unchanged");
        else if (Text(data, Message) is { } message && message != claims.Message.Value)
            log.Add(JsonPointers.Append(place, Message), "wrong-message", $"expected the message of the {Token}, or none");
        else if (Text(data, Customer) is { } customer && customer != claims.Customer.Value)
            log.Add(JsonPointers.Append(place, Customer), "wrong-customer", $"expected the customer of the {Token}, or none");
        else
            return new ReportSubject.Known(claims.Customer, claims.Message, claims.Channel);
        return new ReportSubject.Nobody();
    }

    /// <summary>A refusal is not lost because the customer is not known yet.</summary>
    private static bool MayRefuse(string? type, JsonElement data) => type is EventTypes.MessageComplained or EventTypes.MessageReplied
        || (type == EventTypes.MessageBounced && RecipientRefusal.Of(Text(data, "reason")) is not null);

    private async ValueTask<bool> ExistsAsync(string customer, CancellationToken cancel) =>
        !CustomerId.IsValid(customer) // that is said elsewhere
        || (await runner.Customers.LoadAsync(new CustomerId(customer), cancel)).Exists;

    private static string? Text(JsonElement data, string name) =>
        data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>Whom a report concerns.</summary>
internal abstract record ReportSubject
{
    /// <summary>The customer it names, as any event does.</summary>
    public sealed record Named : ReportSubject;

    /// <summary>A customer whom it need not name.</summary>
    /// <param name="Customer">Whom.</param>
    /// <param name="Message">The message.</param>
    /// <param name="Channel">Its channel, where that is known.</param>
    public sealed record Known(CustomerId Customer, MessageId Message, Channel? Channel) : ReportSubject;

    /// <summary>Nobody here.</summary>
    public sealed record Nobody : ReportSubject;
}
