using System.Globalization;
using System.Security.Cryptography;
using NodaTime;

namespace Campaigns.Insights.Statistics;

/// <summary>
/// What a tally is called: eight digits of the second in which it was opened, so that names sort by time, and eight random ones. Stamps
/// on timelines are <c>TALLY.NUMBER</c>.
/// </summary>
internal static class TallyId
{
    private const int TimeDigits = 8;
    private const char NumberSign = '.';

    public static string Create(Instant now) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{(uint)now.ToUnixTimeSeconds():x8}{RandomNumberGenerator.GetHexString(8, lowercase: true)}");

    public static string Stamp(string tally, long number) => string.Create(CultureInfo.InvariantCulture, $"{tally}{NumberSign}{number}");

    /// <summary>The tally of a stamp.</summary>
    public static string Of(string stamp) => stamp.Split(NumberSign, 2)[0];

    /// <summary>When it was opened, by the clock of its process; the earliest instant for what is no name of a tally.</summary>
    public static Instant OpenedAt(string tally) =>
        tally.Length > TimeDigits
        && uint.TryParse(tally.AsSpan(0, TimeDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var seconds)
            ? Instant.FromUnixTimeSeconds(seconds) : Instant.MinValue;
}
