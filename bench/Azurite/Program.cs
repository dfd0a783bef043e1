// Delivered messages a second on Azurite, beside Azurite's own limit: the same transactions by bare clients in the same
// run, at the same concurrency, turn by turn since load on the machine varies.
// Arguments: how many messages a turn (300), how many turns (5).
using System.Diagnostics;
using Campaigns.Azurite;
using Campaigns.Azurite.Benchmarks;
using Campaigns.Storage.Azure;

var messages = args.Length > 0 ? int.Parse(args[0]) : 300;
var turns = args.Length > 1 ? int.Parse(args[1]) : 5;
if (AzuriteServer.Missing is { } missing)
{
    Console.Error.WriteLine(missing);
    return 1;
}

await using var azurite = await AzuriteServer.StartAsync();
Console.WriteLine(
    $"{turns} turns of {messages:N0} messages, {Environment.ProcessorCount} cores shared with Azurite, {MessageRun.AtOnce} at once");
var shares = new List<double>();
// The first turn pays for what both processes have yet to compile, and does not count.
for (var turn = 0; turn <= turns; turn++)
{
    var bare = await BareAsync($"bare{turn}");
    var engine = await EngineAsync($"engine{turn}", last: turn == turns);
    if (turn > 0)
        shares.Add(engine / bare);
}

shares.Sort();
Console.WriteLine($"share of Azurite's limit: {shares[shares.Count / 2]:P0} in the middle, from {shares[0]:P0} to {shares[^1]:P0}");
return 0;

async Task<double> EngineAsync(string prefix, bool last)
{
    await using var store = AzureStore.Open(azurite.ConnectionString, TimeProvider.System, new() { Prefix = prefix });
    using var run = new MessageRun(store);
    await run.MeetAsync(messages);
    var counted = store.Transactions.Snapshot();
    var clock = Stopwatch.StartNew();
    await run.DeliverAsync(messages);
    var rate = Told("the engine", clock.Elapsed, store.Transactions.Total - counted.Values.Sum());
    foreach (var (kind, count) in store.Transactions.Snapshot().Where(_ => last))
        Console.WriteLine($"    {kind,-14}{(count - counted.GetValueOrDefault(kind)) / (double)messages,8:0.00} a message");
    return rate;
}

async Task<double> BareAsync(string prefix)
{
    var transactions = new StorageTransactions();
    var bare = new BareRun(azurite.ConnectionString, prefix, transactions);
    await bare.MeetAsync(messages);
    var counted = transactions.Total;
    var clock = Stopwatch.StartNew();
    await bare.DeliverAsync(messages);
    return Told("bare clients", clock.Elapsed, transactions.Total - counted);
}

double Told(string who, TimeSpan time, long transactions)
{
    Console.WriteLine(
        $"{who,-14}{messages / time.TotalSeconds,8:N0} messages/s{transactions / time.TotalSeconds,8:N0} " +
        $"transactions/s{transactions / (double)messages,8:0.00} a message");
    return messages / time.TotalSeconds;
}
