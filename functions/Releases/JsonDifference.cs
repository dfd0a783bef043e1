using System.Text.Encodings.Web;
using System.Text.Json;

namespace Campaigns.Releases;

/// <summary>
/// What differs between two JSON documents, as a person would say it: items of lists are known by their ids, so one that is added or
/// moved makes no others look changed.
/// </summary>
public static class JsonDifference
{
    private const int MaxValue = 80;

    private static readonly JsonDocumentOptions Tolerant =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 128 };

    // The words that customers read stay as they are.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What was added, removed and changed, a line each.</summary>
    /// <param name="before">The document before.</param>
    /// <param name="after">The document after.</param>
    /// <param name="singular">What an item of a list is called, by the list's name: <c>step</c> of <c>steps</c>.</param>
    public static IReadOnlyList<string> Between(string before, string after, Func<string, string> singular)
    {
        var (was, becomes) = (Items.Of(before, singular), Items.Of(after, singular));
        if (was is null || becomes is null)
            return ["the text changes"];
        var lines = new List<string>();
        foreach (var (key, item) in becomes.ByKey)
        {
            if (!was.ByKey.TryGetValue(key, out var former))
                lines.Add($"{item.Label} is added");
            else
                lines.AddRange(Changes(item, former));
        }

        lines.AddRange(was.ByKey.Where(item => !becomes.ByKey.ContainsKey(item.Key)).Select(item => $"{item.Value.Label} is removed"));
        return lines;
    }

    private static IEnumerable<string> Changes(Item item, Item former)
    {
        var prefix = item.Label.Length > 0 ? $"{item.Label}: " : "";
        if (item.Parent != former.Parent)
            yield return $"{item.Label} moves to {(item.Parent.Length > 0 ? item.Parent : "the top")}";
        foreach (var (path, value) in item.Values)
        {
            if (!former.Values.TryGetValue(path, out var was))
                yield return $"{prefix}{path} {Short(value)} is added";
            else if (was != value)
                yield return $"{prefix}{path} {Short(was)} → {Short(value)}";
        }

        foreach (var (path, value) in former.Values.Where(known => !item.Values.ContainsKey(known.Key)))
            yield return $"{prefix}{path} {Short(value)} is removed";
        foreach (var (path, ids) in item.Orders)
        {
            // Of those that are in both.
            if (former.Orders.TryGetValue(path, out var was)
                && !ids.Where(was.Contains).SequenceEqual(was.Where(ids.Contains), StringComparer.Ordinal))
                yield return $"{prefix}the order of {path} changes";
        }
    }

    private static string Short(string value) => value.Length <= MaxValue ? value : value[..(MaxValue - 1)] + "…";

    private sealed record Item(string Label, string Parent)
    {
        public SortedDictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

        public SortedDictionary<string, List<string>> Orders { get; } = new(StringComparer.Ordinal);
    }

    private sealed class Items
    {
        private readonly Func<string, string> _singular;

        private Items(Func<string, string> singular) => _singular = singular;

        /// <summary>The document itself first, and its items in the order of the text.</summary>
        public OrderedDictionary<string, Item> ByKey { get; } = [];

        public static Items? Of(string json, Func<string, string> singular)
        {
            try
            {
                using var document = JsonDocument.Parse(json, Tolerant);
                var items = new Items(singular);
                var root = items.ByKey[""] = new Item("", "");
                items.Walk(document.RootElement, "", "", root);
                return items;
            }
            catch (JsonException)
            {
                return null;
            }
        }

        private void Walk(JsonElement element, string path, string name, Item item)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var property in element.EnumerateObject().Where(property => property.Name != "$schema"))
                        Walk(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}", property.Name, item);
                    break;
                case JsonValueKind.Array when IsListOfItems(element):
                    item.Orders[path] = [.. element.EnumerateArray().Select(IdOf).OfType<string>()];
                    foreach (var inner in element.EnumerateArray())
                        WalkItem(inner, $"{_singular(name)} \"{IdOf(inner)}\"", item);
                    break;
                case JsonValueKind.Array when element.EnumerateArray().Any(inner => inner.ValueKind == JsonValueKind.Object):
                    foreach (var (i, inner) in element.EnumerateArray().Index())
                        Walk(inner, $"{path}[{i + 1}]", name, item);
                    break;
                default:
                    item.Values[path] = JsonSerializer.Serialize(element, Plain);
                    break;
            }
        }

        private void WalkItem(JsonElement element, string label, Item parent)
        {
            var item = new Item(label, parent.Label);
            if (!ByKey.TryAdd(label, item))
                item = ByKey[label]; // an id that is there twice, of which the validator tells
            foreach (var property in element.EnumerateObject().Where(property => property.Name != "id"))
                Walk(property.Value, property.Name, property.Name, item);
        }

        private static bool IsListOfItems(JsonElement array) =>
            array.GetArrayLength() > 0 && array.EnumerateArray().All(element => IdOf(element) is not null);

        private static string? IdOf(JsonElement element) =>
            element.ValueKind == JsonValueKind.Object && element.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String
            ? id.GetString() : null;
    }
}
