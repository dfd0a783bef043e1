using System.Collections.Immutable;
using Campaigns.Azurite;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using Campaigns.Runtime.Tests.Support;
using Campaigns.Runtime.Timers;
using Campaigns.Storage.Azure;

namespace Campaigns.Runtime.Tests.Azure;

/// <summary>What a delivered message costs: every request to storage, by kind. docs/storage.md tells where each goes.</summary>
public sealed class TransactionTests(ITestOutputHelper output)
{
    private const int Messages = 8;
    private AzureStore? _store;
    private CountingStore? _tables;

    private int Alarms => _tables!.CallsTo(TimerTable.Table);

    [Theory]
    [InlineData(true, 0, false, 8)] // of which one looks for a suppression of the number, which another customer may have told of
    [InlineData(false, 0, false, 8)]
    [InlineData(true, 1, false, 11)] // each ledger that the message shares is read, written before the hand-over, and after it
    [InlineData(true, 2, false, 14)]
    [InlineData(true, 0, true, 12)] // one notice of all that is to be published: put, received, its rows read, deleted
    public async Task OneMessage_FromEventToProvider_CostsWhatIsStated(bool keyed, int sharedCaps, bool published, int transactions)
    {
        var receiver = published ? new RecordingPublisher() : null;
        await using var harness = await MeetEverybodyAsync(keyed, sharedCaps, receiver);
        var alarmsBefore = Alarms;

        var decide = await CostAsync(async () =>
            await harness.Runner.HandleAsync(harness.Event("c0", "app.opened"), CampaignHarness.Cancel));
        var deliver = await CostAsync(async () => await Sender(harness).RunPageAsync(CampaignHarness.Cancel));
        Assert.Single(harness.Provider.Delivered);
        var set = Alarms - alarmsBefore;
        harness.Time.MoveTo(harness.Time.Now + NodaTime.Duration.FromSeconds(3));
        var publish = await CostAsync(async () =>
        {
            if (harness.Services.Publication is { } publication)
                await publication.RunPageAsync(CampaignHarness.Cancel);
        });
        Assert.Equal(published ? ["campaigns.enrollment.entered", "campaigns.message.sent"] : [],
            receiver?.Received.Select(e => e.Type) ?? []);
        harness.Time.MoveTo(harness.Time.Now + NodaTime.Duration.FromMinutes(1));
        var input = await CostAsync(async () => await harness.Services.TimerDispatcher.FirePageAsync(CampaignHarness.Cancel));

        Print("decide, alarms included", decide);
        Print("deliver", deliver);
        Print("look for due alarms", input);
        Print("publish", publish);
        var path = decide.Values.Sum() + deliver.Values.Sum() + publish.Values.Sum() - set;
        Assert.Equal(1, set); // of the wait; none stands for the queueing
        Assert.Equal(1, input.Values.Sum());
        output.WriteLine($"{path} for the message, {set} to set its alarms, {input.Values.Sum()} to find none due");
        Assert.Equal(transactions, path);
    }

    [Fact]
    public async Task ManyMessages_DeliveredTogether_ShareReceivesAndScans()
    {
        await using var harness = await MeetEverybodyAsync(keyed: true, sharedCaps: 0);

        var all = await CostAsync(async () =>
        {
            for (var i = 0; i < Messages; i++)
                await harness.Runner.HandleAsync(harness.Event($"c{i}", "app.opened"), CampaignHarness.Cancel);
            await Sender(harness).RunPageAsync(CampaignHarness.Cancel);
            harness.Time.MoveTo(harness.Time.Now + NodaTime.Duration.FromMinutes(1));
            await harness.Services.TimerDispatcher.FirePageAsync(CampaignHarness.Cancel);
        });

        Assert.Equal(Messages, harness.Provider.Delivered.Count);
        Print($"{Messages} messages with their alarms", all);
        output.WriteLine($"{all.Values.Sum() / (double)Messages:0.0} each, alarms included");
        Assert.InRange(all.Values.Sum() / (double)Messages, 1, 8.5); // one of them sets the alarm of the wait
    }

    private async Task<CampaignHarness> MeetEverybodyAsync(bool keyed, int sharedCaps, RecordingPublisher? receiver = null)
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", Policy(sharedCaps), new RecordingProvider(keyed),
            async (_, time) => _tables = new CountingStore(new VisibilityTrackingStore(_store = await SharedAzurite.OpenAsync(time), time)),
            receiver,
            SampleJourneys.Of("hello", $$"""{{SampleJourneys.Send("a")}}, { "id": "w", "wait": "P9D" }"""));
        for (var i = 0; i < Messages; i++)
        {
            await harness.AddCustomerAsync($"c{i}");
            await harness.SendEventAsync($"c{i}", "customer.updated", ("household", "H-1"));
        }

        await harness.Runner.HandleAsync(harness.Event("c0", "customer.updated", ("name", "Ann")), CampaignHarness.Cancel);
        await harness.RunDueAsync(); // makes the tables and queues
        await harness.Services.Customers.Shared.TryWriteAsync(new("household-0", CapScope.Household, [], Tag: null),
            new(new("m"), harness.Time.Now, Channel.Sms, "renewal", new("hello")), harness.Time.Now, CampaignHarness.Cancel);
        return harness;
    }

    private static ContactPolicy Policy(int sharedCaps) => CampaignHarness.NoLimits with
    {
        SharedCaps =
        [
            .. new[] { CapScope.Household, CapScope.Address }.Take(sharedCaps)
                .Select(scope => new FrequencyCap("shared", 100, new CapWindow.Calendar(CalendarUnit.Day)) { Per = scope }),
        ],
    };

    private static Senders.Delivery.ChannelSender Sender(CampaignHarness harness) =>
        harness.Services.Senders[Channel.Sms];

    private async Task<ImmutableSortedDictionary<StorageCall, long>> CostAsync(Func<Task> work)
    {
        var before = _store!.Transactions.Snapshot();
        await work();
        return _store.Transactions.Snapshot()
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value - before.GetValueOrDefault(pair.Key)))
            .Where(pair => pair.Value > 0).ToImmutableSortedDictionary();
    }

    private void Print(string what, ImmutableSortedDictionary<StorageCall, long> cost) =>
        output.WriteLine($"{what}: {string.Join(", ", cost.Select(pair => $"{pair.Value} {pair.Key}"))} = {cost.Values.Sum()}");
}
