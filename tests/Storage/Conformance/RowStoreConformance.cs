using System.Text;
using Campaigns.Runtime.Ports;

namespace Campaigns.Storage.Tests.Conformance;

/// <summary>What every row store must do, whatever lies beneath.</summary>
public abstract class RowStoreConformance : IAsyncLifetime
{
    protected const string Table = "customers";

    protected IRowStore Store { get; private set; } = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>An empty store.</summary>
    protected abstract ValueTask<IRowStore> CreateAsync();

    public async ValueTask InitializeAsync() => Store = await CreateAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Find_NothingWritten_IsNull() => Assert.Null(await FindAsync("p", "a"));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000)]
    [InlineData(960 * 1024)]
    public async Task Find_AfterInsert_GivesTheSameBytes(int length)
    {
        var body = new byte[length];
        new Random(length).NextBytes(body);
        await WriteAsync("p", new RowChange.Insert("a", body));

        var row = await FindAsync("p", "a");

        Assert.Equal(("p", "a"), (row!.Partition, row.Key));
        Assert.True(row.Body.Span.SequenceEqual(body));
    }

    [Theory]
    [InlineData("Müller-Lüdenscheidt")]
    [InlineData("客户")]
    [InlineData("with space, 'quote' and \"quotes\"")]
    [InlineData("🙂")]
    public async Task Find_KeyInAnyScript_IsFound(string key)
    {
        await WriteAsync(key, new RowChange.Upsert(key, Bytes("x")));

        Assert.Equal(key, Assert.Single(await Store.ReadAsync(Table, key, "", "\U0010FFFF", 9, Cancel)).Key);
        Assert.Equal(key, Assert.Single(await Store.ScanAsync(Table, "", "\U0010FFFF", null, 9, Cancel)).Partition);
    }

    [Fact]
    public async Task Find_KeyInOtherCaseTableOrPartition_IsNull()
    {
        await WriteAsync("p", new RowChange.Insert("a", Bytes("x")));

        Assert.Null(await FindAsync("p", "A"));
        Assert.Null(await FindAsync("P", "a"));
        Assert.Null(await Store.FindAsync("journeys", "p", "a", Cancel));
    }

    [Fact]
    public async Task Insert_KeyExists_ConflictsAndKeepsTheRow()
    {
        await WriteAsync("p", new RowChange.Insert("a", Bytes("old")));

        Assert.Equal(new CommitResult(CommitOutcome.Conflict, "a"), await CommitAsync("p", new RowChange.Insert("a", Bytes("new"))));
        Assert.Equal("old", await TextAsync("p", "a"));
    }

    [Fact]
    public async Task Upsert_RowAbsentOrPresent_Writes()
    {
        await WriteAsync("p", new RowChange.Upsert("a", Bytes("one")));
        await WriteAsync("p", new RowChange.Upsert("a", Bytes("two")));

        Assert.Equal("two", await TextAsync("p", "a"));
    }

    [Fact]
    public async Task Replace_CurrentTag_WritesAndChangesTheTag()
    {
        await WriteAsync("p", new RowChange.Insert("a", Bytes("same")));
        var before = await TagAsync("p", "a");

        await WriteAsync("p", new RowChange.Replace("a", Bytes("same"), before));

        Assert.NotEqual(before, await TagAsync("p", "a"));
    }

    [Fact]
    public async Task Commit_ReturnsTheNewTags_InTheOrderOfTheChanges()
    {
        await WriteAsync("p", new RowChange.Insert("a", Bytes("one")), new RowChange.Insert("b", Bytes("two")));

        var result = await CommitAsync(
            "p", new RowChange.Upsert("c", Bytes("three")), new RowChange.Delete("b"),
            new RowChange.Replace("a", Bytes("four"), await TagAsync("p", "a")));

        Assert.Equal([await TagAsync("p", "c"), null, await TagAsync("p", "a")], result.Tags!);
        await WriteAsync("p", new RowChange.Replace("a", Bytes("five"), result.Tags![2]!));
    }

    [Fact]
    public async Task Replace_StaleTag_ConflictsAndKeepsTheRow()
    {
        await WriteAsync("p", new RowChange.Insert("a", Bytes("one")));
        var stale = await TagAsync("p", "a");
        await WriteAsync("p", new RowChange.Upsert("a", Bytes("two")));

        Assert.Equal(new CommitResult(CommitOutcome.Conflict, "a"),
            await CommitAsync("p", new RowChange.Replace("a", Bytes("three"), stale)));
        Assert.Equal("two", await TextAsync("p", "a"));
    }

    [Fact]
    public async Task Replace_RowGone_Conflicts()
    {
        await WriteAsync("p", new RowChange.Insert("a", Bytes("one")));
        var tag = await TagAsync("p", "a");
        await WriteAsync("p", new RowChange.Delete("a"));

        Assert.False((await CommitAsync("p", new RowChange.Replace("a", Bytes("two"), tag))).Committed);
    }

    [Fact]
    public async Task Replace_RowDeletedAndMadeAnew_Conflicts()
    {
        await WriteAsync("p", new RowChange.Insert("a", Bytes("one")));
        var tag = await TagAsync("p", "a");
        await WriteAsync("p", new RowChange.Delete("a"));
        await WriteAsync("p", new RowChange.Insert("a", Bytes("one")));

        Assert.False((await CommitAsync("p", new RowChange.Replace("a", Bytes("two"), tag))).Committed);
    }

    [Fact]
    public async Task Delete_WithoutTag_RemovesAndIsFineWhenAbsent()
    {
        await WriteAsync("p", new RowChange.Insert("a", Bytes("one")));

        await WriteAsync("p", new RowChange.Delete("a"));
        await WriteAsync("p", new RowChange.Delete("a"));

        Assert.Null(await FindAsync("p", "a"));
    }

    [Fact]
    public async Task Delete_WithTag_RemovesOnlyThatVersion()
    {
        await WriteAsync("p", new RowChange.Insert("a", Bytes("one")));
        var stale = await TagAsync("p", "a");
        await WriteAsync("p", new RowChange.Upsert("a", Bytes("two")));
        var current = await TagAsync("p", "a");

        Assert.False((await CommitAsync("p", new RowChange.Delete("a", stale))).Committed);
        Assert.True((await CommitAsync("p", new RowChange.Delete("a", current))).Committed);
        Assert.False((await CommitAsync("p", new RowChange.Delete("a", current))).Committed);
    }

    [Fact]
    public async Task Commit_NoChanges_IsCommitted() => Assert.True((await CommitAsync("p")).Committed);

    [Fact]
    public async Task Commit_OneHundredChanges_AllAreThere()
    {
        await WriteAsync("p", [.. Enumerable.Range(0, 100).Select(i => new RowChange.Insert($"{i:D3}", Bytes("x")))]);

        Assert.Equal(100, (await Store.ReadAsync(Table, "p", "", "~", 200, Cancel)).Count);
    }

    [Fact]
    public async Task Commit_MoreThanOneHundredChanges_IsRefused()
    {
        RowChange[] changes = [.. Enumerable.Range(0, 101).Select(i => new RowChange.Upsert($"{i}", Bytes("x")))];

        await Assert.ThrowsAsync<ArgumentException>(async () => await CommitAsync("p", changes));
    }

    [Fact]
    public async Task Commit_SameKeyTwice_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await CommitAsync("p", new RowChange.Upsert("a", Bytes("1")), new RowChange.Upsert("a", Bytes("2"))));

    [Fact]
    public async Task Commit_BodyTooLong_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await CommitAsync("p", new RowChange.Upsert("a", new byte[(960 * 1024) + 1])));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Commit_OneChangeConflicts_ChangesNothing(int place)
    {
        await WriteAsync("p", new RowChange.Insert("b", Bytes("old")), new RowChange.Insert("c", Bytes("old")));
        var tag = await TagAsync("p", "c");
        List<RowChange> changes =
        [
            new RowChange.Upsert("b", Bytes("new")),
            new RowChange.Replace("c", Bytes("new"), tag),
            new RowChange.Insert("d", Bytes("new")),
        ];
        changes.Insert(place, new RowChange.Replace("absent", Bytes("new"), tag));

        Assert.Equal(new CommitResult(CommitOutcome.Conflict, "absent"), await CommitAsync("p", [.. changes]));
        Assert.Equal(["b=old", "c=old"], await ContentAsync("p"));
        Assert.Equal(tag, await TagAsync("p", "c"));
    }

    [Fact]
    public async Task Commit_TwoChangesConflict_NamesTheFirst()
    {
        var result = await CommitAsync("p", new RowChange.Replace("x", Bytes("1"), "1"), new RowChange.Replace("y", Bytes("1"), "1"));

        Assert.Equal("x", result.ConflictKey);
    }

    [Fact]
    public async Task Read_Range_IsOrderedHalfOpenAndLimited()
    {
        await WriteAsync("p", [.. "dbeac".Select(key => new RowChange.Insert(key.ToString(), Bytes("x")))]);
        await WriteAsync("q", new RowChange.Insert("c", Bytes("x")));

        Assert.Equal(["b", "c", "d"], Keys(await Store.ReadAsync(Table, "p", "b", "e", 10, Cancel)));
        Assert.Equal(["b", "c"], Keys(await Store.ReadAsync(Table, "p", "b", "e", 2, Cancel)));
        Assert.Empty(await Store.ReadAsync(Table, "p", "f", "z", 10, Cancel));
        Assert.Empty(await Store.ReadAsync(Table, "p", "a", "z", 0, Cancel));
    }

    [Fact]
    public async Task Read_KeysOfMixedCaseAndDigits_ComeByOrdinal()
    {
        string[] keys = ["Z", "a", "10", "9", "B", "ä", "_"];
        await WriteAsync("p", [.. keys.Select(key => new RowChange.Insert(key, Bytes("x")))]);

        Assert.Equal(keys.Order(StringComparer.Ordinal), Keys(await Store.ReadAsync(Table, "p", "", "\uFFFF", 10, Cancel)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task Scan_PageByPage_GivesEveryRowOnceInOrder(int take)
    {
        string[] partitions = ["a", "b", "ba", "c", "d"];
        foreach (var partition in partitions)
            await WriteAsync(partition, new RowChange.Insert("2", Bytes("x")), new RowChange.Insert("1", Bytes("x")));

        var seen = new List<string>();
        RowAddress? after = null;
        while (await Store.ScanAsync(Table, "b", "d", after, take, Cancel) is { Count: > 0 } page)
        {
            Assert.True(page.Count <= take);
            seen.AddRange(page.Select(row => $"{row.Partition}/{row.Key}"));
            after = new(page[^1].Partition, page[^1].Key);
        }

        Assert.Equal(["b/1", "b/2", "ba/1", "ba/2", "c/1", "c/2"], seen);
    }

    [Fact]
    public async Task Scan_AfterAnAddressBeforeTheRange_StartsAtTheRange()
    {
        await WriteAsync("a", new RowChange.Insert("1", Bytes("x")));
        await WriteAsync("b", new RowChange.Insert("1", Bytes("x")));

        Assert.Equal("b", Assert.Single(await Store.ScanAsync(Table, "b", "c", new("", ""), 9, Cancel)).Partition);
    }

    [Fact]
    public async Task Commit_ManyCountingInOneRow_LosesNoCount()
    {
        const int callers = 64;
        await WriteAsync("p", new RowChange.Insert("counter", Bytes("0")));

        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(IncrementAsync, Cancel)));

        Assert.Equal($"{callers}", await TextAsync("p", "counter"));
    }

    [Fact]
    public async Task Commit_ManyInsertingTheSameKey_ExactlyOneWins()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(i =>
            Task.Run(async () =>
                await CommitAsync("p", new RowChange.Insert("a", Bytes($"{i}")), new RowChange.Upsert("b", Bytes($"{i}"))), Cancel)));

        var winner = Array.FindIndex(results, result => result.Committed);
        Assert.Single(results, result => result.Committed);
        Assert.Equal([$"a={winner}", $"b={winner}"], await ContentAsync("p"));
    }

    [Fact]
    public async Task Commit_CancelledBefore_WritesNothing()
    {
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await Store.CommitAsync(Table, "p", [new RowChange.Upsert("a", Bytes("x"))], cancelled));
        Assert.Null(await FindAsync("p", "a"));
    }

    protected static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected async Task WriteAsync(string partition, params RowChange[] changes) =>
        Assert.True((await CommitAsync(partition, changes)).Committed);

    private async Task<CommitResult> CommitAsync(string partition, params RowChange[] changes) =>
        await Store.CommitAsync(Table, partition, changes, Cancel);

    private async Task<Row?> FindAsync(string partition, string key) => await Store.FindAsync(Table, partition, key, Cancel);

    private async Task<string> TextAsync(string partition, string key) =>
        Encoding.UTF8.GetString((await FindAsync(partition, key))!.Body.Span);

    private async Task<string> TagAsync(string partition, string key) => (await FindAsync(partition, key))!.Tag;

    private async Task<IEnumerable<string>> ContentAsync(string partition) =>
        (await Store.ReadAsync(Table, partition, "", "~", 100, Cancel)).Select(row =>
            $"{row.Key}={Encoding.UTF8.GetString(row.Body.Span)}");

    private static IEnumerable<string> Keys(IEnumerable<Row> rows) => rows.Select(row => row.Key);

    private async Task IncrementAsync()
    {
        while (true)
        {
            var row = (await FindAsync("p", "counter"))!;
            var next = int.Parse(Encoding.UTF8.GetString(row.Body.Span)) + 1;
            if ((await CommitAsync("p", new RowChange.Replace("counter", Bytes($"{next}"), row.Tag))).Committed) return;
        }
    }
}
