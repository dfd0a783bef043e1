using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Campaigns.Model.Messages;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Email;
using MimeKit;
using NodaTime.Text;

namespace Campaigns.Senders.Outbox;

/// <summary>What a message looks like as a file that a person opens.</summary>
internal sealed class OutboxFile(MimeMessageFactory mail)
{
    // Chinese stays readable in the file, while markup stays escaped.
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    // RFC 5322 lines end in CR LF, on every platform.
    private static readonly FormatOptions CrLf = NewCrLf();

    /// <summary>The ending of the file's name: by content, so that every channel can carry every content.</summary>
    public static string Extension(OutgoingMessage message) => message.Content switch
    {
        RenderedMessage.Email => ".eml",
        RenderedMessage.Text => $".{SafeName.Of(message.Channel.Name)}.txt",
        RenderedMessage.Push => $".{SafeName.Of(message.Channel.Name)}.json",
        RenderedMessage.Task => ".task.json",
        _ => throw new ArgumentException($"Content {message.Content.GetType().Name} has no file shape."),
    };

    /// <summary>The ending of the page that stands beside an e-mail, for a browser.</summary>
    public const string Page = ".html";

    /// <summary>The endings that a file of a channel's folder may have.</summary>
    public static IEnumerable<string> Extensions(string channelFolder) =>
        [".eml", Page, $".{channelFolder}.txt", $".{channelFolder}.json", ".task.json"];

    /// <summary>Writes the message; false when its address cannot stand in it.</summary>
    public bool TryWrite(OutgoingMessage message, Stream to)
    {
        switch (message.Content)
        {
            case RenderedMessage.Email email:
                if (!mail.TryCreate(message, email, out var mime))
                    return false;
                using (mime)
                    mime.WriteTo(CrLf, to);
                return true;
            case RenderedMessage.Text text:
                // A line break in an address would forge a header line of the file.
                if (message.To.Any(char.IsControl))
                    return false;
                to.Write(Encoding.UTF8.GetBytes($"To: {message.To}\nAt: {At(message)}\nMessage: {message.Id}\n\n{text.Body}\n"));
                return true;
            default:
                WriteJson(message, to);
                return true;
        }
    }

    private static void WriteJson(OutgoingMessage message, Stream to)
    {
        using var json = new Utf8JsonWriter(to, Readable);
        MessageJson.Write(json, message);
    }

    private static string At(OutgoingMessage message) => InstantPattern.ExtendedIso.Format(message.At);

    private static FormatOptions NewCrLf()
    {
        var options = FormatOptions.Default.Clone();
        options.NewLineFormat = NewLineFormat.Dos;
        return options;
    }
}
