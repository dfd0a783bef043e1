namespace Campaigns.Rendering;

/// <summary>
/// Script and region of a locale whose readers read Chinese. The script that a tag leaves open is that of the likely subtags of Unicode
/// CLDR 42; spoken languages that are written like standard Chinese are taken for it, as CLDR's language matching does.
/// </summary>
/// <param name="Script"><c>Hant</c> or <c>Hans</c>.</param>
/// <param name="Region">In capitals, for example <c>HK</c>; null: the tag names none.</param>
internal sealed record ChineseTag(string Script, string? Region)
{
    private const string Traditional = "Hant";
    private const string Simplified = "Hans";

    /// <summary>CLDR 42, <c>likelySubtags</c>: the regions for which <c>zh_REGION</c> is <c>zh_Hant_REGION</c>.</summary>
    private static readonly HashSet<string> TraditionalRegions =
        ["AU", "BN", "GB", "GF", "HK", "ID", "MO", "PA", "PF", "PH", "SR", "TH", "TW", "US", "VN"];

    /// <summary>ISO 639-3 languages of the macrolanguage Chinese, except Cantonese and those that are not written in Han.</summary>
    private static readonly HashSet<string> Languages =
        ["zh", "zho", "chi", "cmn", "cdo", "cjy", "cnp", "cpx", "csp", "czh", "czo", "gan", "hak", "hsn", "lzh", "mnp", "nan", "wuu"];

    private const string Cantonese = "yue";

    /// <summary>Reads the subtags of a locale; null: it is not Chinese.</summary>
    internal static ChineseTag? Of(IReadOnlyList<string> subtags)
    {
        var parts = subtags.Select(part => part.ToLowerInvariant()).ToList();
        // The grandfathered tags name the language behind a prefix: i-hak, zh-min-nan.
        if (parts[0] == "i" && parts.Count > 1) parts.RemoveAt(0);
        var cantonese = parts[0] == Cantonese || (parts[0] == "zh" && parts.Contains(Cantonese));
        if (!cantonese && !Languages.Contains(parts[0])) return null;
        var (script, region) = (default(string), default(string));
        foreach (var part in parts.Skip(1).TakeWhile(part => part.Length > 1))
        {
            // Windows before Vista wrote the script as if it were a region.
            if (part is "hant" or "cht") script ??= Traditional;
            else if (part is "hans" or "chs") script ??= Simplified;
            else if (part.Length == 2) region ??= part.ToUpperInvariant();
        }

        script ??= cantonese ? (region == "CN" ? Simplified : Traditional)
            : region is not null && TraditionalRegions.Contains(region) ? Traditional : Simplified;
        // Cantonese is likely of Hong Kong (yue: yue_Hant_HK); its words are.
        return new ChineseTag(script, region ?? (cantonese && script == Traditional ? "HK" : null));
    }
}
