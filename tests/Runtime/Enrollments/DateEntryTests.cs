using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.Enrollments;

/// <summary>Entries by dates that return, by data of the customer, and by events that come late.</summary>
public sealed class DateEntryTests
{
    private static string Birthday(string more = "", string steps = """{ "id": "w", "wait": "P20D" }""") => $$"""
        { "id": "birthday", "name": "Birthday", "category": "service",
          "entry": { "before": { "date": "customer.birth_date", "by": "P7D", "yearly": true{{more}} } }, "steps": [ {{steps}} ] }
        """;

    [Theory]
    [InlineData("", "1990-05-20", "2026-05-13", "2027-05-13", "2028-05-13")]
    [InlineData("", "1992-02-29", "2027-02-21", "2028-02-22")]
    [InlineData(", \"leapDay\": \"03-01\"", "1992-02-29", "2027-02-22", "2028-02-22")]
    [InlineData("", "1990-01-03", "2026-12-27", "2027-12-27")]
    [InlineData("", "2027-06-15", "2027-06-08", "2028-06-08")]
    public async Task Yearly_EntersOnceForEachAnniversary(string more, string born, params string[] days)
    {
        await using var harness = await CampaignHarness.StartAsync("2026-03-05 12:00", Birthday(more));
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "customer.updated", ("birth_date", born));
        await harness.RunToAsync("2028-12-01 12:00");
        await harness.SendEventAsync("ann", "customer.updated", ("city", "Taipei"));

