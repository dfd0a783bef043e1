using System.Text.Json;
using System.Text.RegularExpressions;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Portfolio;

/// <summary>Turns the map's JSON into a <see cref="PortfolioMap"/>, collecting every finding on the way.</summary>
internal static partial class MapParser
{
    private const string AttributeName = "an attribute name: lower case letters, digits and _, a letter first";

    private static readonly string[] Channels = [.. Channel.Contactable.Select(c => c.Name)];

    public static MapReadResult Parse(ReadOnlyMemory<byte> json)
    {
        var findings = new List<MapFinding>();
        try
        {
            using var document = JsonDocument.Parse(WithoutMark(json), new JsonDocumentOptions
            {
                AllowTrailingCommas = true,
                AllowDuplicateProperties = false,
                CommentHandling = JsonCommentHandling.Skip,
            });
            var map = Map(new(document.RootElement, "", findings));
            return new(findings.Count == 0 ? map : null, findings);
        }
        catch (InvalidOperationException)
        {
            return new(null, [new("", "a text that is not UTF-8, or has an escape that is half of a character",
                "a portfolio map in UTF-8")]);
        }
        catch (JsonException broken)
        {
            var found = json.Span.Trim(" \t\r\n"u8).IsEmpty
                ? "an empty file"
                : $"JSON that does not parse, in line {broken.LineNumber + 1} ({Position().Replace(broken.Message, "").TrimEnd('.', ' ')})";
            return new(null, [new("", found, "a portfolio map")]);
        }
    }

    /// <summary>Where the JSON reader says that it stood, counting from nought.</summary>
    [GeneratedRegex(@"(Path: \S+ \| )?LineNumber: \d+ \| BytePositionInLine: \d+\.?")]
    private static partial Regex Position();

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> json) =>
        json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json;

    private static PortfolioMap? Map(MapJson root)
    {
        if (!root.IsObject("$schema", "csv", "timeZone", "customer", "policy", "events"))
            return null;
        if (root.Find("$schema") is { } schema && schema.Text(PortfolioMap.Schema) is { } named && named != PortfolioMap.Schema
            && !named.EndsWith(PortfolioMap.SchemaFile, StringComparison.Ordinal))
            schema.Expect($"{PortfolioMap.Schema}, or the path of {PortfolioMap.SchemaFile}");
        var csv = CsvFormatParser.Parse(root.Find("csv"));
        var zone = Zone(root);
        var customer = Customer(root);
        var policy = root.Find("policy") is { } p && p.IsObject("id", "attributes")
            ? new PolicyMap(Id(p), Named(p.Find("attributes")))
            : null;
        var events = root.Find("events") is { } e && e.IsArray("events")
            ? e.Items.Select(item => Event(item, policy)).OfType<EventMap>().ToList()
            : [];
        return new() { Csv = csv, TimeZone = zone, Customer = customer, Policy = policy, Events = events };
    }

    private static DateTimeZone Zone(MapJson root)
    {
        const string expected = "the IANA zone in which the file's dates begin, such as \"Europe/Madrid\"";
        if (root.Find("timeZone") is not { } node)
        {
            root.Lacks("timeZone", expected);
            return DateTimeZone.Utc;
        }
        if (node.Text(expected) is not { } id)
            return DateTimeZone.Utc;
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) is { } zone)
            return zone;
        node.Expect(expected, Spelling.Nearest(id, DateTimeZoneProviders.Tzdb.Ids));
        return DateTimeZone.Utc;
    }

    private static CustomerMap Customer(MapJson root)
    {
        if (root.Find("customer") is not { } node)
            root.Lacks("customer", "an object with the customer's id");
        else if (node.IsObject("id", "attributes", "consents"))
            return new(Id(node), Named(node.Find("attributes")), Consents(node.Find("consents")));
        return new(MapValueParser.Nothing, Named(null), []);
    }

    private static MapValue Id(MapJson owner)
    {
        if (owner.Find("id") is { } id)
            return MapValueParser.Parse(id);
        owner.Lacks("id", "a column, or an object with an expression");
        return MapValueParser.Nothing;
    }

    private static List<ConsentMap> Consents(MapJson? node)
    {
        const string expected = "a channel and a purpose, such as \"sms:marketing\"";
        var consents = new List<ConsentMap>();
        if (node is null || !node.IsArray("consents"))
            return consents;
        foreach (var item in node.Items)
        {
            var given = item.Kind == JsonValueKind.Object && item.IsObject("consent", "when") ? item.Find("consent") : item;
            if (given is null)
                item.Lacks("consent", expected);
            else if (given.Text(ConsentPattern(), expected)?.Split(':') is not [var channel, var purpose])
                continue;
            else if (!Channels.Contains(channel))
                given.Expect($"a channel among {string.Join(", ", Channels)}", Spelling.Nearest(channel, Channels));
            else
                consents.Add(new(new(channel, purpose), Condition(item)));
        }
        return consents;
    }

    private static EventMap? Event(MapJson node, PolicyMap? policy)
    {
        const string expected = "an event type, such as \"policy.issued\"";
        if (!node.IsObject("type", "on", "notBefore", "when", "policyAttributes", "data"))
            return null;
        var type = node.Find("type")?.Text(EventPattern(), expected);
        if (node.Find("type") is null)
            node.Lacks("type", expected);
        if (node.Find("on") is null)
            node.Lacks("on", "the column with the date");
        return new(
            type ?? "",
            Date(node, "on") ?? MapValueParser.Nothing,
            Date(node, "notBefore"),
            Condition(node),
            node.Find("policyAttributes") is { } names && names.IsArray("policy attributes") ? PolicyAttributes(names, policy) : [],
            Named(node.Find("data")));
    }

    private static MapValue? Date(MapJson node, string name)
    {
        if (node.Find(name) is not { } date)
            return null;
        var value = MapValueParser.Parse(date);
        if (value.Type is not (null or MapValueType.Date))
            date.Find("type")!.Expect("\"date\", or no type");
        return value;
    }

    private static MapValue? Condition(MapJson node) =>
        node.Find("when") is { } when ? MapValueParser.Condition(when) : null;

    private static List<string> PolicyAttributes(MapJson names, PolicyMap? policy)
    {
        var known = policy?.Attributes.Keys ?? [];
        var carried = new List<string>();
        foreach (var item in names.Items)
            if (item.Text("a policy attribute") is { } name)
            {
                if (!known.Contains(name))
                    item.Expect("an attribute under /policy/attributes", Spelling.Nearest(name, known));
                carried.Add(name);
            }
        return carried;
    }

    private static Dictionary<string, MapValue> Named(MapJson? node)
    {
        var values = new Dictionary<string, MapValue>(StringComparer.Ordinal);
        if (node is not null && node.IsAnyObject())
            foreach (var (name, value) in node.Properties)
            {
                if (!NamePattern().IsMatch(name))
                    value.Misnamed(name, AttributeName);
                values[name] = MapValueParser.Parse(value);
            }
        return values;
    }

    [GeneratedRegex("^[a-z][a-z0-9_]*\\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[a-z][a-z0-9_]*([.][a-z0-9_]+)+\\z")]
    private static partial Regex EventPattern();

    [GeneratedRegex("^[a-z]+:[a-z][a-z0-9_-]*\\z")]
    private static partial Regex ConsentPattern();
}
