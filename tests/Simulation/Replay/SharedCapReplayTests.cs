using System.Text;
using System.Text.Json;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Hosting;
using Campaigns.Portfolio.Tests.Support;
using Campaigns.Runtime.Library;
using Campaigns.Simulation.Tests.Support;
using NodaTime;

namespace Campaigns.Simulation.Tests.Replay;

/// <summary>Customers who share a cap are walked together.</summary>
public sealed class SharedCapReplayTests
{
    private static readonly CampaignFolder Shipped = CampaignFolder.Read(CampaignFolder.Shipped);

    private static readonly string Journey = """
        { "id": "hello", "name": "Test", "category": "renewal", "priority": 1, "entry": { "on": "policy.issued" },
          "steps": [ { "id": "s", "send": { "channels": ["sms"], "template": "winback/last", "deadline": "P60D" } } ] }
        """;

    [Theory]
    [InlineData(CapScope.Household)]
    [InlineData(CapScope.Address)]
    public async Task Walk_CapOfAFamily_HoldsAsOverAStore(CapScope per)
    {
        var csv = "ID;Household;Phone;Issued\n" + string.Concat(Enumerable.Range(1, 6).Select(i =>
            $"{i};{(per == CapScope.Household ? i % 2 : i)};+8869123456{(per == CapScope.Address ? i % 2 : i):00};2026-01-{i:00}\n"));
        var library = new FixedLibrary(Shipped.Catalog!,
            new() { TimeZone = DateTimeZoneProviders.Tzdb["Asia/Taipei"], SharedCaps = [Cap(per)] },
            [JourneyReader.Read(Encoding.UTF8.GetBytes(Journey)).Definition!]);
        using var replays = new TwoReplays();

        var (walked, stored) = await replays.TimelinesAsync(() => new MemoryStream(Encoding.UTF8.GetBytes(csv)),
            Portfolios.Map("""
                { "csv": { "delimiter": ";", "dates": ["yyyy-MM-dd"] }, "timeZone": "Asia/Taipei",
                  "customer": { "id": "ID", "attributes": { "phone": "Phone", "household": "Household", "name": { "constant": "Ann" } },
                    "consents": ["sms:marketing"] },
                  "policy": { "id": "ID", "attributes": { "product_name": { "constant": "Motor Plus" } } },
                  "events": [ { "type": "policy.issued", "on": "Issued", "policyAttributes": ["product_name"],
                    "data": { "status": { "constant": "active" } } } ] }
                """), library, new(2026, 1, 1), new(2026, 3, 31));

        Assert.Equal(6, walked.Count(line => FactOf(line) == "sent"));
        Assert.NotEqual(0, walked.Count(line => FactOf(line) == "deferred"));
        Assert.Equal(stored, walked); // they ask on different days, so it is certain who is first
    }

    private static FrequencyCap Cap(CapScope per) => new("family", 1, new CapWindow.Rolling(Duration.FromDays(7))) { Per = per };

    private static string? FactOf(string line) => JsonDocument.Parse(line).RootElement.GetProperty("fact").GetString();
}
