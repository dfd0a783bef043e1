using System.Text.Json;
using Campaigns.Definitions.Json;

namespace Campaigns.Senders;

/// <summary>Reads what a provider answers: its JSON may hold anything, and only the message's fate depends on the status.</summary>
internal static class AnswerText
{
    /// <summary>A property, in whatever case; null when the value is no object, or has none of that name.</summary>
    public static JsonElement? Property(JsonElement value, string name)
    {
        try
        {
            return ForeignJson.Find(value, name);
        }
        catch (InvalidOperationException)
        {
            return null; // a name before it has an escape that is half of a character
        }
    }

    /// <summary>A text; null when the value is none, or has an escape that is half of a character.</summary>
    public static string? Of(JsonElement? value)
    {
        try
        {
            return value is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
