using System.Globalization;
using System.Text;

namespace Campaigns.Model.Customers.Addresses;

/// <summary>A bare mailbox: <c>mei@example.com</c>.</summary>
public static class MailAddress
{
    private const int MaxLength = 254; // the longest path that SMTP carries (RFC 5321 4.5.3.1.3, erratum 1690)
    private const int MaxLocalLength = 64;
    private const string Forbidden = "<>(),;:\\\"[]@";

    // One for all: it keeps no state.
    private static readonly IdnMapping Idn = new() { AllowUnassigned = false, UseStd3AsciiRules = true };

    /// <summary>
    /// The form by which two addresses are compared: without spaces around it, in lower case, the domain as DNS has it (punycode). Nearly
    /// no mailbox tells cases apart, and one who refused as <c>Mei@</c> has refused as <c>mei@</c>.
    /// </summary>
    /// <returns>Null when the text is no mailbox.</returns>
    public static string? Canonical(string? text)
    {
        if (text?.Trim() is not { Length: > 2 and <= MaxLength } address
            || address.LastIndexOf('@') is not (> 0 and <= MaxLocalLength and var at))
            return null;
        var local = address[..at];
        if (local.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || Forbidden.Contains(c))
            || local.StartsWith('.') || local.EndsWith('.') || local.Contains("..", StringComparison.Ordinal))
            return null;
        if (Ascii.IsValid(address) && IsHostName(address.AsSpan(at + 1)))
            return address.ToLowerInvariant(); // nothing to compose, nothing to encode
        try
        {
            var domain = Idn.GetAscii(address[(at + 1)..]).ToLowerInvariant();
            return domain.Contains('.') && !domain.EndsWith('.')
                ? local.Normalize(NormalizationForm.FormC).ToLowerInvariant() + "@" + domain
                : null;
        }
        catch (ArgumentException)
        {
            return null; // no domain, or half of a character
        }
    }

    /// <summary>Whether a domain is one of letters, digits and hyphens with a dot in it, which is what DNS has already (RFC 952, RFC 1123).</summary>
    private static bool IsHostName(ReadOnlySpan<char> domain)
    {
        const int maxLabel = 63;
        var (label, dots) = (0, 0);
        for (var i = 0; i < domain.Length; i++)
        {
            var c = domain[i];
            if (c == '.' && label > 0 && i + 1 < domain.Length && domain[i - 1] != '-')
                (label, dots) = (0, dots + 1);
            else if ((char.IsAsciiLetterOrDigit(c) || (c == '-' && label > 0)) && label < maxLabel)
                label++;
            else
                return false;
        }

        return dots > 0 && domain[^1] != '-' && !domain.Contains("xn--", StringComparison.OrdinalIgnoreCase);
    }
}
