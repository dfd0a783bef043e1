using Campaigns.Api.Data;
using Campaigns.Api.Http;
using Campaigns.Definitions.Json;
using Campaigns.Model;
using Campaigns.Model.Events;
using NodaTime;

namespace Campaigns.Api.Customers;

/// <summary>Reads <c>suppressions</c>: addresses to leave alone, and such as may be tried again.</summary>
internal static class SuppressionReader
{
    public static IReadOnlyList<(bool On, IEnumerable<KeyValuePair<string, object?>> Data)> Read(
        ObjectReader customer, Instant now, ProblemLog log)
    {
        var changes = new List<(bool, IEnumerable<KeyValuePair<string, object?>>)>();
        if (customer.Array("suppressions") is not { } list)
            return changes;
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            var pointer = JsonPointers.Append("/suppressions", index++);
            if (ObjectReader.Of(item, pointer, log, "channel", "address", "suppressed", "cause", "until", "how") is { } change
                && ReadOne(change, now, log) is { } read)
                changes.Add(read);
        }

        return changes;
    }

    private static (bool On, IEnumerable<KeyValuePair<string, object?>> Data)? ReadOne(ObjectReader change, Instant now, ProblemLog log)
    {
        change.Require("channel", $"one of {Spelling.OneOf(ConsentReader.Channels)}").Require("suppressed", "true or false");
        var (channel, on, until) = (change.Text("channel"), change.Boolean("suppressed"), change.Time("until"));
        if (until <= now)
            log.Add(change.PointerTo("until"), "in-the-past",
                $"expected an instant in the future, found {until}; leave it out to suppress permanently");
        if (channel is null || on is null)
            return null;
        var data = Present(
            ("channel", channel), ("address", change.Text("address")), ("cause", on.Value ? change.Text("cause") : null),
            ("until", on.Value ? until?.ToString() : null), ("how", change.Text("how") ?? "api")).ToList();
        RightsChecks.Check(on.Value ? EventTypes.CustomerSuppressed : EventTypes.CustomerUnsuppressed, data, change.PointerTo, log);
        return (on.Value, data);
    }

    private static IEnumerable<KeyValuePair<string, object?>> Present(params (string Name, string? Value)[] values) =>
        values.Where(value => value.Value is not null).Select(value => KeyValuePair.Create(value.Name, (object?)value.Value));
}
