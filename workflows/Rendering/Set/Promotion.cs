using System.Text.RegularExpressions;

namespace Campaigns.Rendering.Set;

/// <summary>What in a text reads like advertising: a hint for authors of notices, and no judgement.</summary>
internal static partial class Promotion
{
    /// <summary>What it is, in words; null: nothing.</summary>
    public static string? In(string text, IReadOnlyCollection<string> variables) =>
        Offer().Match(text) is { Success: true } offer ? $"the words \"{offer.Value}\""
        : variables.Contains("links.action") ? "an action link"
        : null;

    [GeneratedRegex(
        @"\b(?:offers?|discounts?|coupons?|vouchers?|sale|bonus|cashback|upgrade|free|limited time|buy now"
        + @"|save (?:up to|money))\b|\d ?% ?off\b"
        + "|優惠|折扣|折價|限時|特價|好康|抽獎|贈品|免費|加購|升級方案|立即購買"
        + "|优惠|折价|限时|特价|抽奖|赠品|免费|加购|升级方案|立即购买",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Offer();
}
