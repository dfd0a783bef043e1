// Asks for places of customers that others ask for as well, and prints the id of each event once it is acknowledged.
// Says "ready" and waits for a line first, so that all begin together.
// Arguments: the racer's number; then "file" and the store's file, or "azure", a connection string and a prefix.
using Campaigns.Azurite;
using Campaigns.Hosting;
using Campaigns.Runtime;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Racer;
using Campaigns.Runtime.Timers;
using Campaigns.Storage;
using Campaigns.Storage.Azure;
using Campaigns.Storage.Embedded;

const int AtOnce = 8;
var time = new VirtualTime(Race.Start);
await using IStore store = args[1] switch
{
    "file" => EmbeddedStore.Open(args[2], time, Durability.Process),
    "azure" => AzureStore.Open(args[2], time, new AzureStoreOptions
    {
        Prefix = args[3],
        Policies = [new ClockPolicy(time)],
        Budget = TimeSpan.FromMinutes(1)
    }),
    var other => throw new ArgumentException($"The store is a file or azure; found '{other}'."),
};
var library = new FixedLibrary(CampaignFolder.Read(CampaignFolder.Shipped).Catalog!, Race.Policy, [Race.ReadJourney()]);
var runner = new CampaignRunner(
    new CustomerStore(store.Rows), new CustomerDirectory(store.Rows), new TimerTable(store.Rows), store.Queues, library,
    new CompositeTimelineSink(), time);

var output = new Lock();
Console.WriteLine("ready");
Console.ReadLine();
await Parallel.ForEachAsync(Race.EventsOf(int.Parse(args[0])), new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
    async (recorded, cancel) =>
{
    await runner.HandleAsync(recorded, cancel);
    lock (output)
    {
        Console.WriteLine(recorded.Id);
        Console.Out.Flush();
    }
});
