using System.Runtime.InteropServices;
using System.Text.Json;
using Campaigns.Api.Data;
using Campaigns.Api.Http;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.Json;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Customers.Addresses;
using Campaigns.Model.Customers.Preferences;
using Campaigns.Model.Events;
using Campaigns.Runtime.Customers;
using NodaTime;

namespace Campaigns.Api.Events;

/// <summary>Makes a customer's event of a CloudEvent: whom it concerns, and data of the declared types.</summary>
/// <param name="catalog">What is declared.</param>
/// <param name="now">The time of an event that does not tell its own.</param>
/// <param name="country">The country of customers who have none.</param>
internal sealed class EventTranslation(AttributeCatalog catalog, Instant now, string? country)
{
    /// <summary>The event; null after logging what is wrong.</summary>
    /// <param name="envelope">As it came.</param>
    /// <param name="pointer">Where it stands.</param>
    /// <param name="log">Hears of what is wrong.</param>
    /// <param name="known">Whom a report concerns that need not name the customer; null: the event names the customer.</param>
    public CustomerEvent? Translate(CloudEventEnvelope envelope, string pointer, ProblemLog log, ReportSubject.Known? known = null)
    {
        var place = JsonPointers.Append(pointer, "data");
        if (envelope.Data is { ValueKind: not JsonValueKind.Object } other)
        {
            log.Add(place, "wrong-type", $"expected an object, found {JsonKinds.Describe(other)}");
            return null;
        }

        if (envelope.Data is { } whole && JsonMarshal.GetRawUtf8Value(whole).Length is > Limits.EventBytes and var bytes)
        {
            log.Add(place, "too-large", $"expected at most {Limits.EventBytes:N0} bytes of data, found {bytes:N0}");
            return null;
        }

        var customer = known?.Customer ?? Customer(envelope, pointer, log);
        var values = envelope.Data is { } data ? new AttributeReader(log).Read(data, place, name => Declared(envelope.Type, name)) : [];
        CheckId(envelope, "policy_id", "policy", place, log);
        if (known is not null)
            values = AboutMessage(values, known);
        CheckType(envelope, pointer, log);
        RightsChecks.Check(envelope.Type, values, name => JsonPointers.Append(place, name), log, catalog);
        if (envelope.Type == PreferenceChange.EventType && values.Where(value => value.Value is null).Select(value => value.Key).ToArray()
            is { Length: > 0 } removed)
            values = [.. values, new(CustomerEvent.RemovedAttributes, removed)];
        return log.Any || customer is not { } id
            ? null
            : new CustomerEvent(envelope.Source!, envelope.Id!, envelope.Type!, envelope.Time ?? now, id, AttributeBag.Of(values));
    }

    /// <summary>
    /// A type that is nearly one of those that change a right, and that nobody declared: taken for an event without a meaning, it would be
    /// a refusal that is lost.
    /// </summary>
    private void CheckType(CloudEventEnvelope envelope, string pointer, ProblemLog log)
    {
        if (envelope.Type is not { } type || catalog.Events.ContainsKey(type) || EventTypes.OfCustomers.Contains(type)
            || !type.StartsWith("customer.", StringComparison.OrdinalIgnoreCase)
            || Spelling.Nearest(type, EventTypes.OfCustomers) is not { } near || !RightsEvent.Is(near)
            || Math.Abs(near.Length - type.Length) > 2)
            return;
        log.Add(JsonPointers.Append(pointer, "type"), "unknown-type",
            $"there is no event \"{RouteIds.Shorten(type)}\"; did you mean \"{near}\"? Declare it in the catalog if it is meant");
    }

    /// <summary>A word about an event from the future, and about a type nobody declared, which is probably a typo; null: neither.</summary>
    public string? Notice(CloudEventEnvelope envelope) =>
        string.Join("; ", new[] { TimeNotice(envelope), TypeNotice(envelope) }.Concat(AddressNotices(envelope)).OfType<string>())
            is { Length: > 0 } notice ? notice : null;

    private string? TimeNotice(CloudEventEnvelope envelope) => envelope.Time is { } time && EventClock.IsAhead(time, now)
        ? $"the event is dated {time}, which is ahead of the clock here ({now}); it counts from its receipt"
        : null;

