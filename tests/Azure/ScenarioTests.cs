using System.Collections.Concurrent;
using Campaigns.Azure.Tests.Support;
using Campaigns.Azurite;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Azure.Tests;

/// <summary>
/// A quarter of renewals told twice: to the local host on the embedded store, and to the app on Azurite with Durable
/// Functions for its timer. Both timelines tell the same, but for ids and times.
/// </summary>
public sealed class ScenarioTests
{
    private const string Begin = "2026-03-01 08:00";
    private const double DaysASecond = 1;
    private const string Policy = """{ "timeZone": "Asia/Taipei" }""";

    private const string GoodMorning = """
        { "id": "hello", "name": { "en": "Hello" }, "category": "renewal", "entry": { "on": "app.opened" },
          "exit": [ { "on": "policy.issued", "outcome": "bought" } ],
          "steps": [ { "id": "s", "send": { "channels": ["sms"], "template": "winback/last" } },
                     { "id": "w", "waitFor": { "events": [ { "on": "message.clicked", "step": "s" }, "claim.opened" ], "timeout": "P20D" } },
                     { "id": "b", "branch": [ { "when": "steps.w.event", "then": [ { "id": "t", "send": { "channels": ["push"], "template": "winback/offer" } } ] } ],
                       "otherwise": [ { "id": "u", "send": { "channels": ["email"], "template": "winback/policy-health-check" } } ] },
                     { "id": "v", "wait": "P400D" } ] }
        """;

    // Day, customer, type, policy's end: what the world outside does.
    private static readonly (int Day, string Customer, string Type, string? Expires)[] Scenario =
    [
        (0, "ann", "policy.updated", "2026-06-05"), (0, "bob", "policy.updated", "2026-06-05"), (0, "cas", "app.opened", null),
        (0, "dee", "app.opened", null),
        (10, "cas", "claim.opened", null), (40, "dee", "policy.issued", "2027-01-01"), (60, "bob", "policy.renewed", "2027-06-05"),
    ];

    private static readonly string[] Customers = ["ann", "bob", "cas", "dee"];

    [Fact]
    public async Task Quarter_OnDurable_HasTheTimelineOfTheLocalHost()
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        var expected = await ByTheLocalHostAsync();
        var actual = await ByTheAppAsync();

        foreach (var customer in Customers)
            Assert.Equal(expected[customer], actual[customer]);
        Assert.Contains("sent renewal-countdown P-ann d15 sms", string.Join('\n', actual["ann"]), StringComparison.Ordinal);
        Assert.Contains("exited renewal-countdown P-bob renewed", string.Join('\n', actual["bob"]), StringComparison.Ordinal);
        Assert.DoesNotContain("sent renewal-countdown P-bob d15", string.Join('\n', actual["bob"]), StringComparison.Ordinal);
    }

    private static async Task<Dictionary<string, List<string>>> ByTheLocalHostAsync()
    {
        await using var harness =
            await CampaignHarness.StartAsync(Begin, CampaignHarness.NoLimits, new RecordingProvider(), "renewal-countdown", GoodMorning);
        foreach (var customer in Customers)
            await harness.AddCustomerAsync(customer);
        var day = 0;
        foreach (var step in Scenario.Append((Day: 100, Customer: "", Type: "", Expires: null)))
        {
            if (step.Day > day)
                await harness.RunToAsync(
                    $"{CampaignHarness.At(Begin).Plus(Duration.FromDays(day = step.Day)).InZone(CampaignHarness.Zone):uuuu-MM-dd HH:mm}");
            if (step.Type.Length > 0)
                await harness.SendEventAsync(step.Customer, step.Type,
                    [.. Data(step.Customer, step.Type, step.Expires).Select(pair => (pair.Key, pair.Value))]);
        }

        var recorded = new Dictionary<string, List<string>>();
        foreach (var customer in Customers)
            recorded[customer] =
                Describe(await harness.Services.Customers.ReadTimelineAsync(new(customer), CampaignHarness.Cancel)
                    .ToListAsync(CampaignHarness.Cancel));
        return recorded;
    }

    private static async Task<Dictionary<string, List<string>>> ByTheAppAsync()
    {
        var begin = CampaignHarness.At(Begin).ToDateTimeOffset();
        var time = new ScaledTime(begin, TimeSpan.FromDays(DaysASecond).TotalSeconds);
        time.Stop();
        var once = new ConcurrentDictionary<string, bool>();
        await using var app =
            await AppHarness.StartAsync(time, Policy, ["renewal-countdown", GoodMorning], input =>
                once.TryAdd(input, true), CampaignHarness.Cancel);
        var events = 0;
        foreach (var customer in Customers)
        {
            await app.SendEventAsync($"e{events++}", "customer.updated", customer, Person(customer));
            await app.SendEventAsync($"e{events++}", "customer.consented", customer, new() { ["how"] = "form" });
        }

        await Waiting.UntilAsync(async () => await app.WaitingEventsAsync() == 0, () => "the customers");
        time.Restart();
        foreach (var (day, customer, type, expires) in Scenario)
        {
            await time.UntilAsync(begin.AddDays(day), CampaignHarness.Cancel);
            await app.SendEventAsync($"e{events++}", type, customer, Data(customer, type, expires));
        }

        await time.UntilAsync(begin.AddDays(100), CampaignHarness.Cancel);
        var recorded = new Dictionary<string, List<string>>();
        foreach (var customer in Customers)
            recorded[customer] = Describe(await app.TimelineAsync(customer));
        Assert.Equal(Customers.Length, once.Count); // each timer has rung, and each was cut off once
        return recorded;
    }

    private static Dictionary<string, object?> Person(string customer) => new()
    {
        ["name"] = "Ann Lee",
        ["given_name"] = "Ann",
        ["phone"] = "+886912345678",
        ["email"] = $"{customer}@example.com",
        ["push_token"] = $"push-{customer}",
        ["language"] = "en",
        ["time_zone"] = "Asia/Taipei",
        ["value_tier"] = "standard",
        ["agent_id"] = "agent-1",
        ["agent_name"] = "Sam",
    };

    private static Dictionary<string, object?> Data(string customer, string type, string? expires) =>
        !type.StartsWith("policy.", StringComparison.Ordinal)
        ? []
        : new()
        {
            ["policy_id"] = $"P-{customer}",
            ["number"] = "X-1",
            ["product"] = "motor",
            ["product_name"] = "Motor Plus",
            ["premium"] = 900m,
            ["renewal_premium"] = 950m,
            ["currency"] = "TWD",
            ["expires_on"] = expires,
            ["auto_renew"] = false,
            ["agent_id"] = "agent-1",
            ["status"] = "active",
        };

    private static List<string> Describe(IEnumerable<TimelineEvent> timelineEvents) =>
    [
        .. timelineEvents.Select(timelineEvent => string.Join(' ', new[]
        {
            timelineEvent.Kind, timelineEvent.Journey?.Value, timelineEvent.Policy?.Value, timelineEvent.Step?.Value,
            timelineEvent.Channel?.Name, timelineEvent.Reason, timelineEvent.Detail?.Text("template"), timelineEvent.Detail?.Text("locale"),
        }.Where(part => part is not null))),
    ];
}
