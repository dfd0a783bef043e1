using Campaigns.Azurite;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using Campaigns.Storage.Azure;

namespace Campaigns.Runtime.Tests.Azure;

/// <summary>One message from its event to the provider, with every single request to storage going wrong in its turn.</summary>
public sealed class FaultyAccountTests
{
    private static readonly AzureStoreOptions Quick =
        new() { FirstDelay = TimeSpan.FromMilliseconds(1), LongestDelay = TimeSpan.FromMilliseconds(1) };
    private static readonly string Journey =
        SampleJourneys.Of("hello", $$"""{{SampleJourneys.Send("a")}}, { "id": "w", "wait": "P2D" }, { "id": "z", "end": "done" }""");

    /// <summary>
    /// Not done, or done without our hearing of it; tried again by the client, or left to the product. The other kinds differ only to the
    /// client, and the store's own tests have them.
    /// </summary>
    public static TheoryData<FaultKind, int> Faults =>
        new((FaultKind.Busy, 0), (FaultKind.Busy, 2), (FaultKind.BrokenAfter, 0), (FaultKind.BrokenAfter, 2));

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task AnyRequestGoesWrong_TheMessageIsDeliveredOnce(FaultKind kind, int retries)
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        var total = await LiveAsync(kind, retries, int.MaxValue / 2, keyed: true);
        Assert.InRange(total, 20, 200);
        await Parallel.ForEachAsync(SweptCases.Of([.. Enumerable.Range(1, total)]), CampaignHarness.Cancel, async (request, _) =>
            await LiveAsync(kind, retries, request, keyed: true));
    }

    [Theory]
    [InlineData(FaultKind.Busy, 0)]
    [InlineData(FaultKind.BrokenAfter, 0)]
    public async Task AnyRequestGoesWrong_AProviderWithoutKeysGetsTheMessageAtMostOnceAndItsEndIsKnown(FaultKind kind, int retries)
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        var total = await LiveAsync(kind, retries, int.MaxValue / 2, keyed: false);
        await Parallel.ForEachAsync(SweptCases.Of([.. Enumerable.Range(1, total)]), CampaignHarness.Cancel, async (request, _) =>
            await LiveAsync(kind, retries, request, keyed: false));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnyTagIsStale_TheMessageIsDeliveredOnce(bool keyed)
    {
        var total = int.MaxValue;
        for (var commit = 0; commit <= total; commit++)
        {
            ConflictInjectingStore? rival = null;
            var provider = new RecordingProvider(keyed);
            var receiver = new RecordingPublisher();
            await using var harness =
                await CampaignHarness.StartAsync("2026-06-01 12:00", null, provider, async (file, time) =>
                    rival = new ConflictInjectingStore(await TestStores.OpenAsync(file, time)), receiver, Journey);
            await harness.AddCustomerAsync();
            var before = rival!.Commits;
            rival.ConflictAt(commit);

            await harness.Runner.HandleAsync(harness.Event("ann", "app.opened"), CampaignHarness.Cancel);
            await harness.RunToAsync("2026-06-04 00:00");

            Assert.Single(provider.Delivered);
            Assert.Equal(["entered", "sent", "ended"],
                (await harness.TimelineAsync("ann", "entered", "sent", "ended")).Select(line => line.Split(' ')[2]));
            Assert.Equal(["entered", "sent", "ended"], receiver.Distinct.Select(e => e.Type.Split('.')[^1]));
            if (commit == 0)
                total = rival.Commits - before;
        }

        Assert.InRange(total, 3, 20);
    }

    /// <returns>How many requests a life takes.</returns>
    private static async Task<int> LiveAsync(FaultKind kind, int retries, int spoiled, bool keyed)
    {
        var transport = new FaultTransport();
        var provider = new RecordingProvider(keyed);
        var receiver = new RecordingPublisher();
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", null, provider,
            async (_, time) =>
                new VisibilityTrackingStore(await SharedAzurite.OpenAsync(time, Quick with { Retries = retries, Transport = transport }),
                    time), receiver, Journey);
        await harness.AddCustomerAsync();
        await harness.RunDueAsync();
        var opened = harness.Event("ann", "app.opened");
        var before = transport.Requests;
        transport.Spoil(spoiled, kind);

        await UntilDone(async () => await harness.Runner.HandleAsync(opened, CampaignHarness.Cancel));
        await UntilDone(() => harness.RunToAsync("2026-06-04 00:00"));
        await UntilDone(harness.RunDueAsync); // what a receive took whose answer was lost, of which the virtual clock does not know

        var requests = transport.Requests - before;
        var lines = await harness.TimelineAsync("ann", "entered", "sent", "unknown", "ended");
        var recorded = $"{kind} at request {spoiled} of {requests}: {string.Join("; ", lines)}";
        Assert.True(provider.Delivered.Count <= 1 && (provider.Delivered.Count == 1 || !keyed), recorded);
        Assert.True(lines.Select(line => line.Split(' ')[2]).Order(StringComparer.Ordinal) is var kinds
            && (kinds.SequenceEqual(["ended", "entered", "sent"]) || (!keyed && kinds.SequenceEqual(["ended", "entered", "unknown"]))),
            recorded);
        Assert.True(receiver.Distinct.Select(e => e.Type.Split('.')[^1]).SequenceEqual(lines.Select(line => line.Split(' ')[2])), recorded);
        return requests;
    }

    private static async Task UntilDone(Func<Task> work)
    {
        while (true)
        {
            try
            {
                await work();
                return;
            }
            catch (StoreUnavailableException)
            {
                // As every host does: a little later, again.
            }
        }
    }
}
