namespace Campaigns.Portfolio;

/// <summary>Where the fields of one record stand in its text (RFC 4180); made once and used for record after record.</summary>
internal sealed class CsvFields(char delimiter, char? quote)
{
    private readonly List<(int Start, int Length, bool Quoted)> _fields = [];
    private string _text = "";

    public enum Ending
    {
        /// <summary>The record ends here.</summary>
        Complete,

        /// <summary>A quote is still open: the record goes on in the next line.</summary>
        Open,

        /// <summary>Something stands between a closing quote and the delimiter.</summary>
        Broken,
    }

    public int Count => _fields.Count;

    public Ending Split(string text)
    {
        _text = text;
        _fields.Clear();
        for (var at = 0; ; at++)
        {
            // People write a blank behind the delimiter: a quote after it opens the field all the same.
            var start = quote is null ? at : SkipBlanks(text, at);
            var quoted = start < text.Length && text[start] == quote;
            if (quoted)
                at = start;
            var end = quoted ? ClosingQuote(at + 1) : text.IndexOf(delimiter, at);
            if (quoted && end < 0)
                return Ending.Open;
            if (end < 0)
                end = text.Length;
            // A quote inside an unquoted field is an ordinary character: 3" pipe.
            _fields.Add(quoted ? (at + 1, end - at - 1, true) : (at, end - at, false));
            at = quoted ? SkipBlanks(text, end + 1) : end;
            if (at >= text.Length)
                return Ending.Complete;
            if (text[at] != delimiter)
                return Ending.Broken;
        }
    }

    /// <summary>The field's value: unquoted ones trimmed, in quoted ones doubled quotes made single.</summary>
    public string this[int index]
    {
        get
        {
            var (start, length, quoted) = _fields[index];
            var field = _text.AsSpan(start, length);
            if (!quoted)
                return field.Trim().ToString();
            return field.Contains(quote!.Value)
                ? field.ToString().Replace($"{quote}{quote}", $"{quote}", StringComparison.Ordinal)
                : field.ToString();
        }
    }

    private int SkipBlanks(string text, int at)
    {
        while (at < text.Length && (text[at] is ' ' or '\t') && text[at] != delimiter)
            at++;
        return at;
    }

    private int ClosingQuote(int from)
    {
        for (var at = from; (at = _text.IndexOf(quote!.Value, at)) >= 0; at += 2)
            if (at + 1 >= _text.Length || _text[at + 1] != quote)
                return at;
        return -1;
    }
}
