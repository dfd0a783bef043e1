using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.Erasure;

/// <summary>After an erasure nothing stored tells who the customer was.</summary>
public sealed class ErasureTests
{
    private static readonly string[] Personal =
    [
        "Ann Lee", "+886912345678", "912345678", "ann@example.com", "push-ann", "agent-1", "Sam", "X-1", "P1", "P2", "Motor Plus",
        "secret", "allergies", "2026-12-31",
    ];

    private static readonly string Journey = SampleJourneys.Of("hello", $$"""
        {{SampleJourneys.Send("s", "\"push\", \"sms\"", ", \"fallback\": true")}},
        { "id": "p", "publish": { "type": "told", "data": { "value": "event.screen", "name": "customer.name" } } },
        { "id": "c", "waitFor": { "events": [ "claim.opened" ], "timeout": "P10D" } },
        { "id": "t", "task": { "to": "customer.agent_id", "template": "winback/agent-call", "due": "P1D" } },
        { "id": "w", "waitFor": { "events": [ "claim.closed" ], "timeout": "P300D" } }
        """, entry: """{ "on": "app.opened", "key": ["event.screen"], "reentry": "afterExit" }""");

    private static readonly string Over =
        SampleJourneys.Of("over", """{ "id": "p", "publish": { "type": "told", "data": { "screen": "event.screen" } } }""",
            entry: """{ "on": "app.opened", "key": ["event.screen"] }""");

    private static async Task<CampaignHarness> LivedAsync()
    {
        var provider = new RecordingProvider
        {
            Answer = m =>
                m.Channel == Channel.Push ? new ProviderResult.Rejected("no device push-ann", SuppressAddress: true)
                : new ProviderResult.Accepted("relay:ann@example.com"),
        };
        var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", null, provider, Journey, Over);
        await harness.AddCustomerAsync();
        await harness.SendPolicyAsync();
        await harness.SendPolicyAsync(id: "P2");
        await harness.SendEventAsync("ann", "customer.updated", ("time_zone", "secret/Zone"));
        await harness.SendEventAsync("ann", "app.opened", ("screen", "secret allergies"), ("policy_id", "P1"));
        await harness.SendEventAsync("ann", "claim.closed", ("screen", "secret allergies"), ("policy_id", "P1"));
        await harness.RunToAsync("2026-06-02 12:00");
        await harness.SendEventAsync("ann", "message.bounced", ("message_id", harness.Provider.Delivered[0].Id.Value),
            ("reason", "550 no mailbox ann@example.com"));
        // the agent's task is queued
        await harness.SendEventAsync("ann", "claim.opened", ("screen", "secret allergies"), ("policy_id", "P1"));
        return harness;
    }

    private static async Task<List<string>> FoundAsync(CampaignHarness harness)
    {
        var bytes = await harness.BytesAsync();
        return [.. Personal.Where(value => bytes.Contains(value, StringComparison.Ordinal))];
    }

