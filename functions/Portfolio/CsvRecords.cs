using System.Text;

namespace Campaigns.Portfolio;

/// <summary>Reads records one at a time and recovers from broken ones at the next physical line.</summary>
/// <remarks>
/// CSV libraries let one unclosed quote swallow the rest of the file. Here a record that spans lines and comes to
/// nothing costs its first line only: the others are read again, as records of their own.
/// </remarks>
/// <param name="text">The file's text.</param>
/// <param name="format">How it is written.</param>
/// <param name="characters">Knows characters that should not be there.</param>
internal sealed class CsvRecords(TextReader text, CsvFormat format, CsvCharacters characters)
{
    /// <summary>More lines than this in one record are taken for a quote that somebody forgot to close.</summary>
    private const int MaxLines = 200;

    private readonly CsvFields _fields = new(format.Delimiter, format.Quote);
    private readonly LinkedList<string> _again = new();
    private int _line;

    /// <summary>The physical line, from 1, on which the record begins.</summary>
    public int Line { get; private set; }

    /// <summary>Why the record cannot be used; null when it can.</summary>
    public string? Fault { get; private set; }

    /// <summary>The record's first line, as it stands in the file.</summary>
    public string FirstLine { get; private set; } = "";

    /// <summary>The record as it stands in the file, with all its lines; one that is broken is its first line alone.</summary>
    public string Text { get; private set; } = "";

    /// <summary>How many fields a record must have, and may have at most; null before the header is read.</summary>
    public (int Least, int Most)? Width { get; set; }

    public int Count => _fields.Count;

    public string this[int index] => _fields[index];

    /// <summary>The field, or null where it is missing.</summary>
    public string? Value(int index, CsvFormat csv) =>
        index >= 0 && index < Count && _fields[index] is var field && !csv.Missing.Contains(field) ? field : null;

    /// <summary>Goes to the next record; blank lines are none.</summary>
    public bool Read()
    {
        string? line;
        do
        {
            line = NextLine();
            if (line is null)
                return false;
        }
        while (string.IsNullOrWhiteSpace(line));
        (Line, FirstLine) = (_line, line);
        Fault = Split(line, out var further);
        if (Fault is not null)
            PushBack(further);
        Text = Fault is not null || further.Count == 0 ? line : string.Join('\n', [line, .. further]);
        Fault ??= characters.Fault(Text);
        return true;
    }

    private string? Split(string line, out List<string> further)
    {
        further = [];
        var ending = _fields.Split(line);
        if (ending == CsvFields.Ending.Open)
        {
            var whole = new StringBuilder(line);
            while (ending == CsvFields.Ending.Open && further.Count < MaxLines && NextLine() is { } next)
            {
                further.Add(next);
                whole.Append('\n').Append(next);
                if (next.Contains(format.Quote!.Value))
                    ending = _fields.Split(whole.ToString());
            }
        }
        return ending switch
        {
            CsvFields.Ending.Open => "a quote is opened and never closed",
            CsvFields.Ending.Broken => "text stands between a closing quote and the delimiter",
            _ => WrongWidth(),
        };
    }

    private string? WrongWidth()
    {
        if (Width is not { } width || (Count >= width.Least && Count <= width.Most))
            return null;
        // Spreadsheets like to end lines with empty cells.
        if (Count > width.Most && Enumerable.Range(width.Most, Count - width.Most).All(i => _fields[i].Length == 0))
            return null;
        return $"{Count} {(Count == 1 ? "field" : "fields")} where the header has {width.Least}";
    }

    private string? NextLine()
    {
        string? line;
        if (_again.First is { } first)
        {
            line = first.Value;
            _again.RemoveFirst();
        }
        else
            line = text.ReadLine();
        if (line is not null)
            _line++;
        return line;
    }

    private void PushBack(List<string> lines)
    {
        for (var i = lines.Count - 1; i >= 0; i--)
            _again.AddFirst(lines[i]);
        _line -= lines.Count;
    }
}
