namespace Campaigns.Rendering.Set;

/// <summary>
/// The lines between two <c>---</c> at the top of a file, <c>key: value</c> each. Every position is an offset into the
/// whole file, so that errors in a value carry the file's own line numbers.
/// </summary>
internal sealed record FrontMatter(IReadOnlyList<FrontMatter.Entry> Entries, int BodyStart, int BodyLine)
{
    internal const string Fence = "---";

    internal readonly record struct Entry(string Key, int Start, int End, int Line, int Column);

    internal static FrontMatter Read(string text, string file, List<TemplateError> errors)
    {
        var entries = new List<Entry>();
        if (!text.StartsWith(Fence + "\n", StringComparison.Ordinal)) return new FrontMatter(entries, 0, 0);
        var at = Fence.Length + 1;
        for (var line = 1; at < text.Length; line++)
        {
            var end = text.IndexOf('\n', at);
            if (end < 0) end = text.Length;
            var content = text[at..end];
            if (content.TrimEnd() == Fence) return new FrontMatter(entries, Math.Min(end + 1, text.Length), line + 1);
            if (!string.IsNullOrWhiteSpace(content) && !content.StartsWith('#')) Add(content, at, line);
            at = end + 1;
        }
        errors.Add(
            new TemplateError(file, 1, 1,
                "The front matter is opened by --- but never closed: put --- on a line of its own after the last key."));
        return new FrontMatter(entries, text.Length, 0);

        void Add(string content, int start, int line)
        {
            var colon = content.IndexOf(':');
            if (colon <= 0)
            {
                errors.Add(new TemplateError(file, line + 1, 1, "Expected `key: value`, for example `subject: Your policy`."));
                return;
            }
            var from = colon + 1;
            while (from < content.Length && content[from] == ' ') from++;
            entries.Add(new Entry(content[..colon].Trim(), start + from, start + content.TrimEnd().Length, line, from));
        }
    }
}
