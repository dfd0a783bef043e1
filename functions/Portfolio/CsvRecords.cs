using System.Text;

namespace Campaigns.Portfolio;

/// <summary>Reads records one at a time and recovers from broken ones at the next physical line.</summary>
/// <remarks>
/// CSV libraries let one unclosed quote swallow the rest of the file. Here a record that spans lines and comes to
/// nothing costs its first line only: the others are read again, as records of their own.
/// </remarks>
internal sealed class CsvRecords(TextReader text, CsvFormat format)
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

    /// <summary>How many fields a record must have; null before the header is read.</summary>
    public int? Width { get; set; }

    public int Count => _fields.Count;

    public string this[int index] => _fields[index];

    /// <summary>The field, or null where it is missing.</summary>
    public string? Value(int index, CsvFormat csv) =>
        index >= 0 && _fields[index] is var field && !csv.Missing.Contains(field) ? field : null;

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
        // Bytes that do not decode leave U+FFFD; better no customer than one with a broken name.
        else if (line.Contains('\uFFFD') || further.Any(l => l.Contains('\uFFFD')))
            Fault = $"characters that are not {format.Encoding.WebName}: set /csv/encoding in the map (windows-1252 is usual)";
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
        if (Width is not { } width || Count == width)
            return null;
        // Spreadsheets like to end lines with empty cells.
        if (Count > width && Enumerable.Range(width, Count - width).All(i => _fields[i].Length == 0))
            return null;
        return $"{Count} {(Count == 1 ? "field" : "fields")} where the header has {width}";
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
