using System.Globalization;
using System.Text;
using NodaTime;

namespace Campaigns.Model.Customers;

/// <summary>
/// Named values of a customer, policy or event. Immutable; a value is a <see cref="string"/> (dates as ISO 8601 text),
/// a <see cref="decimal"/>, a <see cref="bool"/> or a list of strings. A missing name is null.
/// </summary>
public sealed class AttributeBag
{
    private static readonly Dictionary<string, Instant> NoTimes = []; // before the first bag

    /// <summary>No values.</summary>
    public static readonly AttributeBag Empty = new([]);

    private readonly Dictionary<string, object> _values;
    private readonly Dictionary<string, Instant> _times;
    private readonly Instant? _since; // of all values that _times does not have

    private AttributeBag(Dictionary<string, object> values, Dictionary<string, Instant>? times = null, Instant? since = null) =>
        (_values, _times, _since) = (values, times ?? NoTimes, since);

    /// <summary>How many attributes have a value.</summary>
    public int Count => _values.Count;

    /// <summary>The names that have a value.</summary>
    public IEnumerable<string> Names => _values.Keys;

    /// <summary>All names and values.</summary>
    public IEnumerable<KeyValuePair<string, object>> Values => _values;

    /// <summary>The value, or null.</summary>
    public object? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>
    /// Since when values are as they are, by name, where that is known: the time of the event that said so. A name without a value was
    /// removed then.
    /// </summary>
    public IReadOnlyDictionary<string, Instant> Times => AllTimes();

    /// <summary>The size of names and values as text in UTF-8, in bytes.</summary>
    public int Bytes
    {
        get
        {
            const int number = 16; // and a switch: neither is ever much
            var bytes = 0;
            foreach (var (name, value) in _values)
            {
                bytes += Encoding.UTF8.GetByteCount(name) + value switch
                {
                    string text => Encoding.UTF8.GetByteCount(text),
                    IReadOnlyList<string> list => list.Sum(Encoding.UTF8.GetByteCount),
                    _ => number,
                };
            }

            return bytes;
        }
    }

    /// <summary>A hash of a text and all values, the same however the values came.</summary>
    public string FingerprintOf(string type)
    {
        var text = new StringBuilder(type);
        foreach (var (name, value) in _values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            text.Append('\n').Append(name).Append('=').Append(value switch
            {
                decimal number => number.ToString("G29", CultureInfo.InvariantCulture), // 1.0 is 1
                IReadOnlyList<string> list => $"[{string.Join('\u001F', list)}]",
                string written => $"\"{written}\"",
                _ => value.ToString(),
            });
        }

        return StableHash.Id(text.ToString());
    }

    /// <summary>A bag of these values; null ones are left out.</summary>
    public static AttributeBag Of(IEnumerable<KeyValuePair<string, object?>> values)
    {
        var kept = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            if (value is not null)
                kept[name] = value;
        }

        return kept.Count == 0 ? Empty : new AttributeBag(kept);
    }

    /// <summary>Whether the name has a value.</summary>
    public bool Contains(string name) => _values.ContainsKey(name);

    /// <summary>The value as text, or null when it is missing or no text.</summary>
    public string? Text(string name) => this[name] as string;

    /// <summary>The bag with these values written over its own; a null value removes the name. The same bag when nothing changes.</summary>
    public AttributeBag With(IEnumerable<KeyValuePair<string, object?>> changes)
    {
        Dictionary<string, object>? next = null;
        foreach (var (name, value) in changes)
        {
            if (Same(this[name], value))
                continue;
            next ??= Copy(_values, changes.TryGetNonEnumeratedCount(out var more) ? more : 0);
            if (value is null)
                next.Remove(name);
            else
                next[name] = value;
        }

        // A name that comes without an instant has none, whatever the others have.
        return next is null ? this : new AttributeBag(next, AllTimes());
    }

    /// <summary>
    /// The bag with what was so at an instant written over what is older, whatever the order in which it becomes known: the later instant
    /// stays, and of two at the same instant the one that arrives later.
    /// </summary>
    /// <param name="changes">Names and values; a null value removes the name.</param>
    /// <param name="at">Since when they are so.</param>
    /// <returns>The same bag when nothing changes, the instants included.</returns>
    public AttributeBag With(IEnumerable<KeyValuePair<string, object?>> changes, Instant at)
    {
        var times = AllTimes();
        List<KeyValuePair<string, object?>> later = [.. changes.Where(change => !times.TryGetValue(change.Key, out var known) || known <= at)];
        var next = With(later);
        if (later.TrueForAll(change => times.TryGetValue(change.Key, out var known) && known == at))
            return next;
        var written = Copy(times, later.Count);
        foreach (var (name, _) in later)
            written[name] = at;
        return new AttributeBag(next._values, written);
    }

    /// <summary>The bag with the instants since when its values are so.</summary>
    /// <param name="times">By name.</param>
    /// <param name="others">Since when all other values are so; null: nobody knows.</param>
    public AttributeBag Since(Dictionary<string, Instant> times, Instant? others) => new(_values, times, others);

    /// <summary>The names whose values are other ones in another bag, missing ones included.</summary>
    public IEnumerable<string> NamesOfOther(AttributeBag other) => ReferenceEquals(_values, other._values) ? []
        : _values.Where(value => !Same(value.Value, other[value.Key])).Select(value => value.Key)
            .Concat(other._values.Keys.Where(name => !_values.ContainsKey(name)));

    /// <summary>Whether both hold the same values, whenever they were said.</summary>
    public bool HasSameValues(AttributeBag other) =>
        Count == other.Count && _values.All(value => Same(value.Value, other[value.Key]));

    /// <summary>A copy with room for more, so that it need not grow.</summary>
    private static Dictionary<string, T> Copy<T>(Dictionary<string, T> from, int more)
    {
        var copy = new Dictionary<string, T>(from.Count + more, StringComparer.Ordinal);
        foreach (var (name, value) in from)
            copy.Add(name, value);
        return copy;
    }

    private Dictionary<string, Instant> AllTimes()
    {
        if (_since is not { } since)
            return _times;
        var all = new Dictionary<string, Instant>(_times, StringComparer.Ordinal);
        foreach (var name in _values.Keys)
            all.TryAdd(name, since);
        return all;
    }

    private static bool Same(object? a, object? b) => a is IReadOnlyList<string> x && b is IReadOnlyList<string> y
        ? x.SequenceEqual(y, StringComparer.Ordinal)
        : Equals(a, b);
}
