using System.Text.Json;
using Campaigns.Api.Data;
using Campaigns.Api.Http;
using NodaTime;

namespace Campaigns.Api.Customers;

/// <summary>Reads <c>do_not_disturb</c>: true or false, or an object that also tells when and how it was turned.</summary>
internal static class SwitchReader
{
    private const string Name = "do_not_disturb";

    public static (Instant At, IEnumerable<KeyValuePair<string, object?>> Data)? Read(ObjectReader customer, Instant now, ProblemLog log)
    {
        if (customer[Name] is not { ValueKind: JsonValueKind.Object } given)
            return customer.Boolean(Name) is { } plain ? (now, [new("on", plain), new("how", "api")]) : null;
        if (ObjectReader.Of(given, customer.PointerTo(Name), log, "on", "at", "how") is not { } answer)
            return null;
        var at = ConsentReader.Past(answer.Require("on", "true or false"), now, log);
        return answer.Boolean("on") is { } on ? (at, [new("on", on), new("how", answer.Text("how") ?? "api")]) : null;
    }
}
