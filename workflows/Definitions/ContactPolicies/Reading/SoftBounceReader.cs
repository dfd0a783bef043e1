using Campaigns.Definitions.Json;

namespace Campaigns.Definitions.ContactPolicies.Reading;

/// <summary>Reads what becomes of addresses that bounce only for now.</summary>
internal static class SoftBounceReader
{
    private const int MaxLimit = 20; // mailbox providers give up long before

    public static SoftBounceRule Read(JsonCursor at)
    {
        var rule = SoftBounceRule.Default;
        if (at.AsObject("an object such as { \"limit\": 3, \"within\": \"P7D\", \"suppressFor\": \"P30D\" }", "limit", "within",
            "suppressFor") is not { } given)
            return rule;
        return new SoftBounceRule(
            given["limit"]?.AsInteger($"a whole number from 1 to {MaxLimit}", 1, MaxLimit) ?? rule.Limit,
            given["within"]?.AsDuration(PeriodSign.Positive) ?? rule.Within,
            given["suppressFor"]?.AsDuration(PeriodSign.Positive) ?? rule.SuppressFor);
    }
}
