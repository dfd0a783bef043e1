using System.Text.Json;
using Campaigns.Api.Http;

namespace Campaigns.Api.Data;

/// <summary>JSON values in words.</summary>
internal static class JsonKinds
{
    public static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => $"the text \"{RouteIds.Shorten(value.GetString()!)}\"",
        JsonValueKind.Number => $"the number {RouteIds.Shorten(value.GetRawText())}",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Null => "null",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        _ => "nothing",
    };
}
