namespace Campaigns.Rendering;

/// <summary>Which locales may stand in for the ones a customer prefers.</summary>
public static class LocaleChain
{
    /// <summary>The locale every template must have, used when nothing nearer exists.</summary>
    public const string Last = "en";

    private const string HongKong = "zh-Hant-HK";

    /// <summary>
    /// All acceptable locales, nearest first: for each preference the locale itself, its language and script, its
    /// language; at the end <see cref="Last"/>. Chinese always has a script (<see cref="ChineseTag"/>), and one script never
    /// stands in for the other; Macau reads what is written for Hong Kong before what is written for Taiwan.
    /// </summary>
    /// <param name="preferences">
    /// BCP 47 locales, as systems write them: also <c>zh_TW.UTF-8</c>, <c>zh-CHT</c>, <c>cmn-TW</c>, <c>zh-yue-HK</c>.
    /// </param>
    public static IEnumerable<string> Expand(IReadOnlyList<string> preferences)
    {
        ArgumentNullException.ThrowIfNull(preferences);
        return preferences.SelectMany(Parents).Append(Last).Distinct(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The locale and what is nearest to it, without what stands in for every locale.</summary>
    internal static IEnumerable<string> Nearest(string locale) => Parents(locale).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>The name under which data have an attribute in a locale: <c>product_name_zh_hant</c>.</summary>
    public static string NameIn(string attribute, string locale) => attribute + Ending(locale);

    /// <summary>
    /// Endings of the names under which data have a value in a locale, nearest first: for <c>zh-Hant-HK</c> <c>_zh_hant_hk</c>,
    /// <c>_zh_hant</c>, <c>_zh</c>.
    /// </summary>
    internal static string[] Endings(string locale)
    {
        var near = Parents(locale).ToList();
        if (near.Count > 0)
            near.Add(near[^1].Split('-')[0]);
        return [.. near.Select(Ending).Distinct()];
    }

    private static string Ending(string locale) => "_" + locale.Replace('-', '_').ToLowerInvariant();

    private static IEnumerable<string> Parents(string locale)
    {
        // POSIX adds an encoding and a modifier: zh_TW.UTF-8, sr_RS@latin.
        var end = locale.AsSpan().IndexOfAny('.', '@');
        var parts = (end < 0 ? locale : locale[..end]).Replace('_', '-')
            .Split('-', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length == 0) yield break;
        yield return string.Join('-', parts);
        if (ChineseTag.Of(parts) is { } chinese)
        {
            if (chinese.Region is { } region) yield return $"zh-{chinese.Script}-{region}";
            if (chinese is { Script: "Hant", Region: "MO" }) yield return HongKong;
            yield return "zh-" + chinese.Script;
            yield break;
        }
        if (parts.Skip(1).FirstOrDefault(p => p.Length == 4 && char.IsAsciiLetter(p[0])) is { } script) yield return parts[0] + "-" + script;
        yield return parts[0];
    }
}
