using System.Text.RegularExpressions;
using Campaigns.Api.Http;
using Campaigns.Definitions.Json;
using CloudNative.CloudEvents;
using NodaTime;

namespace Campaigns.Api.Events;

/// <summary>The context attributes of one event, whichever way they came: checked one by one, gathered, then completed.</summary>
/// <param name="pointer">Where the event stands in the body.</param>
/// <param name="log">Hears of everything wrong.</param>
internal sealed partial class CloudEventAttributes(string pointer, ProblemLog log)
{
    private const string Version = "1.0";
    private static readonly CloudEventsSpecVersion Spec = CloudEventsSpecVersion.V1_0;

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private Instant? _time;

    /// <summary>
    /// Takes an attribute's text. An attribute that is not of the core specification is an extension: its name is checked, its value kept
    /// by nobody.
    /// </summary>
    public void Set(string name, string text)
    {
        if (!CheckName(name))
            return;
        _texts[name] = text;
        if (name == "specversion")
        {
            if (text != Version)
                Reject(name, $"expected \"{Version}\", found \"{RouteIds.Shorten(text)}\"");
        }
        else if (Spec.RequiredAttributes.Concat(Spec.OptionalAttributes).FirstOrDefault(attribute => attribute.Name == name) is { } core)
        {
            if (text.Length == 0)
                Reject(name, "expected a text that is not empty");
            else
                Parse(core, text);
        }
    }

    /// <summary>Says that an attribute has a value it cannot have.</summary>
    public void Reject(string name, string detail)
    {
        if (CheckName(name))
            log.Add(JsonPointers.Append(pointer, name), "invalid-cloudevent", $"\"{name}\": {detail}");
    }

    /// <summary>The envelope, after saying which required attributes are missing.</summary>
    public CloudEventEnvelope Complete()
    {
        foreach (var name in (string[])["specversion", "id", "source", "type"])
        {
            if (!_texts.ContainsKey(name) && !log.Errors.Any(error => error.Pointer == JsonPointers.Append(pointer, name)))
                log.Add(JsonPointers.Append(pointer, name), "invalid-cloudevent",
                    $"\"{name}\" is missing: every event must have it (CloudEvents 1.0)");
        }

        return new CloudEventEnvelope
        {
            Id = Text("id"),
            Source = Text("source"),
            Type = Text("type"),
            Subject = Text("subject"),
            Time = _time,
            DataContentType = Text("datacontenttype"),
        };
    }

    private string? Text(string name) => _texts.GetValueOrDefault(name);

    private bool CheckName(string name)
    {
        if (AttributeName().IsMatch(name))
            return true;
        log.Add(JsonPointers.Append(pointer, name), "invalid-cloudevent",
            $"\"{RouteIds.Shorten(name)}\" cannot be an attribute: use lower-case letters and digits only");
        return false;
    }

    private void Parse(CloudEventAttribute attribute, string text)
    {
        try
        {
            // RFC 3339 allows t and z in lower case, the parser does not.
            var value = attribute.Parse(attribute.Name == "time" ? text.ToUpperInvariant() : text);
            if (value is DateTimeOffset time)
                _time = Instant.FromDateTimeOffset(time);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            Reject(attribute.Name, $"expected {Describe(attribute)}, found \"{RouteIds.Shorten(text)}\"");
        }
    }

    private static string Describe(CloudEventAttribute attribute) => attribute.Name switch
    {
        "time" => "an instant such as \"2026-03-31T09:00:00+08:00\"",
        "source" => "a URI reference such as \"/policy-system\"",
        "dataschema" => "an absolute URI",
        "datacontenttype" => "a media type such as \"application/json\"",
        _ => "a text",
    };

    // CloudEvents 1.0, section 3.1: naming conventions.
    [GeneratedRegex(@"^[a-z0-9]+\z")]
    private static partial Regex AttributeName();
}
