using System.Globalization;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Events;
using Campaigns.Runtime.Customers;
using Campaigns.Simulation.Behaviour;
using NodaTime;

namespace Campaigns.Local.Demo;

/// <summary>The demo's customers: generated from a seed, in three languages and four zones, with policies, tiers and consents.</summary>
internal sealed class DemoCustomers(SeededRandom random, LocalDate start)
{
    /// <summary>Who reports the portfolio.</summary>
    public const string Source = "demo/policy-system";

    private static readonly (string Language, string Zone, string Currency, string Prefix)[] Homes =
    [
        ("zh-Hant", "Asia/Taipei", "TWD", "+8869000"), ("zh-Hant", "Asia/Taipei", "TWD", "+8869000"),
        ("zh-Hant", "Asia/Hong_Kong", "HKD", "+852920"),
        ("zh-Hans", "Asia/Shanghai", "CNY", "+86139000"), ("en", "Europe/London", "GBP", "+4477001"),
    ];

    private static readonly string[] HanSurnames = ["陳", "林", "黃", "張", "李", "王", "吳", "劉"];
    private static readonly string[] HanGiven = ["怡君", "志明", "淑芬", "俊傑", "美玲", "家豪", "雅婷", "建宏"];
    private static readonly string[] SimplifiedSurnames = ["陈", "林", "黄", "张", "李", "王", "吴", "刘"];
    private static readonly string[] SimplifiedGiven = ["丽", "伟", "芳", "强", "敏", "磊", "静", "军"];
    private static readonly string[] EnglishSurnames = ["Smith", "Jones", "Patel", "Brown", "Walker", "Hughes", "Green", "Hall"];
    private static readonly string[] EnglishGiven = ["Olivia", "George", "Amelia", "Noah", "Isla", "Arthur", "Ava", "Leo"];

    /// <summary>What is known of a customer at the start: profile, consents, policies.</summary>
    public List<CustomerEvent> Create(CustomerId customer, Instant at)
    {
        var home = random.Pick(Homes, $"{customer}/home");
        var (surname, given) = home.Language switch
        {
            "zh-Hant" => (random.Pick(HanSurnames, $"{customer}/surname"), random.Pick(HanGiven, $"{customer}/given")),
            "zh-Hans" => (random.Pick(SimplifiedSurnames, $"{customer}/surname"), random.Pick(SimplifiedGiven, $"{customer}/given")),
            _ => (random.Pick(EnglishSurnames, $"{customer}/surname"), random.Pick(EnglishGiven, $"{customer}/given")),
        };
        var number = customer.Value[2..];
        var agent = random.Happens(0.6, $"{customer}/agent") ? $"agent-{random.Between(1, 40, $"{customer}/which-agent"):00}" : null;
        var events = new List<CustomerEvent>
        {
            Event(EventTypes.CustomerUpdated, customer, at,
                ("name", home.Language == "en" ? $"{given} {surname}" : surname + given), ("given_name", given),
                ("phone", home.Prefix + number), // with five digits a mobile number of the country
                ("email", random.Happens(0.9, $"{customer}/has-email") ? $"c{number}@example.com" : null),
                ("push_token", random.Happens(0.55, $"{customer}/has-app") ? $"push-{number}" : null),
                ("language", home.Language), ("time_zone", home.Zone),
                ("value_tier", random.Of($"{customer}/tier") switch { < 0.15 => "high", < 0.45 => "silver", _ => "standard" }),
                ("agent_id", agent), ("agent_name", agent is null ? null : home.Language == "en" ? "Sarah Lee" : "李佳蓉")),
        };
        foreach (var channel in Channel.Contactable)
        {
            if (random.Happens(channel == Channel.Sms ? 0.82 : 0.75, $"{customer}/consent/{channel}"))
                events.Add(
                    Event(EventTypes.CustomerConsented, customer, at, ("channel", channel.Name), ("purpose", "marketing"),
                        ("how", "application-form"), ("text_version", "2025-06")));
        }

        var policies = random.Happens(0.25, $"{customer}/two") ? 2 : 1;
        for (var i = 1; i <= policies; i++)
            events.Add(Policy(customer, i, home.Currency, agent, at));
        return events;
    }

    private CustomerEvent Policy(CustomerId customer, int index, string currency, string? agent, Instant at)
    {
        var id = $"P{customer.Value[2..]}-{index}";
        var product = random.Pick(new[] { ("motor", "Motor Plus"), ("home", "Home Comfort"), ("accident", "Accident Guard") },
            $"{id}/product");
        var expires = start.PlusDays(random.Between(20, 384, $"{id}/expires"));
        var premium = Math.Round((decimal)(random.Of($"{id}/premium") * 900) + 180) * (currency is "TWD" ? 30 : currency is "CNY" or "HKD"
            ? 8 : 1);
        return Event(EventTypes.PolicyUpdated, customer, at,
            ("policy_id", id), ("number", "PX" + id[1..]), ("product", product.Item1), ("product_name", product.Item2),
            ("status", "active"),
            ("auto_renew", random.Happens(0.12, $"{id}/auto")), ("premium", premium), ("renewal_premium", premium), ("currency", currency),
            ("started_on", expires.PlusYears(-1).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)),
            ("expires_on", expires.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)), ("agent_id", agent));
    }

    private static CustomerEvent Event(string type, CustomerId customer, Instant at, params (string Name, object? Value)[] data) =>
        new(Source, "", type, at, customer, AttributeBag.Of(data.Select(d => KeyValuePair.Create(d.Name, d.Value))));
}
