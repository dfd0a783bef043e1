using System.Globalization;

namespace Campaigns.Model.Customers;

/// <summary>Turns what an expression gave into what an attribute can hold.</summary>
public static class AttributeValues
{
    /// <summary>Text, number, boolean or list; dates as ISO 8601 text; null for what cannot be held.</summary>
    public static object? From(object? value) => value switch
    {
        null => null,
        string or bool or decimal => value,
        int or long or short or byte or uint => Convert.ToDecimal(value, CultureInfo.InvariantCulture),
        double number => double.IsFinite(number) ? (decimal)number : null,
        float number => float.IsFinite(number) ? (decimal)number : null,
        DateTime { TimeOfDay.Ticks: 0 } date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
        System.Collections.IEnumerable items =>
            items.Cast<object?>().Select(item => Convert.ToString(item, CultureInfo.InvariantCulture) ?? "").ToArray(),
        _ => null,
    };
}
