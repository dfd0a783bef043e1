using System.Collections.Immutable;
using Campaigns.Azurite;
using Campaigns.Runtime.Tests.Support;
using Campaigns.Storage.Azure;
using Campaigns.Workflows;

namespace Campaigns.Runtime.Tests.Azure;

/// <summary>What a delivered message costs: every request to storage, by kind. docs/storage.md tells where each goes.</summary>
public sealed class TransactionTests(ITestOutputHelper output)
{
    private const int Messages = 8;
    private AzureStore? _store;

    [Theory]
    [InlineData(true, 8)]
    [InlineData(false, 9)]
    public async Task OneMessage_FromEventToProvider_CostsNoMoreThanStated(bool keyed, int most)
    {
        await using var world = await MeetEverybodyAsync(keyed);
        var store = _store!;

        var decide = await CostAsync(store, async () => await world.Runner.TakeAsync(world.Event("c0", "app.opened", ("screen", "home")), World.Cancel));
        var deliver = await CostAsync(store, async () => await Sender(world).RunPageAsync(World.Cancel));
        Assert.Single(world.Phone.Delivered);
        world.Time.MoveTo(world.Time.Now + NodaTime.Duration.FromMinutes(1));
        var ring = await CostAsync(store, async () => await world.Engine.RingAsync(World.Cancel));

        Print("decide and queue", decide);
        Print("deliver", deliver);
        Print("ring the alarm that stood for it", ring);
        var alarms = 1; // setting the one that queues the message again, should this process die
        var path = decide.Values.Sum() + deliver.Values.Sum() - alarms;
        output.WriteLine($"{path} for the message itself, {alarms + ring.Values.Sum()} for its alarm when it rings alone");
        Assert.InRange(path, 1, most);
    }

    [Fact]
    public async Task ManyMessages_DeliveredAndRungTogether_ShareReceivesAndScans()
    {
        await using var world = await MeetEverybodyAsync(keyed: true);
        var store = _store!;

        var all = await CostAsync(store, async () =>
        {
            for (var i = 0; i < Messages; i++)
                await world.Runner.TakeAsync(world.Event($"c{i}", "app.opened", ("screen", "home")), World.Cancel);
            await Sender(world).RunPageAsync(World.Cancel);
            world.Time.MoveTo(world.Time.Now + NodaTime.Duration.FromMinutes(1));
            await world.Engine.RingAsync(World.Cancel);
        });

        Assert.Equal(Messages, world.Phone.Delivered.Count);
        Print($"{Messages} messages with their alarms", all);
        output.WriteLine($"{all.Values.Sum() / (double)Messages:0.0} each, alarms included");
        Assert.InRange(all.Values.Sum() / (double)Messages, 1, 11);
    }

    private async Task<World> MeetEverybodyAsync(bool keyed)
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        var world = await World.AtAsync("2026-06-01 12:00", null, new Phone(keyed),
            async (_, time) => new ForeseeingStore(_store = await SharedAzurite.OpenAsync(time), time), Stories.Hello);
        for (var i = 0; i < Messages; i++)
            await world.MeetAsync($"c{i}");
        await world.Runner.TakeAsync(world.Event("c0", "customer.updated", ("name", "Ann")), World.Cancel);
        await world.SettleAsync(); // makes the tables and queues
        return world;
    }

    private static Senders.Delivery.ChannelSender Sender(World world) => world.Engine.Senders.Single(pair => pair.Channel == Channel.Sms).Sender;

    private static async Task<ImmutableSortedDictionary<StorageCall, long>> CostAsync(AzureStore store, Func<Task> work)
    {
        var before = store.Transactions.Snapshot();
        await work();
        return store.Transactions.Snapshot()
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value - before.GetValueOrDefault(pair.Key)))
            .Where(pair => pair.Value > 0).ToImmutableSortedDictionary();
    }

    private void Print(string what, ImmutableSortedDictionary<StorageCall, long> cost) =>
        output.WriteLine($"{what}: {string.Join(", ", cost.Select(pair => $"{pair.Value} {pair.Key}"))} = {cost.Values.Sum()}");
}