    [Fact]
    public async Task Erased_NoByteOfThePartitionHoldsAPersonalValue_AndTheContactsAreStillProven()
    {
        await using var harness = await LivedAsync();
        Assert.Equal(Personal.Length, (await FoundAsync(harness)).Count); // the test looks for what is really there

        await harness.SendEventAsync("ann", "customer.erased");

        Assert.Empty(await FoundAsync(harness));
        Assert.Equal(["2026-06-01 12:00 sent s sms"], await harness.TimelineAsync("ann", "sent"));
        Assert.Contains("\"template\":\"winback/offer\"", await harness.BytesAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erased_QueuedTaskIsWithdrawn_AndNothingElseGoesOut()
    {
        await using var harness = await LivedAsync();
        var calls = harness.Provider.Calls.Count;

        await harness.SendEventAsync("ann", "customer.erased");
        await harness.RunToAsync("2027-06-01 12:00");

        Assert.Equal(calls, harness.Provider.Calls.Count);
        Assert.Equal(["2026-06-02 12:00 released t agent erased"], await harness.TimelineAsync("ann", "released"));
        Assert.Empty(await FoundAsync(harness));
    }

    [Fact]
    public async Task Erased_LaterEvents_AreNotStored()
    {
        await using var harness = await LivedAsync();
        await harness.SendEventAsync("ann", "customer.erased");

        await harness.AddCustomerAsync();
        await harness.SendPolicyAsync();
        await harness.SendEventAsync("ann", "app.opened", ("screen", "secret allergies"));
        await harness.SendEventAsync("ann", "message.bounced", ("message_id", harness.Provider.Delivered[0].Id.Value),
            ("reason", "550 no mailbox ann@example.com"));

        Assert.Empty(await FoundAsync(harness));
    }

    [Fact]
    public async Task Erased_HasACertificate_OfNumbersOnly()
    {
        await using var harness = await LivedAsync();
        Assert.Null((await harness.RecordAsync()).Erasure);
        await harness.SendEventAsync("ann", "customer.erased");

        var certificate = (await harness.RecordAsync()).Erasure!;
        Assert.Equal((harness.Runner.Now, harness.Runner.Now), (certificate.RequestedAt, certificate.CompletedAt));
        var counts = certificate.Parts.ToDictionary(part => $"{part.Place} {part.What}", part => part.Count);
        Assert.Equal(
            ["attributes", "consents", "finished-enrollments", "lookups", "policies", "preferences", "running-enrollments", "suppressions",
                "timeline-events", "withdrawn-messages"],
            counts.Keys.Select(key => key.Split(' ')[1]).Order(StringComparer.Ordinal));
        Assert.Equal((2, 1), (counts["store policies"], counts["store withdrawn-messages"]));
        Assert.Equal(5, counts["store lookups"]); // phone, mailbox, two policies, which have the same number
        Assert.True(counts["store attributes"] > 3 && counts["store timeline-events"] > 5, string.Join("; ", counts));

        await harness.SendEventAsync("ann", "customer.erased");
        await harness.RunToAsync("2027-06-01 12:00");
        Assert.Equal(certificate with { CompletedAt = null, Parts = [] },
            (await harness.RecordAsync()).Erasure! with { CompletedAt = null, Parts = [] });
        Assert.Equal(2, (await harness.RecordAsync()).Erasure!.Parts.Single(part => part.What == "policies").Count);
        Assert.Empty(await FoundAsync(harness));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Erased_CrashAnywhere_IsCompletedAfterwards(bool afterwards)
    {
        for (var call = 1; call <= 12; call++)
        {
            await using var harness = await LivedAsync();
            var erased = harness.Event("ann", "customer.erased");
            harness.Store.CrashAt(call, afterwards);
            try
            {
                await harness.Runner.HandleAsync(erased, CampaignHarness.Cancel);
            }
            catch (StoreUnavailableException)
            {
                harness.Store.Restart();
                await harness.Runner.HandleAsync(erased, CampaignHarness.Cancel); // it was not acknowledged, so it is told again
            }

            harness.Store.Restart();
            await harness.RunToAsync("2026-06-02 13:00");
            Assert.Empty(await FoundAsync(harness));
        }
    }

    [Fact]
    public async Task Erased_KilledAfterwards_ATimerCompletesIt()
    {
        await using var harness = await LivedAsync();
        var erased = harness.Event("ann", "customer.erased");
        harness.Store.CrashAt(4, afterwards: true); // read, timer, save; the fourth begins to empty what is over
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await harness.Runner.HandleAsync(erased, CampaignHarness.Cancel));
        harness.Store.Restart();
        Assert.NotEmpty(await FoundAsync(harness));

        await harness.RunToAsync("2026-06-02 12:01");

        Assert.Empty(await FoundAsync(harness));
    }

    [Fact]
    public async Task ErasedWhileTheProviderHasAMessage_ARefusedAddressIsNotRemembered()
    {
        CampaignHarness? here = null;
        var provider = new RecordingProvider();
        provider.Answer = _ =>
        {
            here!.SendEventAsync("ann", "customer.erased").GetAwaiter().GetResult();
            return new ProviderResult.Rejected("bad-number", SuppressAddress: true);
        };
        await using var harness = here = await CampaignHarness.StartAsync("2026-06-01 12:00", null, provider, SampleJourneys.Hello);
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "app.opened", ("screen", "secret allergies"));

        await harness.RunDueAsync();

        Assert.Empty(await FoundAsync(harness));
        Assert.Equal(["2026-06-01 12:00 failed s sms bad-number"], await harness.TimelineAsync("ann", "failed"));
    }
}
