// Writes batches and messages until it is killed, and prints a number once the store has acknowledged it.
// Arguments: the store's file, the durability, the number to begin with.
using System.Text;
using Campaigns.Runtime.Ports;
using Campaigns.Storage.Embedded;
using NodaTime;

const int Callers = 8;
await using var store = EmbeddedStore.Open(args[0], TimeProvider.System, Enum.Parse<Durability>(args[1]));
var next = int.Parse(args[2]) - 1;
var output = new Lock();
await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(WriteForeverAsync)));

async Task WriteForeverAsync()
{
    while (true)
    {
        var number = Interlocked.Increment(ref next);
        var body = Encoding.UTF8.GetBytes($"{number}".PadRight(600));
        RowChange[] batch = [.. Enumerable.Range(0, 4).Select(i => new RowChange.Insert($"{i}", body))];
        var result = await store.Rows.CommitAsync("batches", $"{number:D9}", batch, CancellationToken.None);
        if (!result.Committed) throw new InvalidOperationException($"Batch {number} was there already.");

        await store.Queues.SendAsync("numbers", [Encoding.UTF8.GetBytes($"{number}")], Duration.Zero, CancellationToken.None);
        lock (output)
        {
            Console.WriteLine(number);
            Console.Out.Flush();
        }
    }
}
