using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.Intake;

/// <summary>A request or a row is one statement: no journey hears of a part of it before all is written.</summary>
public sealed class StatementTests
{
    private const string Welcome = """
        { "id": "welcome", "name": "Welcome", "category": "crosssell",
          "entry": { "before": { "date": "customer.birth_date", "by": "P7D", "yearly": true } },
          "steps": [ { "id": "s", "send": { "channels": ["push"], "template": "winback/offer" } } ] }
        """;

    [Theory]
    [InlineData(true, "2026-06-01 12:00 sent s push")]
    [InlineData(false, "2026-06-01 12:00 refused s push no-consent:push:marketing")]
    public async Task ConsentInTheSameStatement_IsThereWhenTheCustomerEnters(bool isStatement, string outcome)
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", Welcome);
        CustomerEvent[] events =
        [
            harness.Event("ann", "customer.updated", ("birth_date", "1990-06-05"), ("push_token", "push-1"), ("time_zone", "Asia/Taipei")),
            harness.Event("ann", "customer.consented", ("channel", "push")),
        ];
        if (isStatement)
            await harness.Runner.TakeAsync(events, CampaignHarness.Cancel);
        else
            await harness.Runner.HandleAsync(events, CampaignHarness.Cancel);
        await harness.RunDueAsync();

        Assert.Equal([outcome], await harness.TimelineAsync("ann", "sent", "refused"));
    }

    [Fact]
    public async Task SuppressionInTheSameStatement_IsThereWhenTheCustomerEnters()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", Welcome);
        await harness.Runner.TakeAsync(
            [
                harness.Event("ann", "customer.updated", ("birth_date", "1990-06-05"), ("push_token", "push-1")),
                harness.Event("ann", "customer.consented", ("channel", "push")),
                harness.Event("ann", "customer.do_not_disturb", ("on", true)),
            ], CampaignHarness.Cancel);
        await harness.RunDueAsync();

        Assert.Empty(harness.Provider.Calls);
    }
}
