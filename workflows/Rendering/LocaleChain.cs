namespace Campaigns.Rendering;

/// <summary>Which locales may stand in for the ones a customer prefers.</summary>
public static class LocaleChain
{
    /// <summary>The locale every template must have, used when nothing nearer exists.</summary>
    public const string Last = "en";

    /// <summary>
    /// All acceptable locales, nearest first: for each preference the locale itself, its language and script, its
    /// language; at the end <see cref="Last"/>. Chinese always has a script: Traditional for Taiwan, Hong Kong and
    /// Macau, else Simplified (CLDR likely subtags); one script never stands in for the other.
    /// </summary>
    public static IEnumerable<string> Expand(IReadOnlyList<string> preferences)
    {
        ArgumentNullException.ThrowIfNull(preferences);
        return preferences.SelectMany(Parents).Append(Last).Distinct(StringComparer.OrdinalIgnoreCase);
    }

    private static IEnumerable<string> Parents(string locale)
    {
        var parts = locale.Replace('_', '-').Split('-', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0) yield break;
        yield return string.Join('-', parts);
        var script = parts.Skip(1).FirstOrDefault(p => p.Length == 4);
        if (parts[0].Equals("zh", StringComparison.OrdinalIgnoreCase))
        {
            yield return "zh-" + (script ?? (parts.Skip(1).Any(IsTraditionalRegion) ? "Hant" : "Hans"));
            yield break;
        }
        if (script is not null) yield return parts[0] + "-" + script;
        yield return parts[0];
    }

    private static bool IsTraditionalRegion(string part) => part.ToUpperInvariant() is "TW" or "HK" or "MO";
}
