using System.Text.Json;
using Campaigns.Model.Messages;
using Campaigns.Runtime.Ports;
using NodaTime.Text;

namespace Campaigns.Senders;

/// <summary>
/// The JSON shape of a message, in outbox files and webhook bodies alike:
/// <c>{ "id", "channel", "to", "locale", "at", "content": { "kind", … }, "unsubscribe"?, "due"?, "report_token"? }</c>;
/// the last in webhook bodies only.
/// </summary>
/// <remarks>
/// <c>content</c> is one of <c>{ "kind": "text", "body" }</c>, <c>{ "kind": "push", "title", "body", "link"? }</c>,
/// <c>{ "kind": "email", "subject", "html", "plainText" }</c>, <c>{ "kind": "task", "title", "body" }</c>. Instants are RFC 3339 in UTC.
/// </remarks>
internal static class MessageJson
{
    /// <param name="json">Where to.</param>
    /// <param name="message">The message.</param>
    /// <param name="reported">Whether whoever gets it reports about it, and needs the token for that.</param>
    public static void Write(Utf8JsonWriter json, OutgoingMessage message, bool reported = false)
    {
        json.WriteStartObject();
        json.WriteString("id", message.Id.Value);
        json.WriteString("channel", message.Channel.Name);
        json.WriteString("to", message.To);
        json.WriteString("locale", message.Locale);
        json.WriteString("at", InstantPattern.ExtendedIso.Format(message.At));
        json.WriteStartObject("content");
        WriteContent(json, message.Content);
        json.WriteEndObject();
        WriteIfAny(json, "unsubscribe", message.Unsubscribe?.AbsoluteUri);
        WriteIfAny(json, "due", message.Due is { } due ? InstantPattern.ExtendedIso.Format(due) : null);
        WriteIfAny(json, "report_token", reported ? message.ReportToken : null);
        json.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter json, RenderedMessage content)
    {
        switch (content)
        {
            case RenderedMessage.Text text:
                json.WriteString("kind", "text");
                json.WriteString("body", text.Body);
                break;
            case RenderedMessage.Push push:
                json.WriteString("kind", "push");
                json.WriteString("title", push.Title);
                json.WriteString("body", push.Body);
                WriteIfAny(json, "link", push.Link);
                break;
            case RenderedMessage.Email email:
                json.WriteString("kind", "email");
                json.WriteString("subject", email.Subject);
                json.WriteString("html", email.Html);
                json.WriteString("plainText", email.PlainText);
                break;
            case RenderedMessage.Task task:
                json.WriteString("kind", "task");
                json.WriteString("title", task.Title);
                json.WriteString("body", task.Body);
                break;
            default:
                throw new ArgumentException($"Content {content.GetType().Name} has no JSON shape.");
        }
    }

    private static void WriteIfAny(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }
}
