using System.Buffers;
using System.Globalization;
using System.Text;

namespace Campaigns.Definitions.Wording;

/// <summary>
/// A text as wording is compared: Unicode's compatibility form (NFKC) in lower case, without what is not seen (zero-width and formatting
/// characters, soft hyphens), with single spaces and none beside Chinese characters, dashes as spaces. Dots and the like between single
/// Chinese characters, and spaces between single letters, are passed over.
/// </summary>
internal sealed class NormalText
{
    private static readonly SearchValues<char> Separators = SearchValues.Create(".·‧•∙*~|/+=^#'\"");

    /// <summary>What NFKC leaves as it is, or what the loop maps by itself: nearly every message.</summary>
    private static readonly SearchValues<char> Simple = SearchValues.Create([
        .. Range('\n', '\n'), .. Range(' ', '~'), .. Range('\u3000', '\u3002'), .. Range('\u3008', '\u3011'), .. Range('\u4E00', '\u9FFF'),
        .. Range('\uFF01', '\uFF5E'), .. Range('\u2018', '\u201D'), .. Range('\u2066', '\u2069'),
    ]);

    private readonly int[] _origins;
    private readonly string _source;
    private readonly bool _isAsItCame;

    private NormalText(string source, bool isAsItCame, string plain, string folded, int[] origins) =>
        (_source, _isAsItCame, Plain, Folded, _origins) = (source, isAsItCame, plain, folded, origins);

    /// <summary>With the characters as they are written.</summary>
    public string Plain { get; }

    /// <summary>The same with simplified characters, of the same length.</summary>
    public string Folded { get; }

    /// <summary>What stands in the text at a place of the normalised one, in the compatibility form.</summary>
    public string Written(int start, int length) =>
        length <= 0 ? "" : _source[_origins[start]..(_origins[start + length - 1] + 1)].ReplaceLineEndings(" ");

    /// <summary>Where in the text a place of the normalised one stands; -1: the text was not in the compatibility form, so places differ.</summary>
    public int OriginOf(int start) => _isAsItCame ? _origins[start] : -1;

    /// <summary>Whether a character is part of a word that spaces separate.</summary>
    public static bool IsOfWord(char c) => char.IsLetterOrDigit(c) && !HanScripts.IsHan(c);

    /// <summary>Whether what is found at a place does not begin or end within a word.</summary>
    public static bool IsWhole(string text, int start, int length) =>
        !(start > 0 && IsOfWord(text[start]) && IsOfWord(text[start - 1]))
        && !(start + length < text.Length && IsOfWord(text[start + length - 1]) && IsOfWord(text[start + length]));

    /// <summary>Normalises a text.</summary>
    public static NormalText Of(string text)
    {
        var source = text.AsSpan().ContainsAnyExcept(Simple) ? Compatible(text) : text;
        var (chars, origins) = (new char[source.Length], new int[source.Length]);
        var (length, space, line) = (0, false, false);
        for (var i = 0; i < source.Length; i++)
        {
            var c = Mapped(source[i]);
            if (c == '\0')
                continue;
            if (c is ' ' or '\n')
            {
                (space, line) = (true, line || c == '\n');
                continue;
            }

            if (space && length > 0)
            {
                // A line that ends ends a clause; a space beside a Chinese character means nothing.
                if (line)
                    Add('\n', i - 1);
                else if (c != '-' && chars[length - 1] != '-' && !HanScripts.IsHan(c) && !HanScripts.IsHan(chars[length - 1]))
                    Add(' ', i - 1);
            }

            (space, line) = (false, false);
            Add(c, i);
        }

        length = JoinLetters(chars, origins, PassOverSeparators(chars, origins, length));
        for (var i = 0; i < length; i++)
        {
            if (chars[i] == '-')
                chars[i] = ' ';
        }

        length = DropSpacesBesideHan(chars, origins, length);
        var plain = new string(chars, 0, length);
        for (var i = 0; i < length; i++)
            chars[i] = HanScripts.Simplified(chars[i]);
        return new(source, ReferenceEquals(source, text) || source == text, plain, plain.AsSpan().SequenceEqual(chars.AsSpan(0, length)) ? plain : new string(chars, 0, length), origins);

        void Add(char c, int origin) => (chars[length], origins[length++]) = (c, origin);
    }

