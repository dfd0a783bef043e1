using System.Globalization;
using System.Numerics;
using Campaigns.Model.Customers;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace Campaigns.Api.Http;

/// <summary>Values of the query string.</summary>
internal static class Query
{
    /// <summary>A whole number within bounds; null when it is fine or missing.</summary>
    public static Problem? Whole<T>(HttpRequest request, string name, T missing, T min, T max, out T value)
        where T : IBinaryInteger<T>
    {
        value = missing;
        var text = request.Query[name].ToString();
        if (text.Length == 0
            || (T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value!) && value >= min && value <= max))
            return null;
        return RouteIds.Bad(name, "bad-query", $"\"{name}\" must be a whole number from {min} to {max}, not \"{RouteIds.Shorten(text)}\".");
    }

    /// <summary>A calendar date; null when it is fine or missing.</summary>
    public static Problem? Date(HttpRequest request, string name, LocalDate missing, out LocalDate value)
    {
        value = missing;
        var text = request.Query[name].ToString();
        if (text.Length == 0 || AttributeDates.TryReadDate(text, out value))
            return null;
        return RouteIds.Bad(name, "bad-query", $"\"{name}\" must be a date such as 2026-03-31, not \"{RouteIds.Shorten(text)}\".");
    }
}
