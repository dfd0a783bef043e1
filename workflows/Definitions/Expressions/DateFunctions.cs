using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Campaigns.Model;
using Campaigns.Model.Customers;
using NodaTime;
using Scriban;
using Scriban.Functions;
using Scriban.Runtime;

namespace Campaigns.Definitions.Expressions;

/// <summary>
/// The functions <c>date.*</c>. They have the names and patterns of Scriban's, which read and show times on the clock of the machine; these
/// do so on the customer's.
/// </summary>
internal static class DateFunctions
{
    private static readonly DateTimeFunctions Formatter = [];

    /// <summary>What the letters of a pattern are in .NET, for reading: all others cannot be read.</summary>
    private static readonly FrozenDictionary<char, string> Readable = new Dictionary<char, string>
    {
        ['a'] = "ddd",
        ['A'] = "dddd",
        ['b'] = "MMM",
        ['B'] = "MMMM",
        ['d'] = "dd",
        ['D'] = "MM'/'dd'/'yy",
        ['e'] = "%d",
        ['F'] = "yyyy'-'MM'-'dd",
        ['h'] = "MMM",
        ['H'] = "HH",
        ['I'] = "hh",
        ['k'] = "%H",
        ['l'] = "%h",
        ['L'] = "fff",
        ['m'] = "MM",
        ['M'] = "mm",
        ['p'] = "tt",
        ['P'] = "tt",
        ['r'] = "hh':'mm':'ss tt",
        ['R'] = "HH':'mm",
        ['S'] = "ss",
        ['T'] = "HH':'mm':'ss",
        ['y'] = "yy",
        ['Y'] = "yyyy",
        ['Z'] = "zzz",
        ['%'] = "'%'",
    }.ToFrozenDictionary();

    private const string TimeLetters = "HIklLMprRSTZ";
    private const char OffsetLetter = 'Z';
    private const char EpochLetter = 's';

    public static ScriptObject Create()
    {
        var functions = new ScriptObject();
        functions.Import("parse", (TemplateContext c, object? text, string? pattern = null, string? culture = null) =>
            Parse(text, pattern, CultureOf(culture), ExpressionFunctions.ZoneOf(c)));
        functions.Import("to_string", (TemplateContext c, object? date, string pattern, string? culture = null) =>
            ToText(date, pattern, CultureOf(culture), ExpressionFunctions.ZoneOf(c)));
        Add(functions, "add_years", (date, amount, zone) => CalendarMath.Plus(date, Whole(amount), "year", zone));
        Add(functions, "add_months", (date, amount, zone) => CalendarMath.Plus(date, Whole(amount), "month", zone));
        Add(functions, "add_days", AddDays);
        Add(functions, "add_hours", (date, amount, zone) => Add(date, amount, NodaConstants.TicksPerHour, zone));
        Add(functions, "add_minutes", (date, amount, zone) => Add(date, amount, NodaConstants.TicksPerMinute, zone));
        Add(functions, "add_seconds", (date, amount, zone) => Add(date, amount, NodaConstants.TicksPerSecond, zone));
        Add(functions, "add_milliseconds", (date, amount, zone) => Add(date, amount, NodaConstants.TicksPerMillisecond, zone));
        functions.IsReadOnly = true;
        return functions;
    }

    private static void Add(ScriptObject functions, string name, Func<object?, double, DateTimeZone, object?> function) =>
        functions.Import(name, (TemplateContext c, object? date, double amount) => function(date, amount, ExpressionFunctions.ZoneOf(c)));

    private static object? AddDays(object? date, double days, DateTimeZone zone)
    {
        var whole = Whole(days);
        var moved = CalendarMath.Plus(date, whole, "day", zone);
        return days == whole || whole is int.MaxValue or int.MinValue ? moved : Add(moved, days - whole, NodaConstants.TicksPerDay, zone);
    }

    private static object? Add(object? date, double amount, long ticks, DateTimeZone zone) =>
        CalendarMath.Plus(date, Duration.FromTicks(double.Clamp(amount * ticks, long.MinValue / 2, long.MaxValue / 2)), zone);

    private static int Whole(double amount) => (int)double.Clamp(amount, int.MinValue, int.MaxValue);

    private static object? Parse(object? text, string? pattern, CultureInfo culture, DateTimeZone zone) =>
        pattern is null || text is not string given ? AttributeDates.Read(text, zone) : ParseExact(given, pattern, culture, zone);

    private static object? ParseExact(string text, string pattern, CultureInfo culture, DateTimeZone zone)
    {
        const DateTimeStyles styles = DateTimeStyles.AllowInnerWhite | DateTimeStyles.NoCurrentDateDefault;
        var (format, letters) = Readably(pattern);
        if (letters.Contains(OffsetLetter))
        {
            return DateTimeOffset.TryParseExact(text, format, culture, DateTimeStyles.AllowInnerWhite, out var exact)
                ? zone.At(Instant.FromDateTimeOffset(exact)) : null;
        }

        if (!DateTime.TryParseExact(text, format, culture, styles, out var read))
            return null;
        var local = LocalDateTime.FromDateTime(read);
        return letters.Any(TimeLetters.Contains) ? zone.At(zone.InstantOf(local)) : local.Date;
    }

    /// <summary>The pattern as .NET writes it, and the letters in it.</summary>
    private static (string Format, string Letters) Readably(string pattern)
    {
        var (format, letters) = (new StringBuilder(), new StringBuilder());
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] != '%' || i + 1 == pattern.Length)
            {
                format.Append(char.IsWhiteSpace(pattern[i]) ? " " : $"\\{pattern[i]}");
                continue;
            }

            var letter = pattern[++i];
            format.Append(Readable.TryGetValue(letter, out var part) ? part
                : throw new ArgumentException($"date.parse cannot read %{letter}"));
            letters.Append(letter);
        }

        return (format.ToString(), letters.ToString());
    }

    private static string? ToText(object? date, string pattern, CultureInfo culture, DateTimeZone zone)
    {
        if (AttributeDates.Read(date, zone) is not { } read)
            return null;
        var time = read is LocalDate day ? zone.At(zone.StartOf(day)) : (ZonedDateTime)read;
        var shown = (read is LocalDate asWritten ? asWritten.AtMidnight() : time.LocalDateTime).ToDateTimeUnspecified();
        return Formatter.ToString(shown, WithoutMachine(pattern, time), culture);
    }

    /// <summary>The pattern with what Scriban would take from the clock of the machine written out.</summary>
    private static string WithoutMachine(string pattern, ZonedDateTime time)
    {
        var text = new StringBuilder(pattern.Length);
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] != '%' || i + 1 == pattern.Length)
            {
                text.Append(pattern[i]);
                continue;
            }

            var letter = pattern[++i];
            if (letter == OffsetLetter)
                text.Append(time.Offset.ToString("+HH:mm", CultureInfo.InvariantCulture));
            else if (letter == EpochLetter)
                text.Append(time.ToInstant().ToUnixTimeSeconds());
            else
                text.Append('%').Append(letter);
        }

        return text.ToString();
    }

    private static CultureInfo CultureOf(string? name) => name is null ? CultureInfo.InvariantCulture : CultureInfo.GetCultureInfo(name);
}
