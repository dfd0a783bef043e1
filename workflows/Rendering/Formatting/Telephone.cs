using System.Globalization;
using System.Text;

namespace Campaigns.Rendering.Formatting;

/// <summary>Telephone numbers as addresses of links (RFC 3966), which may hold no blanks.</summary>
public static class Telephone
{
    private static readonly string[] Extensions = ["#", "ext", "轉", "转", "分機", "分机", "內線", "内线"];

    /// <summary>
    /// <c>tel:+886255550100</c> of <c>+886 2 5555 0100</c>, <c>tel:0800123456;ext=12</c> of <c>0800-123-456 #12</c>; empty when there are no
    /// digits.
    /// </summary>
    public static string Link(string? number)
    {
        if (number is null) return string.Empty;
        var at = Extensions.Select(mark => number.IndexOf(mark, StringComparison.OrdinalIgnoreCase)).Where(i => i > 0)
            .DefaultIfEmpty(number.Length).Min();
        var (digits, extension) = (Digits(number[..at]), Digits(number[at..]));
        if (digits.Length == 0) return string.Empty;
        var plus = number.AsSpan().TrimStart().TrimStart('(') is ['+' or '＋', ..] ? "+" : "";
        return $"tel:{plus}{digits}{(extension.Length > 0 ? ";ext=" + extension : "")}";
    }

    private static string Digits(string text)
    {
        var digits = new StringBuilder(text.Length);
        foreach (var c in text)
            if (CharUnicodeInfo.GetDecimalDigitValue(c) is >= 0 and var digit) digits.Append(digit);
        return digits.ToString();
    }
}