    private IEnumerable<string> AddressNotices(CloudEventEnvelope envelope) =>
        AddressReading.Concerns(envelope.Type) && envelope.Data is { ValueKind: JsonValueKind.Object } data
            ? AddressReading.Findings(AttributeBag.Empty,
                [.. data.EnumerateObject().Select(value => KeyValuePair.Create(value.Name, RightsChecks.Plain(value.Value)))], country)
            : [];

    private string? TypeNotice(CloudEventEnvelope envelope) =>
        envelope.Type is not { } type || catalog.Events.ContainsKey(type) || catalog.Events.Count == 0 ? null
        : $"the catalog has no event " +
        $"\"{RouteIds.Shorten(type)}\"{(Spelling.Nearest(RouteIds.Shorten(type), catalog.Events.Keys) is { } near ? $"; did you mean \"{near}\"?" : "; no journey can react to it")}";

    /// <summary>What any report says: the message in clear, and no token, which is a key.</summary>
    private static List<KeyValuePair<string, object?>> AboutMessage(
        List<KeyValuePair<string, object?>> values, ReportSubject.Known known)
    {
        var about = values.Where(value => value.Key is not (MessageReports.Token or "message_id")).ToList();
        about.Add(new("message_id", known.Message.Value));
        if (known.Channel is { } channel && !about.Exists(value => value.Key == "channel"))
            about.Add(new("channel", channel.Name));
        return about;
    }

    private static CustomerId? Customer(CloudEventEnvelope envelope, string pointer, ProblemLog log)
    {
        const string property = "customer_id";
        var place = JsonPointers.Append(JsonPointers.Append(pointer, "data"), property);
        string? id;
        if (envelope.Data is { } data && data.TryGetProperty(property, out var given) && given.ValueKind != JsonValueKind.Null)
        {
            if (given.ValueKind != JsonValueKind.String)
            {
                log.Add(place, "wrong-type", $"expected text, found {JsonKinds.Describe(given)}");
                return null;
            }

            id = given.GetString();
        }
        else if (envelope.Subject is { Length: > 0 } subject)
            (id, place) = (subject, JsonPointers.Append(pointer, "subject"));
        else
        {
            log.Add(place, "missing-customer", "the event names no customer: set \"customer_id\" in its data, or \"subject\"; a report about a message may have its \"report_token\" instead");
            return null;
        }

        if (CustomerId.IsValid(id))
            return new CustomerId(id!);
        log.Add(place, "bad-id", $"{RouteIds.Expected("customer")}, found \"{RouteIds.Shorten(id!)}\"");
        return null;
    }

    private static void CheckId(CloudEventEnvelope envelope, string property, string what, string place, ProblemLog log)
    {
        if (envelope.Data is not { } data || !data.TryGetProperty(property, out var given) || given.ValueKind == JsonValueKind.Null)
            return;
        var pointer = JsonPointers.Append(place, property);
        if (given.ValueKind == JsonValueKind.String && !CustomerId.IsValid(given.GetString()))
            log.Add(pointer, "bad-id", $"{RouteIds.Expected(what)}, found \"{RouteIds.Shorten(given.GetString()!)}\"");
        else if (given.ValueKind != JsonValueKind.String && !log.Errors.Any(error => error.Pointer == pointer))
            log.Add(pointer, "wrong-type", $"expected text, found {JsonKinds.Describe(given)}");
    }

    /// <summary>What an event says about a customer or a policy ends up in their attributes, so it must suit those too.</summary>
    private IEnumerable<AttributeDefinition> Declared(string? type, string name)
    {
        var own = type is not null && catalog.Events.TryGetValue(type, out var declared) ? declared.Attributes.GetValueOrDefault(name)
            : null;
        var subject = type == EventTypes.CustomerUpdated ? "customer"
            : type?.StartsWith("policy.", StringComparison.Ordinal) == true ? "policy"
            : null;
        var attribute = subject is null ? null : catalog.Find(subject, name);
        if (own is not null)
            yield return own;
        if (attribute is not null && (own is null || own.Type == attribute.Type))
            yield return attribute;
    }
}
