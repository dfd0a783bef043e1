using System.Text.Json;
using Campaigns.Api.Http;
using Campaigns.Definitions.Json;
using Campaigns.Model.Customers;
using Campaigns.Model.Customers.Preferences;
using Campaigns.Runtime.Customers;
using NodaTime;

namespace Campaigns.Api.Data;

/// <summary>A preference that cannot be understood must not be assumed: it is refused with what was expected.</summary>
internal static class PreferenceChecks
{
    /// <summary>The data of a <c>customer.preferences</c> event, checked; nulls are named as removed.</summary>
    public static List<KeyValuePair<string, object?>> Of(List<KeyValuePair<string, object?>> values, string pointer, ProblemLog log)
    {
        Check(values, name => JsonPointers.Append(pointer, name), log);
        string[] removed = [.. values.Where(value => value.Value is null).Select(value => value.Key)];
        return removed.Length == 0 ? values : [.. values, new(CustomerEvent.RemovedAttributes, removed)];
    }

    /// <summary>Logs what cannot be understood.</summary>
    public static void Check(IReadOnlyCollection<KeyValuePair<string, object?>> values, Func<string, string> pointerTo, ProblemLog log)
    {
        string[] removed = [.. values.Where(value => value.Value is null).Select(value => value.Key)];
        foreach (var (name, says) in PreferenceChange.Read(known: null, AttributeBag.Of(values), removed, Instant.MinValue, "").Errors)
        {
            if (!log.Errors.Any(error => error.Pointer == pointerTo(name)))
                log.Add(pointerTo(name), "bad-preference", says);
        }
    }

    /// <summary>A JSON value as events carry it.</summary>
    public static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when value.TryGetDecimal(out var number) => number,
        _ => value.GetRawText(),
    };
}
