using System.Text;
using Campaigns.Portfolio;
using Campaigns.Portfolio.Tests.Support;
using CsCheck;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Simulation.Tests.Support;

/// <summary>Small portfolios with everything the shipped journeys ask about, crowded into a few months.</summary>
internal static class RandomPortfolio
{
    public static readonly LocalDate From = new(2026, 1, 1);
    public static readonly LocalDate To = new(2026, 5, 31);

    private static readonly Gen<string> Day = Gen.Int[-120, 240].Select(days => LocalDatePattern.Iso.Format(From.PlusDays(days)));
    private static readonly Gen<string> Sometimes = Gen.Frequency((2, Gen.Const("")), (1, Day));
    private static readonly Gen<string> Hour = Gen.Select(Gen.Int[0, 23], Gen.Int[0, 59]).Select((hour, minute) => $" {hour:00}:{minute:00}");

    /// <summary>The day of a gift, by the day on which a policy was issued: none, any, or shortly before, as of who is won over by it.</summary>
    private static readonly Gen<Func<string, string>> GiftDay = Gen.Frequency(
        (2, Gen.Const<Func<string, string>>(_ => "")),
        (1, Day.Select(day => (Func<string, string>)(_ => day))),
        (1, Gen.Int[1, 6].Select(days => (Func<string, string>)(issued =>
            LocalDatePattern.Iso.Format(LocalDatePattern.Iso.Parse(issued).Value.PlusDays(-days))))));

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static readonly Gen<string> Row = Gen.Select(
        Gen.Int[1, 12], Gen.Int[1, 3],
        Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool),
        OneOf("Asia/Taipei", "Europe/London", "America/New_York", ""),
        OneOf("standard", "high"),
        Gen.Select(Day, Day, Sometimes, Sometimes),
        Gen.Select(GiftDay, Hour),
        Gen.Select(Sometimes, OneOf("sms", "email", "")))
        .Select((customer, policy, has, zone, tier, days, gift, refusal) => string.Join(';',
            customer, policy, has.Item1 ? $"+8869{customer:00000000}" : "", has.Item2 ? $"c{customer}@example.com" : "",
            has.Item3 ? $"push-{customer}" : "", has.Item4 ? "agent-1" : "", zone, tier, days.Item1, days.Item2, days.Item3, days.Item4,
            gift.Item1(days.Item1) is { Length: > 0 } day ? day + gift.Item2 : "", refusal.Item1, refusal.Item2));

    /// <summary>CSV files.</summary>
    public static readonly Gen<string> Files = Row.Array[1, 30].Select(rows =>
    {
        var text = new StringBuilder(
            "ID;Policy;Phone;Email;Push;Agent;Zone;Tier;Issued;Expires;Cancelled;Lapsed;Gift;Refused;RefusedChannel\n");
        foreach (var row in rows)
            text.Append(row).Append('\n');
        return text.ToString();
    });

    /// <summary>How they are read.</summary>
    public static PortfolioMap Map => Portfolios.Map("""
        { "csv": { "delimiter": ";", "dates": ["yyyy-MM-dd", "yyyy-MM-dd HH:mm"] }, "timeZone": "Asia/Taipei",
          "customer": { "id": "ID", "attributes": { "phone": "Phone", "email": "Email", "push_token": "Push", "agent_id": "Agent",
            "time_zone": "Zone", "value_tier": "Tier", "name": { "constant": "Ann" } },
            "consents": ["email:marketing", "sms:marketing", "push:marketing"] },
          "policy": { "id": { "expression": "row.ID + '-' + row.Policy" }, "attributes": {
            "expires_on": { "column": "Expires", "type": "date" }, "agent_id": "Agent", "product_name": { "constant": "Motor Plus" } } },
          "events": [
            { "type": "policy.issued", "on": "Issued", "policyAttributes": ["expires_on", "agent_id", "product_name"],
              "data": { "status": { "constant": "active" }, "number": { "constant": "P-1" }, "premium": { "expression": "1200" }, "product": { "constant": "paid-medical" } } },
            { "type": "policy.cancelled", "on": "Cancelled", "data": { "status": { "constant": "cancelled" } } },
            { "type": "policy.lapsed", "on": "Lapsed", "data": { "status": { "constant": "lapsed" }, "lapsed_on": { "column": "Lapsed", "type": "date" } } },
            { "type": "gift.requested", "on": "Gift", "data": { "gift_id": { "expression": "row.ID + row.Gift" }, "gift_name": { "constant": "A gift" } } },
            { "type": "customer.refused", "on": "Refused", "data": { "channel": "RefusedChannel", "purpose": { "constant": "marketing" } } }
          ] }
        """);
}
