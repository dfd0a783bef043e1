using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Campaigns.Definitions.Expressions;
using Campaigns.Model;
using NodaTime;
using NodaTime.Text;
using NodaTime.TimeZones;

namespace Campaigns.Definitions.Json;

/// <summary>The values that all documents share: names from a closed set, ids, times of day, zones and expressions.</summary>
internal static partial class JsonValues
{
    private static readonly LocalTimePattern Minutes = LocalTimePattern.CreateWithInvariantCulture("HH:mm");
    private static readonly LocalTimePattern Seconds = LocalTimePattern.CreateWithInvariantCulture("HH:mm:ss");

    private static readonly ImmutableArray<(string Name, IsoDayOfWeek Value)> Weekdays =
        [.. Enum.GetValues<IsoDayOfWeek>().Where(d => d != IsoDayOfWeek.None).Select(d => (d.ToString().ToLowerInvariant(), d))];

    private static readonly ImmutableArray<(string Name, Channel Value)> Channels =
        [.. Channel.Contactable.Select(c => (c.Name, c))];

    /// <summary>The value that one of some words stands for, or null after reporting.</summary>
    public static T? AsOneOf<T>(this JsonCursor at, string what, params ImmutableArray<(string Name, T Value)> choices)
        where T : struct
    {
        var names = choices.Select(c => c.Name).ToArray();
        if (at.AsText($"{what}: {Spelling.OneOf(names)}") is not { } text)
            return null;
        foreach (var (name, value) in choices)
        {
            if (name == text)
                return value;
        }

        var near = Spelling.Nearest(text, names);
        at.Error("unknown-value",
            $"\"{text}\" is not a known {what}; {(near is null ? "" : $"did you mean \"{near}\"? ")}expected {Spelling.OneOf(names)}");
        return null;
    }

    /// <summary>A channel a customer can be contacted by.</summary>
    public static Channel? AsChannel(this JsonCursor at) => at.AsOneOf("channel", Channels);

    /// <summary>A weekday by its English name.</summary>
    public static IsoDayOfWeek? AsWeekday(this JsonCursor at) => at.AsOneOf("weekday", Weekdays);

    /// <summary>A list of values, each once.</summary>
    public static ImmutableArray<T> AsDistinct<T>(this JsonCursor at, string expected, Func<JsonCursor, T?> read)
        where T : struct
    {
        var values = ImmutableArray.CreateBuilder<T>();
        foreach (var item in at.AsList(expected))
        {
            if (read(item) is not { } value)
                continue;
            if (values.Contains(value))
                item.Error("duplicate-value", $"{item.Described} occurs twice in the list; keep one");
            else
                values.Add(value);
        }

        return values.ToImmutable();
    }

    /// <summary>A list of texts, each once.</summary>
    public static ImmutableArray<string> AsTexts(this JsonCursor at, string expected, string item)
    {
        var values = at.AsDistinct<Text>(expected, i => i.AsText(item) is { } text ? new Text(text) : null);
        return [.. values.Select(v => v.Value)];
    }

    /// <summary>An id in kebab case, or null after reporting.</summary>
    public static string? AsId(this JsonCursor at, string what)
    {
        if (at.AsText($"{what} such as \"renewal-offer\"") is not { } text)
            return null;
        if (KebabCase().IsMatch(text))
            return text;
        at.Error("bad-id", $"\"{text}\" cannot be {what}: use lower-case letters, digits and dashes, a letter first, at most 64");
        return null;
    }

    /// <summary>A local time of day, or null after reporting.</summary>
    public static LocalTime? AsTimeOfDay(this JsonCursor at)
    {
        if (at.AsText("a time of day such as \"10:00\"") is not { } text)
            return null;
        if (Minutes.Parse(text) is { Success: true, Value: var minutes })
            return minutes;
        if (Seconds.Parse(text) is { Success: true, Value: var seconds })
            return seconds;
        at.Error("bad-time",
            $"\"{text}\" is not a time of day; write two digits for the hour (00 to 23) and two for the minute, such as \"09:30\"");
        return null;
    }

    /// <summary>A time zone of the IANA database, or null after reporting.</summary>
    public static DateTimeZone? AsTimeZone(this JsonCursor at)
    {
        if (at.AsText("a time zone such as \"Asia/Taipei\"") is not { } text)
            return null;
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(text) is { } zone)
            return zone;
        at.Error("unknown-zone",
            $"\"{text}\" is not a time zone{Spelling.Hint(text, TzdbDateTimeZoneSource.Default.CanonicalIdMap.Keys.ToArray())}");
        return null;
    }

    /// <summary>An expression, or null after reporting.</summary>
    public static Expression? AsExpression(this JsonCursor at, string example)
    {
        if (at.AsText($"an expression such as \"{example}\"") is not { } text)
            return null;
        if (Expression.TryParse(text, out var expression, out var error))
            return at.Log.Track(expression!, at.Pointer);
        // Scriban counts the end of the text as column -1.
        var place = error!.StartsWith("column 0:", StringComparison.Ordinal) ? $"column {text.Length + 1}{error["column 0".Length..]}"
            : error;
        at.Error("bad-expression", $"the expression \"{text}\" cannot be read: {place}");
        return null;
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,63}\z")]
    private static partial Regex KebabCase();

    private readonly record struct Text(string Value);
}
