using System.Globalization;
using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Campaigns.Local.Commands;

/// <summary>
/// Text of others on a terminal. A customer's name or a provider's answer may hold control characters, which move the cursor, change the
/// title or hide what was printed, and marks of direction, which make text read otherwise than it is stored. They are shown as
/// <c>\x1b</c> and <c>\u202e</c> instead, everywhere and by this class alone; JSON has them as escapes of its own.
/// </summary>
internal static class Terminal
{
    /// <summary>The text with what a terminal obeys made visible, line breaks too: a line that we end, we end ourselves.</summary>
    public static string Visible(string text)
    {
        if (!text.Any(IsObeyed))
            return text;
        var visible = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (!IsObeyed(c))
                visible.Append(c);
            else
                visible.Append(Code(c));
        }

        return visible.ToString();
    }

    /// <summary>The same for a place where markup is understood, such as a cell of a table.</summary>
    public static string Escape(string text) => Markup.Escape(Visible(text));

    /// <summary>JSON, in which such characters can only stand in texts, with JSON's escapes for them.</summary>
    public static string Json(string json)
    {
        if (!json.Any(IsObeyedInJson))
            return json;
        var escaped = new StringBuilder(json.Length + 16);
        foreach (var c in json)
        {
            if (IsObeyedInJson(c))
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                escaped.Append(c);
        }

        return escaped.ToString();
    }

    /// <summary>Prints a line of markup; what is put into it is shown as it is.</summary>
    public static void Line(this IAnsiConsole console, FormattableString markup) => console.MarkupLine(markup.ToString(Values.Instance));

    /// <summary>The same on standard output.</summary>
    public static void Line(FormattableString markup) => AnsiConsole.Console.Line(markup);

    /// <summary>The same without the end of the line.</summary>
    public static void Part(FormattableString markup) => AnsiConsole.Markup(markup.ToString(Values.Instance));

    /// <summary>Has a console show what it would else obey, in tables and wherever somebody forgot to.</summary>
    public static IAnsiConsole Guard(IAnsiConsole console)
    {
        console.Pipeline.Attach(new Guarding());
        return console;
    }

    private static bool IsObeyed(char c) => char.IsControl(c) || IsDirection(c);

    // Line breaks between values are JSON's own; within texts they are escaped already.
    private static bool IsObeyedInJson(char c) => (char.IsControl(c) && c is not ('\n' or '\r')) || IsDirection(c);

    // Embeddings, overrides and isolates; and the two characters that are ends of lines in Unicode.
    private static bool IsDirection(char c) => c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029';

    private static string Code(char c) => c switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        <= '\u00ff' => string.Create(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
    };

    private sealed class Values : IFormatProvider, ICustomFormatter
    {
        public static readonly Values Instance = new();

        public object? GetFormat(Type? formatType) => formatType == typeof(ICustomFormatter) ? this : null;

        public string Format(string? format, object? arg, IFormatProvider? formatProvider) => Escape(
            arg is IFormattable formattable ? formattable.ToString(format, CultureInfo.CurrentCulture) : arg?.ToString() ?? "");
    }

    private sealed class Guarding : IRenderHook
    {
        public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
            renderables.Select(IRenderable (renderable) => new Guarded(renderable));
    }

    private sealed class Guarded(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => inner.Render(options, maxWidth).Select(segment =>
            segment.IsControlCode || segment.IsLineBreak || !segment.Text.Any(IsObeyed) ? segment
            : new Segment(string.Join('\n', segment.Text.Split('\n').Select(Visible)), segment.Style));
    }
}
