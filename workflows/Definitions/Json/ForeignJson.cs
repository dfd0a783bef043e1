using System.Text.Json;

namespace Campaigns.Definitions.Json;

/// <summary>
/// Reads the JSON of other systems, whose documentation and events often differ in the case of names: <c>deliveryStatus</c> and
/// <c>DeliveryStatus</c>.
/// </summary>
public static class ForeignJson
{
    /// <summary>A property; null when the value is no object, or has none of that name.</summary>
    /// <param name="value">The object.</param>
    /// <param name="name">The name; another case of it counts where the name itself is missing.</param>
    public static JsonElement? Find(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return null;
        if (value.TryGetProperty(name, out var exact))
            return exact;
        foreach (var property in value.EnumerateObject())
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return property.Value;
        }

        return null;
    }
}
