using System.Text;

namespace Campaigns.Portfolio;

/// <summary>Finds characters that no file has under its right encoding: better no customer than one with a broken name.</summary>
/// <param name="encoding">The encoding the file is read in.</param>
/// <param name="likely">What its bytes look like; null when they tell nothing.</param>
internal sealed class CsvCharacters(Encoding encoding, string? likely)
{
    private readonly string _advice =
        likely is not null ? $"set /csv/encoding in the map to the file's, which looks like {likely}"
        : encoding.WebName == "windows-1252" ? "set /csv/encoding in the map to the file's, or save the file as UTF-8"
        : "set /csv/encoding in the map (windows-1252 is usual)";

    /// <summary>What is wrong with the text; null when nothing is.</summary>
    public string? Fault(ReadOnlySpan<char> text)
    {
        if (text.Contains('\uFFFD')) // bytes that do not decode
            return $"characters that are not {encoding.WebName}: {_advice}";
        if (text.IndexOfAnyInRange('\u0080', '\u009F') >= 0) // C1 controls: what iso-8859-1 makes of the quotes and dashes of windows-1252
            return $"bytes that {encoding.WebName} has for control characters only: {_advice}";
        // Private use: each code page fills it with its own, and other systems show nothing there. Planes 15 and 16 are the same.
        if (text.IndexOfAnyInRange('\uE000', '\uF8FF') >= 0 || text.IndexOfAnyInRange('\uDB80', '\uDBFF') >= 0)
            return $"characters of {encoding.WebName} for private use only, which other systems do not know: " +
                (likely is null ? "write them with common characters, in UTF-8" : _advice);
        return text.Contains('\0') ? $"NUL characters: {(likely is null ? "the file may be utf-16, or damaged" : _advice)}" : null;
    }
}
