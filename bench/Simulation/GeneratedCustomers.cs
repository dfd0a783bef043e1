using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Events;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Simulation;
using NodaTime;

namespace Campaigns.Simulation.Benchmarks;

/// <summary>Customers with one policy each, made as they are read: nothing of them is kept.</summary>
internal static class GeneratedCustomers
{
    private const string Source = "benchmark";
    private const int DaysOfYear = 365;

    public static IEnumerable<SimulatedCustomer> Of(int count, Instant at, LocalDate from) =>
        Enumerable.Range(1, count).Select(i => SimulatedCustomer.New(new CustomerId($"C{i}"), Told(i, at, from)));

    private static IEnumerator<TimedEvents> Told(int i, Instant at, LocalDate from)
    {
        var id = new CustomerId($"C{i}");
        List<CustomerEvent> events =
        [
            Event(EventTypes.CustomerUpdated, ("name", "Ann Lee"), ("given_name", "Ann"), ("phone", $"+8869{i:00000000}"),
                ("email", $"c{i}@example.com"), ("push_token", i % 2 == 0 ? $"push-{i}" : null), ("language", "en"),
                ("time_zone", "Asia/Taipei"), ("value_tier", i % 7 == 0 ? "high" : "standard"), ("agent_id", "agent-1")),
            Event(EventTypes.CustomerConsented, ("purpose", "marketing"), ("how", "form")),
            Event(EventTypes.PolicyUpdated, ("policy_id", $"P{i}"), ("number", $"P{i}"), ("product", "motor"), ("product_name", "Motor Plus"),
                ("status", "active"), ("premium", 1200m), ("renewal_premium", 1250m), ("currency", "TWD"),
                ("expires_on", from.PlusDays(i % DaysOfYear).ToString("uuuu-MM-dd", null)), ("agent_id", "agent-1")),
        ];
        yield return new TimedEvents(at, events);

        CustomerEvent Event(string type, params (string Name, object? Value)[] data) =>
            new(Source, "", type, at, id, AttributeBag.Of(data.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))));
    }
}
