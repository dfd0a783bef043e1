// How fast the embedded store is on this machine, beside bare SQLite on the same file in the same run.
// Arguments: the number of customers (100000), and how often each thing is done (40000).
using System.Text;
using Campaigns.Runtime.Ports;
using Campaigns.Storage.Benchmarks;
using Campaigns.Storage.Embedded;
using NodaTime;

var customers = args.Length > 0 ? int.Parse(args[0]) : 100_000;
var count = args.Length > 1 ? int.Parse(args[1]) : 40_000;
var folder = Directory.CreateTempSubdirectory("campaigns-benchmark-");
try
{
    var path = Path.Combine(folder.FullName, "store.db");
    await using (var store = EmbeddedStore.Open(path, TimeProvider.System, Durability.Process))
        await Customers.FillAsync(store.Rows, customers);
    Console.WriteLine($"{customers:N0} customers, {new FileInfo(path).Length >> 20} MiB, {Environment.ProcessorCount} cores");

    Measurement.Header();
    await MeasureAsync(path, Durability.Process, count);
    await MeasureAsync(path, Durability.Power, count / 40);
}
finally
{
    folder.Delete(recursive: true);
}

async Task MeasureAsync(string path, Durability durability, int count)
{
    Console.WriteLine($"-- {durability}");
    double rawSolo, rawGroup, rawRead;
    using (var raw = new RawDatabase(path, durability == Durability.Power ? "FULL" : "OFF"))
    {
        rawSolo = await Measurement.RunAsync("bare SQLite: a step, a commit", 1, count, 0, random =>
        {
            raw.Begin();
            raw.Step(Customer(random));
            raw.Commit();
            return default;
        });
        var step = 0;
        rawGroup = await Measurement.RunAsync("bare SQLite: 32 steps, a commit", 1, count / 32 * 32, 0, random =>
        {
            if (step % 32 == 0) raw.Begin();
            raw.Step(Customer(random));
            if (++step % 32 == 0) raw.Commit();
            return default;
        });
        if (step % 32 != 0) raw.Commit();
        rawRead = await Measurement.RunAsync("bare SQLite: read a customer", 1, count, 0, random =>
        {
            raw.Read(Customer(random));
            return default;
        });
    }

    await using var store = EmbeddedStore.Open(path, TimeProvider.System, durability);
    await Measurement.RunAsync("step, one caller", 1, count, rawSolo, random => StepAsync(store, random));
    await Measurement.RunAsync("step, 64 callers", 64, count / 64 * 64, rawGroup, random => StepAsync(store, random));
    await Measurement.RunAsync("read + step, 64 callers", 64, count / 64 * 64, 0, async random =>
    {
        await ReadAsync(store, random);
        await StepAsync(store, random);
    });
    await Measurement.RunAsync("read a customer, one caller", 1, count, rawRead, random => ReadAsync(store, random));
    await Measurement.RunAsync("read a customer, 2 callers", 2, count, rawRead, random => ReadAsync(store, random));
    await MeasureQueueAsync(store.Queues, durability, count);
}

async Task MeasureQueueAsync(IDelayedQueue queue, Durability durability, int count)
{
    var name = $"{durability}";
    var body = Customers.Body(120);
    for (var i = 0; i < 100; i++)
        await queue.SendAsync(name, [.. Enumerable.Repeat(body, 1000)], Duration.FromHours(1 + i), default);
    Console.WriteLine("   a queue with 100,000 delayed messages:");
    await Measurement.RunAsync("receive, nothing visible", 1, count, 0, async _ =>
        await queue.ReceiveAsync(name, 32, Duration.FromMinutes(1), default));
    await Measurement.RunAsync("send + receive + complete, one caller", 1, count / 2, 0, _ => PassAsync(queue, name, body));
    await Measurement.RunAsync("send + receive + complete, 64 callers", 64, count / 64 * 64, 0, _ => PassAsync(queue, name, body));
}

async ValueTask PassAsync(IDelayedQueue queue, string name, ReadOnlyMemory<byte> body)
{
    await queue.SendAsync(name, [body], Duration.Zero, default);
    await queue.CompleteAsync(name, await queue.ReceiveAsync(name, 1, Duration.FromMinutes(1), default), default);
}

async ValueTask StepAsync(EmbeddedStore store, Random random) =>
    await store.Rows.CommitAsync(Customers.Table, Customers.Name(random.Next(customers)), Customers.Step(), default);

async ValueTask ReadAsync(EmbeddedStore store, Random random) =>
    await store.Rows.ReadAsync(Customers.Table, Customers.Name(random.Next(customers)), "", "~", 100, default);

byte[] Customer(Random random) => Encoding.UTF8.GetBytes(Customers.Name(random.Next(customers)));
