using Campaigns.Model;
using Scriban;
using Scriban.Parsing;

namespace Campaigns.Rendering.Set;

/// <summary>Turns the text of one file into parsed parts, or into errors with their place.</summary>
internal static class TemplateCompiler
{
    /// <summary>A line with only this starts an e-mail's own plain text; without it the text is derived from the HTML.</summary>
    internal const string TextMark = "\n--- text ---\n";

    private const string Open = "{{";
    private const string Close = "}}";

    /// <summary>Parsing is fast, but no message needs a longer file.</summary>
    internal const int MaxFileLength = 256 * 1024;

    private static readonly ParserOptions Parser = new() { ExpressionDepthLimit = 50, ParseFloatAsDecimal = true };

    internal static MessageParts? Compile(string text, string file, Channel channel, List<TemplateError> errors)
    {
        var before = errors.Count;
        if (text.Length > MaxFileLength)
        {
            errors.Add(new TemplateError(file, 1, 1, $"The file is longer than {MaxFileLength / 1024} KB."));
            return null;
        }
        var front = FrontMatter.Read(text, file, errors);
        var mark = channel == Channel.Email ? text.IndexOf(TextMark, front.BodyStart, StringComparison.Ordinal) : -1;
        var parts = new MessageParts
        {
            Body = Parse(text, file, front.BodyStart, mark < 0 ? text.Length : mark, front.BodyLine, 0, errors),
            Text = mark < 0 ? null
            : Parse(text, file, mark + TextMark.Length, text.Length, LineOf(text, mark + TextMark.Length), 0, errors),
        };
        var kind = MessageKind.Of(channel);
        foreach (var needs in front.Entries.Where(entry => entry.Key == Requirements.Key))
            parts.Requires = [.. parts.Requires, .. Requirements.Read(text, needs, file, errors)];
        foreach (var entry in front.Entries.Where(entry => entry.Key != Requirements.Key))
            Place(entry, Parse(text[..entry.End], file, entry.Start, entry.End, entry.Line, entry.Column, errors));
        if (parts.Heading is null && kind.HeadingKey is { } key && errors.Count == before)
            errors.Add(new TemplateError(file, 1, 1, $"The front matter must have `{key}: …` for the channel {channel}."));
        return errors.Count == before ? parts : null;

        void Place(FrontMatter.Entry entry, Template value)
        {
            if (entry.Key == kind.HeadingKey) parts.Heading = value;
            else if (entry.Key == "preheader" && kind.Keys.Contains(entry.Key)) parts.Preheader = value;
            else if (entry.Key == "link" && kind.Keys.Contains(entry.Key)) parts.Link = value;
            else
            {
                errors.Add(new TemplateError(file, entry.Line + 1, 1, kind.Keys.Count == 0
                    ? $"The channel {channel} has no front matter but `{Requirements.Key}`: `{entry.Key}` is not known."
                    : $"`{entry.Key}` is not a key of the channel {channel}: {string.Join(", ", kind.Keys)}, {Requirements.Key}."));
            }
        }
    }

    internal static Template Parse(string text, string file, int start, int end, int line, int column, List<TemplateError> errors)
    {
        var options = new LexerOptions { StartPosition = new TextPosition(start, line, column) };
        var template = start >= end
            ? Template.Parse(string.Empty, file)
            : Template.Parse(end == text.Length ? text : text[..end], file, Parser, options);
        foreach (var message in template.Messages.Where(m => m.Type == ParserMessageType.Error))
            errors.Add(new TemplateError(file, message.Span.Start.Line + 1, message.Span.Start.Column + 1, message.Message));
        // The parser takes the end of the file for the end of the code: then a file that was cut off is a template.
        if (start < end && text.LastIndexOf(Open, end - 1, end - start, StringComparison.Ordinal) is >= 0 and var open
            && text.IndexOf(Close, open, end - open, StringComparison.Ordinal) < 0 && !template.HasErrors)
        {
            errors.Add(new TemplateError(
                file, LineOf(text, open) + 1, open - text.LastIndexOf('\n', open), $"`{Open}` has no `{Close}`: the file may be cut off."));
        }

        return template;
    }

    private static int LineOf(string text, int offset) => text.AsSpan(0, offset).Count('\n');
}
