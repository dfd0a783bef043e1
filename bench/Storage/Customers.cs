using Campaigns.Runtime.Ports;

namespace Campaigns.Storage.Benchmarks;

/// <summary>The data measured on: many customers with a handful of small rows each, touched in random order.</summary>
internal static class Customers
{
    public const string Table = "customers";

    public static readonly (string Key, int Bytes)[] Rows =
        [("enr/welcome", 450), ("ledger", 700), ("profile", 1600), ("tl/000001", 300), ("tl/000002", 300)];

    public static readonly byte[] Content = MakeContent();

    private static int _entries = 10;

    public static string Name(int number) => $"cust-{number:D8}";

    public static ReadOnlyMemory<byte> Body(int bytes) => Content.AsMemory(0, bytes);

    /// <summary>What one step of a journey writes: enrollment, ledger and profile again, and a new timeline entry.</summary>
    public static RowChange[] Step() =>
    [
        new RowChange.Upsert("enr/welcome", Body(450)),
        new RowChange.Upsert("ledger", Body(700)),
        new RowChange.Upsert("profile", Body(1600)),
        new RowChange.Insert($"tl/{Interlocked.Increment(ref _entries):D6}", Body(300)),
    ];

    /// <summary>Fills a store with customers in random order, as they come in life.</summary>
    public static async Task FillAsync(IRowStore store, int customers)
    {
        var order = Enumerable.Range(0, customers).ToArray();
        new Random(1).Shuffle(order);
        foreach (var chunk in order.Chunk(256))
        {
            await Task.WhenAll(chunk.Select(number => store.CommitAsync(
                Table, Name(number), [.. Rows.Select(row => new RowChange.Upsert(row.Key, Body(row.Bytes)))], default).AsTask()));
        }
    }

    private static byte[] MakeContent()
    {
        var content = new byte[4096];
        new Random(2).NextBytes(content);
        return content;
    }
}
