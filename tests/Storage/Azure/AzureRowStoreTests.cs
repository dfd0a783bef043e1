using Campaigns.Azurite;
using Campaigns.Runtime.Ports;
using Campaigns.Storage.Azure;
using Campaigns.Storage.Tests.Conformance;

namespace Campaigns.Storage.Tests.Azure;

public sealed class AzureRowStoreTests : RowStoreConformance
{
    private AzureStore? _opened;

    protected override async ValueTask<IRowStore> CreateAsync()
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        _opened = await SharedAzurite.OpenAsync(TimeProvider.System);
        return _opened.Rows;
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a\\b#c?d")]
    [InlineData("50% + tax")]
    [InlineData("line\nfeed\0zero")]
    [InlineData("~.>[\"$")]
    public async Task Find_KeyOfCharactersThatAzureForbids_IsFound(string key)
    {
        await WriteAsync(key, new RowChange.Insert(key, Bytes("x")));

        Assert.Equal((key, key), (await Store.FindAsync(Table, key, key, Cancel)) is { } row ? (row.Partition, row.Key) : default);
        Assert.Equal(key, Assert.Single(await Store.ReadAsync(Table, key, key, key + "\0", 9, Cancel)).Key);
        Assert.Empty(await Store.ReadAsync(Table, key, key + "\0", "\uFFFF", 9, Cancel));
    }

    [Fact]
    public async Task Commit_BodiesThatFillATransaction_AreTaken()
    {
        var body = new byte[960 * 1024];
        await WriteAsync("p", [.. "abc".Select(key => new RowChange.Insert(key.ToString(), body))]);

        Assert.Equal(3, (await Store.ReadAsync(Table, "p", "", "~", 9, Cancel)).Count(row => row.Body.Length == body.Length));
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await WriteAsync("p", [.. "abcd".Select(key => new RowChange.Upsert(key.ToString(), body))]));
    }

    [Fact]
    public async Task Commit_HundredChangesThatFillATransaction_AreTaken()
    {
        var body = new byte[29 * 1024];
        var key = new string('k', 500);
        await WriteAsync(new string('p', 500), [.. Enumerable.Range(0, 100).Select(i => new RowChange.Insert($"{key}{i:D3}", body))]);
    }

    [Fact]
    public async Task Read_MoreRowsThanAPageHolds_GivesThemAll()
    {
        for (var batch = 0; batch < 11; batch++)
            await WriteAsync("p",
                [.. Enumerable.Range(0, 100).Select(i => new RowChange.Upsert($"{batch:D2}{i:D2}", ReadOnlyMemory<byte>.Empty))]);

        var rows = await Store.ReadAsync(Table, "p", "", "~", 5000, Cancel);

        Assert.Equal(Enumerable.Range(0, 1100).Select(i => $"{i:D4}"), rows.Select(row => row.Key));
    }

    [Fact]
    public async Task ReadAndCommit_TableThatIsThere_CostOneTransactionEach()
    {
        await WriteAsync("p", new RowChange.Insert("a", Bytes("x")));
        var before = _opened!.Transactions.Snapshot();

        await Store.ReadAsync(Table, "p", "a", "f", 1000, Cancel);
        await Store.FindAsync(Table, "p", "a", Cancel);
        await WriteAsync("p", new RowChange.Upsert("a", Bytes("y")), new RowChange.Insert("b", Bytes("z")));
        await Store.CommitAsync(Table, "p", [new RowChange.Insert("a", Bytes("z"))], Cancel);

        var after = _opened.Transactions.Snapshot();
        Assert.Equal(2, after[StorageCall.TableRead] - before.GetValueOrDefault(StorageCall.TableRead));
        Assert.Equal(2, after[StorageCall.TableBatch] - before[StorageCall.TableBatch]);
        Assert.Equal(before[StorageCall.Container], after[StorageCall.Container]);
    }

    [Fact]
    public async Task Commit_ManyAtOnceIntoATableThatIsMissing_MakeItOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => WriteAsync($"p{i}", new RowChange.Insert("a", Bytes("x")))));

        Assert.Equal(16, (await Store.ScanAsync(Table, "", "~", null, 100, Cancel)).Count);
        Assert.InRange(_opened!.Transactions.Snapshot()[StorageCall.Container], 1, 3);
    }
}
