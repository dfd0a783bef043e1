using System.Collections.Immutable;
using Campaigns.Azurite;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Tests.Support;
using Campaigns.Runtime.Timers;
using Campaigns.Storage.Azure;

namespace Campaigns.Runtime.Tests.Azure;

/// <summary>What a delivered message costs: every request to storage, by kind. docs/storage.md tells where each goes.</summary>
public sealed class TransactionTests(ITestOutputHelper output)
{
    private const int Messages = 8;
    private AzureStore? _store;
    private CountedTables? _tables;

    private int Alarms => _tables!.CallsTo(AlarmTable.Table);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OneMessage_FromEventToProvider_CostsWhatIsStated(bool keyed)
    {
        await using var world = await MeetEverybodyAsync(keyed);
        var alarmsBefore = Alarms;

        var decide = await CostAsync(async () => await world.Runner.TakeAsync(world.Event("c0", "app.opened"), World.Cancel));
        var deliver = await CostAsync(async () => await Sender(world).RunPageAsync(World.Cancel));
        Assert.Single(world.Phone.Delivered);
        var set = Alarms - alarmsBefore;
        world.Time.MoveTo(world.Time.Now + NodaTime.Duration.FromMinutes(1));
        var ring = await CostAsync(async () => await world.Engine.RingAsync(World.Cancel));

        Print("decide, alarms included", decide);
        Print("deliver", deliver);
        Print("ring the alarm that stood for the queueing", ring);
        var path = decide.Values.Sum() + deliver.Values.Sum() - set;
        output.WriteLine($"{path} for the message, {set} to set its alarms, {ring.Values.Sum()} to ring one alone");
        Assert.Equal(8, path);
    }

    [Fact]
    public async Task ManyMessages_DeliveredAndRungTogether_ShareReceivesAndScans()
    {
        await using var world = await MeetEverybodyAsync(keyed: true);

        var all = await CostAsync(async () =>
        {
            for (var i = 0; i < Messages; i++)
                await world.Runner.TakeAsync(world.Event($"c{i}", "app.opened"), World.Cancel);
            await Sender(world).RunPageAsync(World.Cancel);
            world.Time.MoveTo(world.Time.Now + NodaTime.Duration.FromMinutes(1));
            await world.Engine.RingAsync(World.Cancel);
        });

        Assert.Equal(Messages, world.Phone.Delivered.Count);
        Print($"{Messages} messages with their alarms", all);
        output.WriteLine($"{all.Values.Sum() / (double)Messages:0.0} each, alarms included");
        Assert.InRange(all.Values.Sum() / (double)Messages, 1, 12);
    }

    private async Task<World> MeetEverybodyAsync(bool keyed)
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        var world = await World.AtAsync("2026-06-01 12:00", null, new Phone(keyed),
            async (_, time) => _tables = new CountedTables(new ForeseeingStore(_store = await SharedAzurite.OpenAsync(time), time)),
            Stories.Of("hello", $$"""{{Stories.Send("a")}}, { "id": "w", "wait": "P9D" }"""));
        for (var i = 0; i < Messages; i++)
            await world.MeetAsync($"c{i}");
        await world.Runner.TakeAsync(world.Event("c0", "customer.updated", ("name", "Ann")), World.Cancel);
        await world.SettleAsync(); // makes the tables and queues
        return world;
    }

    private static Senders.Delivery.ChannelSender Sender(World world) => world.Engine.Senders.Single(pair => pair.Channel == Channel.Sms).Sender;

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
