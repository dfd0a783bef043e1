using System.Text;
using Campaigns.Runtime.Ports;
using Campaigns.Storage.Embedded;
using Microsoft.Extensions.Time.Testing;
using NodaTime;

namespace Campaigns.Storage.Tests.Embedded;

/// <summary>Several stores on one file, as several processes would have them.</summary>
public sealed class SharedFileTests : IDisposable
{
    private readonly TemporaryFile _file = new();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Find_CommittedByTheOther_IsSeenAtOnce()
    {
        await using var one = Open();
        await using var other = Open();

        for (var i = 0; i < 20; i++)
        {
            await one.Rows.CommitAsync("t", "p", [new RowChange.Upsert("a", Bytes($"{i}"))], Cancel);
            Assert.Equal($"{i}", Encoding.UTF8.GetString((await other.Rows.FindAsync("t", "p", "a", Cancel))!.Body.Span));
        }
    }

    [Fact]
    public async Task Commit_BothCountingInOneRow_LosesNoCount()
    {
        await using var one = Open();
        await using var other = Open();
        await one.Rows.CommitAsync("t", "p", [new RowChange.Insert("n", Bytes("0"))], Cancel);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => IncrementAsync(i % 2 == 0 ? one : other), Cancel)));

        Assert.Equal("40", Encoding.UTF8.GetString((await one.Rows.FindAsync("t", "p", "n", Cancel))!.Body.Span));
    }

    [Fact]
    public async Task Receive_BothReceiving_EachMessageGoesToOne()
    {
        await using var one = Open();
        await using var other = Open();
        await one.Queues.SendAsync("q", [.. Enumerable.Range(0, 100).Select(i => Bytes($"{i}"))], Duration.Zero, Cancel);

        var received = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => DrainAsync(i % 2 == 0 ? one : other), Cancel)));

        Assert.Equal(Enumerable.Range(0, 100), received.SelectMany(all => all).Order());
    }

    [Fact]
    public async Task Open_ManyAtOnceOnANewFile_AllSucceed()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(Open, Cancel)));

        for (var i = 0; i < stores.Length; i++)
            Assert.True((await stores[i].Rows.CommitAsync("t", "p", [new RowChange.Insert($"{i}", Bytes("x"))], Cancel)).Committed);
        Assert.Equal(8, (await stores[0].Rows.ReadAsync("t", "p", "", "~", 10, Cancel)).Count);
        foreach (var store in stores) await store.DisposeAsync();
    }

    private EmbeddedStore Open() => EmbeddedStore.Open(_file.Path, _time, Durability.Process);

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task IncrementAsync(EmbeddedStore store)
    {
        while (true)
        {
            var row = (await store.Rows.FindAsync("t", "p", "n", Cancel))!;
            var next = int.Parse(Encoding.UTF8.GetString(row.Body.Span)) + 1;
            if ((await store.Rows.CommitAsync("t", "p", [new RowChange.Replace("n", Bytes($"{next}"), row.Tag)], Cancel)).Committed) return;
        }
    }

    private static async Task<List<int>> DrainAsync(EmbeddedStore store)
    {
        var numbers = new List<int>();
        while (await store.Queues.ReceiveAsync("q", 3, Duration.FromMinutes(1), Cancel) is { Count: > 0 } messages)
        {
            numbers.AddRange(messages.Select(message => int.Parse(Encoding.UTF8.GetString(message.Body.Span))));
            await store.Queues.CompleteAsync("q", messages, Cancel);
        }

        return numbers;
    }
}
