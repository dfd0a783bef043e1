using Campaigns.Model;
using Campaigns.Model.Messages;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests;

/// <summary>The process dies at every single call to the outside, before and after it took effect, and is started again.</summary>
public sealed class CrashTests
{
    private static readonly string Journey = SampleJourneys.Of("hello", $$"""
        {{SampleJourneys.Send("a", "\"push\", \"sms\"", ", \"fallback\": true")}}, {{SampleJourneys.Send("b", "\"email\"")}}, { "id": "w", "wait": "P2D" }, {{SampleJourneys.Send("c")}}
        """);

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task CrashAtAnyCall_EveryMessageIsDeliveredExactlyOnce(bool afterwards, bool joint)
    {
        var calls = await LiveAsync(keyed: true, int.MaxValue, afterwards, joint);
        Assert.InRange(calls.Count, 30, 400);
        await Parallel.ForEachAsync(SweptCases.Of(calls), CampaignHarness.Cancel, async (call, _) =>
            await LiveAsync(keyed: true, call, afterwards, joint));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task CrashAtAnyCall_ProviderWithoutKeys_GetsEachMessageAtMostOnce_AndNoneIsLostSilently(bool afterwards, bool joint)
    {
        var calls = await LiveAsync(keyed: false, int.MaxValue, afterwards, joint);
        await Parallel.ForEachAsync(SweptCases.Of(calls), CampaignHarness.Cancel, async (call, _) =>
            await LiveAsync(keyed: false, call, afterwards, joint));
    }

    /// <returns>The calls to the outside that a life takes, of those at which to die.</returns>
    private static async Task<IReadOnlyList<int>> LiveAsync(bool keyed, int dieAt, bool afterwards, bool joint)
    {
        var provider = new RecordingProvider(keyed)
        {
            Reports = true,
            Answer = m =>
            m.Channel == Channel.Push ? new ProviderResult.Rejected("bad-token", SuppressAddress: true) : new ProviderResult.Accepted()
        };
        await using var harness = joint
            ? await CampaignHarness.StartJointAsync("2026-06-01 12:00", provider, Journey)
            : await CampaignHarness.StartAsync("2026-06-01 12:00", null, provider, Journey);
        await harness.AddCustomerAsync();
        var opened = harness.Event("ann", "app.opened");
        var before = harness.Store.Calls;
        if (dieAt < int.MaxValue)
            harness.Store.CrashAt(dieAt, afterwards);

        await harness.RetryUntilDoneAsync(async () => await harness.Runner.HandleAsync(opened, CampaignHarness.Cancel));
        await harness.RetryUntilDoneAsync(() => harness.RunToAsync("2026-06-05 00:00"));

        var calls = harness.Store.CrashPoints(before);
        Assert.Equal(joint && !TestStores.OnAzure, harness.Store.Log.Contains("CommitTogether customers"));
        var lines = await harness.TimelineAsync("ann", "sent", "unknown");
        var recorded = $"died {(afterwards ? "after" : "before")} call {dieAt}: {string.Join("; ", lines)}";
        Assert.True(provider.Delivered.Select(m => m.Id).Distinct().Count() == provider.Delivered.Count, recorded);
        Assert.True(lines.Select(line => line.Split(' ')[3]).Order(StringComparer.Ordinal)
            .SequenceEqual(keyed || lines.Count == 3 ? ["a", "b", "c"] : ["b", "c"]), recorded);
        Assert.True(!keyed || provider.Delivered.Count == 3, recorded);
        // Whatever went out, its reports and clicks will find whom it went to.
        harness.Store.Restart();
        foreach (var message in provider.Delivered)
        {
            Assert.Equal("ann",
                Assert.Single(await harness.Services.Customers.Reports.FindAsync($"phone:{message.To}", CampaignHarness.Cancel))
                .Customer.Value);
            if (message.Content is RenderedMessage.Text text)
                Assert.Equal(message.Id,
                    (await harness.Services.Customers.Links.FindAsync(text.Body.Split("https://go.insurer.example/")[1][..16],
                        harness.Runner.Now, CampaignHarness.Cancel))?.Message);
        }

        return calls;
    }
}