    private static char Mapped(char c) => c switch
    {
        >= 'A' and <= 'Z' => (char)(c | 0x20),
        >= '\uFF01' and <= '\uFF5E' => Mapped((char)(c - 0xFEE0)),
        '\n' or '\u2028' or '\u2029' => '\n',
        ' ' or '\u3000' or '_' => ' ',
        < '\u007F' => c < ' ' ? ' ' : c,
        '\u2018' or '\u2019' or '\u02BC' => '\'',
        '\u034F' or '\u115F' or '\u1160' or '\u3164' or '\u2800' or >= '\uFE00' and <= '\uFE0F' => '\0',
        _ => char.GetUnicodeCategory(c) switch
        {
            UnicodeCategory.Format => '\0',
            UnicodeCategory.Control or UnicodeCategory.SpaceSeparator => ' ',
            UnicodeCategory.DashPunctuation => '-',
            _ => char.ToLowerInvariant(c),
        },
    };

    /// <summary>Half of a surrogate pair has no such form; the text around it has.</summary>
    private static string Compatible(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return new string([.. text.Select(c => char.IsSurrogate(c) ? '\uFFFD' : c)]).Normalize(NormalizationForm.FormKC);
        }
    }

    /// <summary>「保.證.獲.利」: the same mark between each two of several characters.</summary>
    private static int PassOverSeparators(char[] chars, int[] origins, int length)
    {
        if (!chars.AsSpan(0, length).ContainsAny(Separators) && !chars.AsSpan(0, length).Contains('-'))
            return length;
        var kept = 0;
        for (var i = 0; i < length; i++)
        {
            if (!IsAmong(i))
                (chars[kept], origins[kept++]) = (chars[i], origins[i]);
        }

        return kept;

        // What has been written lies before what is read, so the marks ahead are still there; the one behind is remembered by its origin.
        bool IsAmong(int i) => (Separators.Contains(chars[i]) || chars[i] == '-') && i > 0 && i + 1 < length && HanScripts.IsHan(chars[i + 1])
            && kept > 0 && HanScripts.IsHan(chars[kept - 1]) && (IsMarkAhead(i) || IsMarkBehind(i));

        bool IsMarkAhead(int i) => i + 3 < length && chars[i + 2] == chars[i] && HanScripts.IsHan(chars[i + 3]);

        bool IsMarkBehind(int i) => kept > 1 && origins[i] - origins[kept - 1] == 1 && origins[kept - 1] - origins[kept - 2] == 2
            && HanScripts.IsHan(chars[kept - 2]);
    }

    /// <summary>"r i s k": four letters and more, each by itself.</summary>
    private static int JoinLetters(char[] chars, int[] origins, int length)
    {
        var kept = 0;
        for (var i = 0; i < length;)
        {
            var run = RunOfLetters(chars, i, length);
            if (run < 4)
            {
                (chars[kept], origins[kept++]) = (chars[i], origins[i]);
                i++;
                continue;
            }

            for (var n = 0; n < run; n++)
                (chars[kept], origins[kept++]) = (chars[i + (2 * n)], origins[i + (2 * n)]);
            i += (2 * run) - 1;
        }

        return kept;
    }

    private static int RunOfLetters(char[] chars, int at, int length)
    {
        if (at > 0 && IsOfWord(chars[at - 1]))
            return 0;
        var run = 0;
        for (var i = at; i < length && char.IsAsciiLetter(chars[i]) && (i + 1 == length || !IsOfWord(chars[i + 1])); i += 2)
        {
            run++;
            if (i + 1 < length && chars[i + 1] != ' ')
                break;
        }

        return run;
    }

    private static int DropSpacesBesideHan(char[] chars, int[] origins, int length)
    {
        var kept = 0;
        for (var i = 0; i < length; i++)
        {
            var drop = chars[i] == ' ' && (kept == 0 || chars[kept - 1] == ' ' || HanScripts.IsHan(chars[kept - 1])
                || (i + 1 < length && HanScripts.IsHan(chars[i + 1])));
            if (!drop)
                (chars[kept], origins[kept++]) = (chars[i], origins[i]);
        }

        while (kept > 0 && chars[kept - 1] == ' ')
            kept--;
        return kept;
    }

    private static IEnumerable<char> Range(char from, char to) => Enumerable.Range(from, to - from + 1).Select(c => (char)c);
}
