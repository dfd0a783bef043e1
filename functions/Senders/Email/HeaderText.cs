using System.Text;
using System.Text.RegularExpressions;
using MimeKit;

namespace Campaigns.Senders.Email;

/// <summary>
/// Writes texts and mailboxes as header fields within the bounds of RFC 2047 section 2: an encoded word has at most 75 characters, a line
/// at most 76. MimeKit folds later than that, and cuts encoded words by the characters they hold, not by the length they get.
/// </summary>
internal static partial class HeaderText
{
    private const int MaxLine = 76;
    private const int MaxWord = 75;
    private const string End = "?=";
    private const string Base64 = "=?utf-8?B?";
    private const string Quoted = "=?utf-8?Q?";

    /// <summary>A field with a text.</summary>
    public static Header Of(HeaderId id, string text) => Fold(id, Readable(text, FirstLine(id)) ?? EncodedWords(text, FirstLine(id)));

    /// <summary>A field with one mailbox; its domain in the ASCII form.</summary>
    public static Header Of(HeaderId id, MailboxAddress mailbox)
    {
        var address = mailbox.GetAddress(idnEncode: true);
        return mailbox.Name is { Length: > 0 } name ? Fold(id, [.. Phrase(name, FirstLine(id)), $"<{address}>"]) : Fold(id, [address]);
    }

    /// <summary>The parts of a display name: as it is, as a quoted text, or as encoded words.</summary>
    private static IReadOnlyList<string> Phrase(string name, int first)
    {
        if (Atoms().IsMatch(name) && Readable(name, first) is { } atoms)
            return atoms;
        var quoted = $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        return PrintableWords().IsMatch(name) && !name.Contains("=?", StringComparison.Ordinal) && quoted.Length <= first
            ? [quoted] : EncodedWords(name, first);
    }

    /// <summary>The words of a text that needs no encoding; null when it does, or a word is longer than a line.</summary>
    private static IReadOnlyList<string>? Readable(string text, int first)
    {
        if (!PrintableWords().IsMatch(text) || text.Contains("=?", StringComparison.Ordinal))
            return null;
        var words = text.Split(' ');
        return words[0].Length <= first && words.All(word => word.Length <= MaxWord) ? words : null;
    }

    private static List<string> EncodedWords(string text, int first)
    {
        var whole = Encoding.UTF8.GetBytes(text);
        var quoted = whole.Sum(LengthOf) <= Base64Length(whole.Length);
        var (words, part, room) = (new List<string>(), new List<byte>(), Math.Min(first, MaxWord));
        Span<byte> character = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            var bytes = character[..rune.EncodeToUtf8(character)];
            if (part.Count > 0 && LengthWith(part, bytes, quoted) > room)
            {
                words.Add(Word(part, quoted));
                room = MaxWord;
                part.Clear();
            }

            part.AddRange(bytes);
        }

        words.Add(Word(part, quoted));
        return words;
    }

    private static int LengthWith(List<byte> part, ReadOnlySpan<byte> more, bool quoted)
    {
        var around = Base64.Length + End.Length;
        if (!quoted)
            return around + Base64Length(part.Count + more.Length);
        foreach (var octet in more)
            around += LengthOf(octet);
        return around + part.Sum(LengthOf);
    }

    private static string Word(List<byte> part, bool quoted) => quoted
        ? Quoted + string.Concat(part.Select(octet => IsPlain(octet) ? $"{(char)octet}" : octet == ' ' ? "_" : $"={octet:X2}")) + End
        : Base64 + Convert.ToBase64String([.. part]) + End;

    private static int Base64Length(int bytes) => (bytes + 2) / 3 * 4;

    private static int LengthOf(byte octet) => IsPlain(octet) || octet == ' ' ? 1 : 3;

    // RFC 2047 section 5 (3): these alone may stand in every place of every field.
    private static bool IsPlain(byte octet) => char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'!' or (byte)'*' or (byte)'+'
        or (byte)'-' or (byte)'/';

    private static int FirstLine(HeaderId id) => MaxLine - id.ToHeaderName().Length - ": ".Length;

    /// <summary>The field, with a new line wherever the next part would make one too long.</summary>
    private static Header Fold(HeaderId id, IReadOnlyList<string> parts)
    {
        var (text, column) = (new StringBuilder(), id.ToHeaderName().Length + 1);
        foreach (var part in parts)
        {
            // A line of blanks alone is none, so the first part stays on the first line.
            if (column + 1 + part.Length > MaxLine && text.Length > 0)
            {
                text.Append("\r\n");
                column = 0;
            }

            text.Append(' ').Append(part);
            column += 1 + part.Length;
        }

        var header = new Header(id, "");
        header.SetRawValue(Encoding.UTF8.GetBytes(text.Append("\r\n").ToString()));
        return header;
    }

    [GeneratedRegex(@"^[!-~]+( [!-~]+)*\z")]
    private static partial Regex PrintableWords();

    [GeneratedRegex(@"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+( [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\z")]
    private static partial Regex Atoms();
}
