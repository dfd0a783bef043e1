using System.Text;
using Campaigns.Runtime.Files;

namespace Campaigns.Portfolio;

/// <summary>
/// The rows an import rejected, as a file that can be mended and imported by the same map: the file's own columns, and behind them the
/// reason. Made with the first row.
/// </summary>
/// <remarks>
/// UTF-8 with a byte order mark, which takes precedence over the map's encoding: what could not be decoded stays visible, and is rejected
/// again until it is mended.
/// </remarks>
/// <param name="path">The file, which must not exist.</param>
/// <param name="columns">The columns of the file that is imported, without those of an earlier file of this kind.</param>
/// <param name="format">How it is written.</param>
public sealed class RejectedFile(string path, IReadOnlyList<string> columns, CsvFormat format) : IDisposable
{
    /// <summary>The name of the last column; an import passes it over.</summary>
    public const string ReasonColumn = "rejected_because";

    /// <summary>How every reason begins.</summary>
    internal const string ReasonMark = "rejected: ";

    private readonly CsvFields _fields = new(format.Delimiter, format.Quote);
    private StreamWriter? _file;

    /// <summary>Where it lies; null while no row was rejected.</summary>
    public string? Path => _file is null ? null : path;

    /// <summary>The name beside a file under which nothing lies yet: <c>p.rejected.csv</c>, <c>p.rejected-2.csv</c>, …</summary>
    public static string FreeName(string file)
    {
        var (folder, name) = (System.IO.Path.GetDirectoryName(file) ?? "", System.IO.Path.GetFileNameWithoutExtension(file));
        if (name.LastIndexOf(".rejected", StringComparison.Ordinal) is > 0 and var at
            && name[(at + ".rejected".Length)..] is var rest && (rest.Length == 0 || int.TryParse(rest, out _)))
            name = name[..at];
        for (var number = 1; ; number++)
        {
            var free = System.IO.Path.Combine(folder, $"{name}.rejected{(number == 1 ? "" : $"-{number}")}.csv");
            if (!File.Exists(free) && !Directory.Exists(free))
                return free;
        }
    }

    /// <summary>Adds a row.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Add(PortfolioRow.Rejected row)
    {
        _file ??= Begin();
        _file.Write(Row(row.Text));
        _file.Write(format.Delimiter);
        _file.Write(Field(ReasonMark + (row.Column is null ? "" : $"{row.Column}: ") + row.Reason, always: true));
        _file.Write("\r\n");
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file?.Dispose();

    private StreamWriter Begin()
    {
        PrivateFiles.EnsureFile(path); // customers' data: for its owner alone
        var file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        file.Write(string.Join(format.Delimiter, [.. columns.Select(name => Field(name)), ReasonColumn]));
        file.Write("\r\n");
        return file;
    }

    /// <summary>The row without an earlier reason: its fields, as many as there are columns; as it stands when they do not fit.</summary>
    private string Row(string text)
    {
        var least = columns.Count - columns.Reverse().TakeWhile(name => name.Length == 0).Count();
        if (_fields.Split(text) == CsvFields.Ending.Complete)
        {
            var fields = Enumerable.Range(0, _fields.Count).Select(i => _fields[i]).ToList();
            if (fields.Count > least && fields.FindIndex(IsReason) == fields.Count - 1)
                fields.RemoveAt(fields.Count - 1);
            if (fields.Count >= least && !fields.Exists(IsReason) && fields.Skip(columns.Count).All(field => field.Length == 0))
            {
                return string.Join(
                    format.Delimiter, Enumerable.Range(0, columns.Count).Select(i => i < fields.Count ? Field(fields[i]) : ""));
            }
        }

        var reason = new[] { $"{format.Delimiter}{format.Quote}{ReasonMark}", $"{format.Delimiter}{ReasonMark}" }
            .Max(mark => text.LastIndexOf(mark, StringComparison.Ordinal));
        return reason < 0 ? text : text[..reason];
    }

    private static bool IsReason(string field) => field.StartsWith(ReasonMark, StringComparison.Ordinal);

    private string Field(string text, bool always = false)
    {
        if (format.Quote is not { } quote)
            return text.Replace(format.Delimiter, ' ').Replace('\n', ' ').Replace('\r', ' ');
        return always || text.Contains(format.Delimiter) || text.Contains(quote) || text.AsSpan().IndexOfAny('\r', '\n') >= 0
            || text.AsSpan().Trim().Length < text.Length
            ? $"{quote}{text.Replace($"{quote}", $"{quote}{quote}", StringComparison.Ordinal)}{quote}" : text;
    }
}
