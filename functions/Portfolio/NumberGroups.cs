using System.Globalization;

namespace Campaigns.Portfolio;

/// <summary>Checks the separators of thousands by their groups: <c>1,50</c> is a decimal comma in a file of another land, not 150.</summary>
internal static class NumberGroups
{
    /// <summary>Takes the separators out of a number.</summary>
    /// <returns>False when the groups do not have the digits that the map says, or a separator stands behind the decimal one.</returns>
    public static bool TryRemove(string text, NumberFormatInfo numbers, out string plain)
    {
        var separator = numbers.NumberGroupSeparator;
        plain = text;
        if (string.IsNullOrWhiteSpace(separator))
            plain = text = text.Replace('\u00A0', separator[0]).Replace('\u202F', separator[0]); // blanks that do not break a line
        if (!text.Contains(separator, StringComparison.Ordinal))
            return true;
        var sign = text[0] is '-' or '+' ? 1 : 0;
        var end = text.IndexOf(numbers.NumberDecimalSeparator, StringComparison.Ordinal);
        if (end < 0)
            end = text.IndexOfAny(['e', 'E']);
        var whole = end < 0 ? text[sign..] : text[sign..end];
        if (end >= 0 && text.IndexOf(separator, end, StringComparison.Ordinal) >= 0)
            return false;
        var groups = whole.Split(separator);
        var sizes = numbers.NumberGroupSizes;
        for (var i = 0; i < groups.Length; i++)
        {
            var size = sizes[Math.Min(i, sizes.Length - 1)];
            var digits = groups[^(i + 1)].Length;
            if (i < groups.Length - 1 ? digits != size : digits < 1 || digits > size)
                return false;
        }

        plain = string.Concat([text[..sign], .. groups, end < 0 ? "" : text[end..]]);
        return true;
    }
}
