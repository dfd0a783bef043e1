using Campaigns.Runtime.Ports;
using Campaigns.Storage.Embedded;
using Campaigns.Storage.Tests.Conformance;
using Campaigns.Storage.Tests.Embedded;
using Campaigns.Storage.Trial;
using CsCheck;

namespace Campaigns.Storage.Tests.Trial;

/// <summary>A trial over an empty store is a store like any other.</summary>
public sealed class TrialRowStoreTests : RowStoreConformance
{
    private readonly TrialStore _store = new(under: null);

    protected override ValueTask<IRowStore> CreateAsync() => new(_store.Rows);

    public override async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await base.DisposeAsync();
    }
}

/// <summary>A trial over a store with rows behaves as that store would, and leaves it as it is.</summary>
public sealed class TrialOverRowsTests
{
    private static readonly string[] Partitions = ["p", "q"];
    private static readonly string[] Keys = ["a", "b", "c", "d", "e"];

    private static readonly Gen<(int Kind, string Partition, string Key, byte Body)> Change =
        Gen.Select(
            Gen.Int[0, 3], Gen.Int[0, Partitions.Length - 1].Select(i => Partitions[i]), Gen.Int[0, Keys.Length - 1].Select(i => Keys[i]),
            Gen.Byte);

    [Fact]
    public Task Trial_AnyChanges_ReadsAsTheStoreWouldAndLeavesItAsItIs() =>
        Gen.Select(Change.Array[0, 12], Change.Array[0, 12]).SampleAsync(async (before, after) =>
        {
            using var underFile = new TemporaryFile();
            using var otherFile = new TemporaryFile();
            await using var under = EmbeddedStore.Open(underFile.Path, TimeProvider.System, Durability.Process);
            await using var other = EmbeddedStore.Open(otherFile.Path, TimeProvider.System, Durability.Process);
            foreach (var change in before)
                Assert.Equal(await ApplyAsync(under.Rows, change), await ApplyAsync(other.Rows, change));
            var untouched = await ShowAsync(under.Rows);

            await using var trial = new TrialStore(under);
            foreach (var change in after)
                Assert.Equal(await ApplyAsync(other.Rows, change), await ApplyAsync(trial.Rows, change));

            Assert.Equal(await ShowAsync(other.Rows), await ShowAsync(trial.Rows));
            Assert.Equal(untouched, await ShowAsync(under.Rows));
        }, iter: 40, threads: 1);

    private static async Task<bool> ApplyAsync(IRowStore rows, (int Kind, string Partition, string Key, byte Body) change)
    {
        var tag = (await rows.FindAsync("t", change.Partition, change.Key, default))?.Tag ?? "none";
        byte[] body = [change.Body];
        RowChange made = change.Kind switch
        {
            0 => new RowChange.Insert(change.Key, body),
            1 => new RowChange.Replace(change.Key, body, tag),
            2 => new RowChange.Upsert(change.Key, body),
            _ => new RowChange.Delete(change.Key),
        };
        return (await rows.CommitAsync("t", change.Partition, [made], default)).Committed;
    }

    /// <summary>Everything, by pages of two, and each partition by itself.</summary>
    private static async Task<string> ShowAsync(IRowStore rows)
    {
        var shown = new List<string>();
        RowAddress? last = null;
        while (await rows.ScanAsync("t", "", "z", last, 2, default) is { Count: > 0 } page)
        {
            shown.AddRange(page.Select(Show));
            last = new(page[^1].Partition, page[^1].Key);
        }

        foreach (var partition in Partitions)
            shown.AddRange((await rows.ReadAsync("t", partition, "b", "e", 2, default)).Select(Show));
        return string.Join(' ', shown);
    }

    private static string Show(Row row) => $"{row.Partition}{row.Key}{row.Body.Span[0]}";
}
