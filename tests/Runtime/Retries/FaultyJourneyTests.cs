using Campaigns.Definitions.Journeys;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.Retries;

/// <summary>One journey fails for every customer: the others go on, and it catches up when it is mended.</summary>
public sealed class FaultyJourneyTests
{
    private static readonly string Entering = SampleJourneys.Of("entering", SampleJourneys.Send("s"));
    private static readonly string Waiting = SampleJourneys.Of("waiting",
        $$"""{ "id": "w", "waitFor": { "events": [ { "on": "app.opened" } ] } }, {{SampleJourneys.Send("s", "\"push\"")}}""",
        entry: """{ "on": "app.installed" }""");

    private static readonly string Dated = SampleJourneys.Of("dated", SampleJourneys.Send("s", "\"email\""),
        entry: """{ "before": { "date": "policy.expires_on", "by": "P30D" }, "key": ["policy.id"] }""");

    /// <summary>Definitions that no reader makes: whoever looks at the part that is missing fails.</summary>
    public static TheoryData<string> Journeys => ["entering", "waiting", "dated"];

    private static JourneyDefinition Broken(JourneyDefinition journey) => journey with
    {
        Exits = default,
        Entries = [.. journey.Entries.Select(entry => entry with { Key = default })],
    };

    [Theory]
    [MemberData(nameof(Journeys))]
    public async Task OneJourneyFails_TheOthersHearTheEvent_AndItDoesAfterResend(string faulty)
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", Entering, Waiting, Dated);
        await harness.AddCustomerAsync();
        await harness.SendPolicyAsync(expires: "2026-07-03"); // within reach tomorrow
        await harness.SendEventAsync("ann", "app.installed");
        var mended = harness.Library.Journeys.Single(live => live.Definition.Id.Value == faulty).Definition;
        harness.Library.Replace(Broken(mended));

        await harness.SendEventAsync("ann", "app.opened", ("screen", "home"));
        await harness.RunToAsync("2026-06-04 00:00");

        Assert.Equal(new[] { "dated", "entering", "waiting" }.Where(id => id != faulty), await SentAsync(harness));
        var letter = Assert.Single(await harness.DeadLetters.ListAsync(CampaignHarness.Cancel));
        Assert.Equal(faulty, letter.Work?.Journey?.Value);
        Assert.Equal(2, (await harness.TimelineAsync("ann", "faulted", "parked")).Count);

        harness.Library.Replace(mended);
        await harness.DeadLetters.ResendAsync(wanted: null, CampaignHarness.Cancel);
        await harness.RunToAsync("2026-06-05 00:00");

        Assert.Equal(["dated", "entering", "waiting"], await SentAsync(harness));
        Assert.Empty(await harness.DeadLetters.ListAsync(CampaignHarness.Cancel));
    }

    private static async Task<List<string>> SentAsync(CampaignHarness harness)
    {
        var sent = new List<string>();
        await foreach (var timelineEvent in harness.Services.Customers.ReadTimelineAsync(new("ann"), CampaignHarness.Cancel))
        {
            if (timelineEvent is { Kind: "sent", Journey: { } journey })
                sent.Add(journey.Value);
        }

        sent.Sort(StringComparer.Ordinal);
        return sent;
    }
}
