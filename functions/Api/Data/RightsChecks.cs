using System.Text.Json;
using Campaigns.Api.Http;
using Campaigns.Definitions.Catalog;
using Campaigns.Model.Customers.Preferences;

namespace Campaigns.Api.Data;

/// <summary>What is not understood of a right must not be assumed: it is refused with what was expected.</summary>
internal static class RightsChecks
{
    /// <summary>Logs what is not understood in the data of an event.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="values">Its data; null for a JSON null.</param>
    /// <param name="pointerTo">Where a property stands.</param>
    /// <param name="log">Hears of it, unless it has heard of that property already.</param>
    /// <param name="catalog">What is declared; null: the data is not an event's.</param>
    public static void Check(
        string? type, IReadOnlyCollection<KeyValuePair<string, object?>> values, Func<string, string> pointerTo, ProblemLog log,
        AttributeCatalog? catalog = null)
    {
        if (!RightsEvent.Is(type))
            return;
        var declared = catalog?.Events.GetValueOrDefault(type!)?.Attributes.Keys ?? [];
        foreach (var fault in RightsEvent.Check(type, values, declared))
        {
            var pointer = pointerTo(fault.Name);
            if (!log.Errors.Any(error => error.Pointer == pointer))
                log.Add(pointer, fault.Code, fault.Says);
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
