using System.Text.Json;
using Campaigns.Definitions.Catalog;
using Campaigns.Model.Customers;

namespace Campaigns.Api.Data;

/// <summary>The catalog's types as JSON values.</summary>
internal static class AttributeTypes
{
    public static bool Fits(AttributeType type, JsonElement value) => type switch
    {
        AttributeType.Text => value.ValueKind == JsonValueKind.String,
        AttributeType.Number => value.ValueKind == JsonValueKind.Number,
        AttributeType.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        AttributeType.Date => value.ValueKind == JsonValueKind.String && AttributeDates.TryReadDate(value.GetString()!, out _),
        AttributeType.Instant =>
            value.ValueKind == JsonValueKind.String && AttributeDates.TryReadInstant(value.GetString()!, out _),
        _ => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String),
    };

    public static string Describe(AttributeType type) => type switch
    {
        AttributeType.Text => "text",
        AttributeType.Number => "a number",
        AttributeType.Boolean => "true or false",
        AttributeType.Date => "a date such as \"2026-03-31\"",
        AttributeType.Instant => "an instant such as \"2026-03-31T09:00:00+08:00\"",
        _ => "a list of texts",
    };
}
