using System.Globalization;
using Campaigns.Definitions.Workspaces;
using Campaigns.Model;
using Campaigns.Rendering.Text;

namespace Campaigns.Preview;

/// <summary>What an SMS takes and costs, in words.</summary>
public static class SmsCost
{
    /// <summary>So few characters beyond one segment can be saved in most texts.</summary>
    private const int Near = 8;

    /// <summary>The price of all its segments; null: not known.</summary>
    public static decimal? Of(SmsCount count, MessagePrices? prices) => prices?.Of(Channel.Sms) * count.Segments;

    /// <summary><c>2 segments, 83 of 70 (then 67 each), UCS-2, TWD 1.6</c>.</summary>
    public static string Describe(SmsCount count, MessagePrices? prices) => string.Create(CultureInfo.InvariantCulture,
        $"{Segments(count)}, {count.Units} of {One(count)} (then {(count.Encoding == SmsEncoding.Ucs2 ? 67 : 153)} each), "
        + $"{(count.Encoding == SmsEncoding.Ucs2 ? "UCS-2" : "GSM-7")}{Price(count, prices)}");

    /// <summary>Why a text should be looked at for its price: it is long, or a little longer than one segment; null: it need not.</summary>
    public static string? Doubt(string body, MessagePrices? prices)
    {
        var count = SmsSegments.Count(body);
        var what = count.Encoding == SmsEncoding.Ucs2 ? "characters" : "septets";
        return count.Segments > 2 ? $"takes {Segments(count)} ({count.Units} {what}){Price(count, prices)}, and each is paid for"
            : count.Segments == 2 && count.Units - One(count) is > 0 and <= Near and var over
                ? $"takes 2 segments{Price(count, prices)} for {over} of {count.Units} {what} more than one holds ({One(count)})"
            : null;
    }

    private static int One(SmsCount count) => count.Encoding == SmsEncoding.Ucs2 ? 70 : 160;

    private static string Segments(SmsCount count) => $"{count.Segments} segment{(count.Segments == 1 ? "" : "s")}";

    private static string Price(SmsCount count, MessagePrices? prices) => Of(count, prices) is { } price
        ? string.Create(CultureInfo.InvariantCulture, $", {prices!.Currency} {price:0.####}") : "";
}