        Assert.Equal(days.Select(day => $"{day} 00:00 entered"), await harness.TimelineAsync("ann", "entered"));
    }

    [Fact]
    public async Task Yearly_KnownWithinTheWindow_EntersAtOnce_AndOnce()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-03-05 12:00", Birthday(steps: """{ "id": "w", "wait": "PT1H" }"""));
        await harness.SendEventAsync("ann", "customer.updated", ("birth_date", "1990-03-10"));
        await harness.RunToAsync("2026-03-07 12:00");
        await harness.SendEventAsync("ann", "customer.updated", ("birth_date", "1990-03-10"), ("city", "Taipei"));
        await harness.RunToAsync("2026-12-07 12:00");

        Assert.Equal(["2026-03-05 12:00 entered"], await harness.TimelineAsync("ann", "entered"));
    }

    [Fact]
    public async Task CustomersDataChange_WithinTheWindow_LetsTheirPoliciesIn()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", """
            { "id": "risk", "name": "Risk", "category": "renewal", "entry": { "before": { "date": "policy.expires_on", "by": "P45D" },
              "where": "customer.churn_risk > 0.5", "key": "policy.id" }, "steps": [ { "id": "w", "wait": "P20D" } ] }
            """);
        await harness.AddCustomerAsync();
        await harness.SendPolicyAsync(expires: "2026-06-20", id: "P1");
        await harness.SendPolicyAsync(expires: "2026-06-25", id: "P2");
        await harness.SendPolicyAsync(expires: "2026-12-25", id: "P3");
        Assert.Empty(await harness.TimelineAsync("ann", "entered"));
        await harness.SendEventAsync("ann", "customer.updated", ("churn_risk", 0.8m));

        Assert.Equal(["P1", "P2"],
            (await harness.RecordAsync()).Enrollments.Values.Select(e => e.Policy!.Value.Value).Order(StringComparer.Ordinal));
    }

    /// <summary>Which changes let a policy in whose date is near and whose condition has come to hold by itself or by another change.</summary>
    [Theory]
    [InlineData("policy.premium > 100", "policy.updated", "premium", true)]
    [InlineData("policy['premium'] > 100", "policy.updated", "premium", true)]
    [InlineData("contains(customer.tags, 'vip') || policy.premium > 100", "policy.updated", "premium", true)]
    [InlineData("policy.status == 'active'", "policy.updated", "premium", false)]
    [InlineData("date_diff(now, policy.expires_on, 'day') < 30", "policy.updated", "premium", true)]
    [InlineData("customer.value_tier != 'x'", "customer.updated", "city", false)]
    [InlineData("customer.city == 'Taipei'", "customer.updated", "city", true)]
    [InlineData("policy.status != 'x'", "customer.updated", "time_zone", true)]
    public async Task Change_LetsIn_WhereTheDateTheConditionOrTheKeyReadsIt(string where, string type, string attribute, bool enters)
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", $$"""
            { "id": "near", "name": "Near", "category": "renewal", "entry": { "before": { "date": "policy.expires_on", "by": "P45D" },
              "where": "{{where}}", "key": "policy.id", "reentry": "afterExit" }, "steps": [ { "id": "p", "publish": { "type": "x" } } ] }
            """);
        await harness.AddCustomerAsync();
        await harness.SendPolicyAsync(expires: "2026-06-20", id: "P1");
        var before = (await harness.TimelineAsync("ann", "entered")).Count;

        object value = attribute switch { "premium" => 200m, "city" => "Taipei", _ => "Asia/Tokyo" };
        await harness.SendEventAsync("ann", type, ("policy_id", "P1"), (attribute, value));
        await harness.SendEventAsync("ann", type, ("policy_id", "P1"), (attribute, value)); // nothing new

        Assert.Equal(before + (enters ? 1 : 0), (await harness.TimelineAsync("ann", "entered")).Count);
    }

    [Fact]
    public async Task UpdateStep_ThatWritesADate_IsLookedAtNextDay()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", """
            { "id": "soon", "name": "Soon", "category": "renewal", "entry": { "before": { "date": "policy.expires_on", "by": "P45D" },
              "key": "policy.id" }, "steps": [ { "id": "w", "wait": "P20D" } ] }
            """, """
            { "id": "write", "name": "Write", "category": "renewal", "entry": { "on": "app.opened" },
              "steps": [ { "id": "u", "update": { "set": { "policy.expires_on": "'2026-06-20'" } } } ] }
            """);
        await harness.AddCustomerAsync();
        await harness.SendPolicyAsync(expires: "2027-06-20", id: "P1");
        await harness.SendEventAsync("ann", "app.opened", ("policy_id", "P1"));
        await harness.RunToAsync("2026-06-03 12:00");

        Assert.Contains("2026-06-02 00:00 entered", await harness.TimelineAsync("ann", "entered"));
    }

    [Theory]
    [InlineData("", "2026-05-26 12:00", true)]
    [InlineData("", "2026-05-25 12:00", true)]
    [InlineData("", "2026-05-25 11:59", false)]
    [InlineData(", \"maxAge\": \"PT1H\"", "2026-06-01 11:00", true)]
    [InlineData(", \"maxAge\": \"PT1H\"", "2026-06-01 10:59", false)]
    [InlineData(", \"maxAge\": \"P90D\"", "2026-04-01 12:00", true)]
    public async Task OldEvent_ChangesData_AndBeginsNothing(string more, string at, bool enters)
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", SampleJourneys.Of(
            "hello", """{ "id": "w", "wait": "P20D" }""", entry: $$"""{ "on": "policy.issued"{{more}} }"""));
        await harness.Runner.HandleAsync(
            harness.Event("ann", "policy.issued", ("policy_id", "P1"), ("product", "motor")) with { Time = CampaignHarness.At(at) },
            CampaignHarness.Cancel);

        var record = await harness.RecordAsync();
        Assert.Equal("motor", record.Policies[new("P1")].Text("product"));
        Assert.Equal(enters ? 1 : 0, record.Enrollments.Count);
        Assert.Equal(enters ? 0 : 1, (await harness.TimelineAsync("ann", "warning")).Count);
    }

    [Fact]
    public async Task MissedDay_WinBackReachesThemTheDayAfter()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", "win-back");
        await harness.AddCustomerAsync();
        await harness.SendPolicyAsync(type: "policy.lapsed");
        await harness.RunToAsync("2026-06-05 12:00");
        harness.Time.MoveTo(CampaignHarness.At("2026-06-10 08:00")); // nothing ran on the eighth and ninth
        await harness.RunToAsync("2026-06-20 12:00");

        Assert.Equal(["2026-06-10 09:00 entered"], await harness.TimelineAsync("ann", "entered"));
    }
}
