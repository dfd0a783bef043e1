using System.Text;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Runtime.Customers;
using NodaTime;

namespace Campaigns.Runtime.Racer;

/// <summary>What the racers race for: places in a day, of which each customer has a few, and each racer asks for some.</summary>
public static class Race
{
    /// <summary>Places of a customer in any 24 hours.</summary>
    public const int Limit = 7;

    /// <summary>Sends one text for each screen opened.</summary>
    public const string Journey = """
        { "id": "race", "name": "Race", "category": "renewal", "entry": { "on": "app.opened", "key": ["event.screen"] },
          "steps": [ { "id": "s", "send": { "channels": ["sms"], "template": "winback/last" } } ] }
        """;

    private const int Customers = 8;

    /// <summary>When they race: noon in Taipei. The clock stands still, so the store alone decides who is first.</summary>
    public static Instant Start { get; } = Instant.FromUtc(2026, 6, 1, 4, 0);

    public static ContactPolicy Policy { get; } = new()
    {
        TimeZone = DateTimeZoneProviders.Tzdb["Asia/Taipei"],
        Caps = [new FrequencyCap("day", Limit, new CapWindow.Rolling(Duration.FromDays(1)))],
    };

    /// <summary>How many places each racer asks for, by customer: from fewer than there are to many more.</summary>
    public static IReadOnlyDictionary<CustomerId, int> Wanted { get; } =
        Enumerable.Range(1, Customers).ToDictionary(i => new CustomerId($"c{i}"), i => i);

    public static JourneyDefinition ReadJourney() => JourneyReader.Read(Encoding.UTF8.GetBytes(Journey)).Definition!;

    /// <summary>What a racer tells, the same whenever it is started; everybody is asked for before anybody is again.</summary>
    public static IEnumerable<CustomerEvent> EventsOf(int racer) =>
        from round in Enumerable.Range(0, Customers)
        from customer in Wanted
        where round < customer.Value
        let name = $"{racer}-{round}"
        select new CustomerEvent("race", $"{customer.Key.Value}-{name}", "app.opened", Start, customer.Key,
            AttributeBag.Of([new("screen", name)]));
}
