using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text;
using PhoneNumbers;

namespace Campaigns.Model.Customers.Addresses;

/// <summary>A telephone number that can be dialled from anywhere.</summary>
/// <param name="E164">The number as ITU-T E.164 writes it: <c>+886912345678</c>.</param>
/// <param name="IsLandline">Whether it is certainly a landline, which takes no text message; in some countries nobody can tell.</param>
public sealed record PhoneNumber(string E164, bool IsLandline)
{
    private const int MaxLength = 40;
    private const string Separators = " -./()\u2010\u2011\u2012\u2013\u00A0\t"; // as people write them between digits
    private const int MaxKnown = 32_768; // some 6 MB: those of a campaign's hour, from the decision to the delivery

    /// <summary>
    /// Numbers read lately: a decision about a customer asks for the same one ten times, and reading it takes longer than the decision.
    /// </summary>
    private static readonly ConcurrentDictionary<(string, string?), PhoneNumber?> Known = new();
    private static int _known; // counting a concurrent dictionary locks all of it

    // The library makes the set anew for each who asks.
    private static readonly Lazy<IReadOnlySet<string>> Regions = new(() => PhoneNumberUtil.GetInstance().GetSupportedRegions().ToFrozenSet());

    private const string NoRegion = "ZZ"; // of libphonenumber: only numbers with their country's code

    /// <summary>Reads a number as people write it.</summary>
    /// <param name="text">The number.</param>
    /// <param name="country">
    /// The country, ISO 3166-1 alpha-2, whose national numbers need no code; null or unknown: only a number with <c>+</c> and its code is
    /// one.
    /// </param>
    /// <returns>
    /// The number; null when the text is none, or lies in no range that its country assigns: a wrong digit, or a national number of another
    /// country.
    /// </returns>
    public static PhoneNumber? Parse(string? text, string? country)
    {
        if (text is null || text.Length > MaxLength)
            return null;
        var key = (text, country);
        if (Known.TryGetValue(key, out var known))
            return known;
        var read = Read(text, country);
        if (Known.TryAdd(key, read) && Interlocked.Increment(ref _known) > MaxKnown)
        {
            Known.Clear();
            Interlocked.Exchange(ref _known, 0);
        }

        return read;
    }

    private static PhoneNumber? Read(string text, string? country)
    {
        var number = text.Normalize(NormalizationForm.FormKC).Trim();
        var digits = number.StartsWith('+') ? number[1..] : number;
        // Letters, as in 8.86956E+11 or an extension, would be read as keys of a telephone.
        if (digits.Length == 0 || !digits.All(c => char.IsAsciiDigit(c) || Separators.Contains(c)))
            return null;
        var util = PhoneNumberUtil.GetInstance();
        var region = RegionOf(country);
        var parsed = TryParse(util, number, region);
        if (parsed is null && number.StartsWith("00", StringComparison.Ordinal))
            parsed = TryParse(util, "+" + digits.TrimStart('0'), region); // as most of the world dials abroad
        return parsed is null ? null
            : new PhoneNumber(util.Format(parsed, PhoneNumberFormat.E164), util.GetNumberType(parsed) == PhoneNumberType.FIXED_LINE);
    }

    /// <summary>Whether a text is the code of a country that has telephone numbers.</summary>
    public static bool IsCountry(string? text) => RegionOf(text) != NoRegion;

    private static string RegionOf(string? country) =>
        country?.Trim().ToUpperInvariant() is { Length: 2 } region && Regions.Value.Contains(region)
            ? region
            : NoRegion;

    private static PhoneNumbers.PhoneNumber? TryParse(PhoneNumberUtil util, string number, string region)
    {
        try
        {
            var parsed = util.Parse(number, region);
            return util.IsValidNumber(parsed) ? parsed : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }
}
