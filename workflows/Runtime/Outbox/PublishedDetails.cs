using System.Text.Json;
using System.Text.RegularExpressions;
using Campaigns.Model.Timeline;

namespace Campaigns.Runtime.Outbox;

/// <summary>
/// What of a timeline event's explanation leaves the house: the details named here, and of texts only codes. A provider's own
/// words may quote an address, so they stay on the timeline.
/// </summary>
internal static partial class PublishedDetails
{
    private static readonly string[] Names =
        ["until", "limit", "used", "frees", "holdout", "value", "credited", "first", "template", "locale", "text_version", "provider",
            "provider_id", "again"];

    /// <summary>Reason and details of a timeline event.</summary>
    public static void Write(Utf8JsonWriter json, TimelineEvent timelineEvent)
    {
        if (timelineEvent.Reason is { } reason && Code().IsMatch(reason) && !ManyDigits().IsMatch(reason))
            json.WriteString("reason", reason);
        foreach (var name in Names)
        {
            if (timelineEvent.Detail?[name] is { } value && (value is not string text || Code().IsMatch(text)))
                Write(json, name, value);
        }
    }

    /// <summary>The data of a step that publishes, as its author wrote it; what the event says anyway cannot be overwritten.</summary>
    public static void WritePublished(Utf8JsonWriter json, TimelineEvent timelineEvent)
    {
        foreach (var (name, value) in timelineEvent.Detail?.Values ?? [])
        {
            if (name is not ("customer_id" or "journey" or "version" or "enrollment_id" or "policy_id" or "step" or "channel"
                or "message_id"))
                Write(json, name, value);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, object value)
    {
        json.WritePropertyName(name);
        switch (value)
        {
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case IReadOnlyList<string> list:
                json.WriteStartArray();
                foreach (var item in list)
                    json.WriteStringValue(item);
                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue((string)value);
                break;
        }
    }

    /// <summary>
    /// Codes, ids, names of templates, instants: no spaces, and nothing an e-mail address or an international number could be.
    /// </summary>
    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9:._/~-]{0,127}\z")]
    private static partial Regex Code();

    [GeneratedRegex(@"\d{6}")]
    private static partial Regex ManyDigits();
}
