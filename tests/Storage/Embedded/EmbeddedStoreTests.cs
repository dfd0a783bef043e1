using Campaigns.Runtime.Ports;
using Campaigns.Storage.Embedded;
using SQLitePCL;

namespace Campaigns.Storage.Tests.Embedded;

/// <summary>The file: what may be opened, what is refused, and how it closes.</summary>
public sealed class EmbeddedStoreTests : IDisposable
{
    private readonly TemporaryFile _file = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData(Durability.Power)]
    [InlineData(Durability.Process)]
    public async Task ADeletedFile_IsNoticedByTheNextWrite_AndByTheHealth(Durability durability)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps an open file from being deleted");
        await using var store = EmbeddedStore.Open(_file.Path, TimeProvider.System, durability);
        await store.Rows.CommitAsync("t", "p", [new RowChange.Insert("a", new byte[] { 7 })], Cancel);
        Assert.Null(store.Health.Check().Problem);
        var moved = _file.Path + ".moved";
        File.Move(_file.Path, moved);

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
            await store.Rows.CommitAsync("t", "p", [new RowChange.Insert("b", new byte[] { 8 })], Cancel));
        Assert.Contains("was deleted or moved", refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("the file of the store was deleted", store.Health.Check().Problem, StringComparison.Ordinal);

        File.Move(moved, _file.Path);
        await store.Rows.CommitAsync("t", "p", [new RowChange.Insert("b", new byte[] { 8 })], Cancel);
        Assert.Equal(default, store.Health.Check());
    }

    [Theory]
    [InlineData(0, "the disk of the store is full", null)]
    [InlineData(4L * 1024 * 1024, null, "the disk of the store is nearly full")]
    [InlineData(128L * 1024 * 1024, null, null)]
    public async Task Health_TellsOfADiskWithoutRoom(long free, string? problem, string? warning)
    {
        var settings = new StoreSettings(_file.Path, Durability.Process) { FreeSpace = _ => free };
        await using var store = new EmbeddedStore(settings, TimeProvider.System);
        Assert.Equal(new StoreCondition(problem, warning), store.Health.Check());
    }

    [Fact]
    public async Task Open_AfterDispose_HasWhatWasWrittenAndLeavesOneFile()
    {
        await using (var store = Open())
            await store.Rows.CommitAsync("t", "p", [new RowChange.Insert("a", new byte[] { 7 })], Cancel);

        Assert.Equal([_file.Path], Directory.GetFiles(Path.GetDirectoryName(_file.Path)!));
        await using var again = Open();
        Assert.Equal(7, (await again.Rows.FindAsync("t", "p", "a", Cancel))!.Body.Span[0]);
    }

    [Theory]
    [InlineData(Durability.Power)]
    [InlineData(Durability.Process)]
    [InlineData(Durability.Relaxed)]
    public async Task Dispose_WorkHandedIn_IsFinished(Durability durability)
    {
        var store = EmbeddedStore.Open(_file.Path, TimeProvider.System, durability);
        var commits = Enumerable.Range(0, 100).Select(i =>
            store.Rows.CommitAsync("t", "p", [new RowChange.Insert($"{i:D3}", new byte[100])], Cancel).AsTask()).ToArray();

        await store.DisposeAsync();

        // Answered by now, but their continuations may still be on their way to the thread pool.
        Assert.All(await Task.WhenAll(commits), answer => Assert.Equal(CommitOutcome.Committed, answer.Outcome));
        await using var again = Open();
        Assert.Equal(100, (await again.Rows.ReadAsync("t", "p", "", "~", 200, Cancel)).Count);
    }

    [Fact]
    public async Task AnyCall_AfterDispose_Throws()
    {
        var store = Open();
        await store.DisposeAsync();
        await store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.Rows.FindAsync("t", "p", "a", Cancel));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
            await store.Rows.CommitAsync("t", "p", [new RowChange.Delete("a")], Cancel));
    }

    [Fact]
    public void Open_NoDatabase_SaysSo()
    {
        File.WriteAllText(_file.Path, new string('x', 5000));

        Assert.Contains("is not a SQLite database", Assert.Throws<StoreFormatException>(Open).Message);
        Assert.Equal(5000, new FileInfo(_file.Path).Length);
    }

    [Fact]
    public void Open_OtherProgramsDatabase_SaysSoAndLeavesItAlone()
    {
        Execute("CREATE TABLE theirs (x)");
        var before = File.ReadAllBytes(_file.Path);

        Assert.Contains("another program", Assert.Throws<StoreFormatException>(Open).Message);
        Assert.Equal(before, File.ReadAllBytes(_file.Path));
    }

    [Fact]
    public async Task Open_NewerSchema_SaysSo()
    {
        await Open().DisposeAsync();
        Execute("PRAGMA user_version = 99");

        Assert.Contains("newer version (schema 99", Assert.Throws<StoreFormatException>(Open).Message);
    }

    [Fact]
    public void Open_FolderMissing_IsUnavailable()
    {
        var path = Path.Combine(_file.Path, "missing", "store.db");

        Assert.Contains(path, Assert.Throws<StoreUnavailableException>(() => EmbeddedStore.Open(path, TimeProvider.System)).Message);
    }

    [Fact]
    public async Task Commit_DamagedFile_IsUnavailable()
    {
        await using (var store = Open())
            await store.Rows.CommitAsync("t", "p", [new RowChange.Insert("a", new byte[20_000])], Cancel);
        using (var damaged = File.OpenWrite(_file.Path))
        {
            damaged.Position = 8192; // the first page after the schema's
            damaged.Write(Enumerable.Repeat((byte)0xEE, (int)damaged.Length - 8192).ToArray());
        }

        await using var again = Open();
        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
            await again.Rows.CommitAsync("t", "p", [new RowChange.Upsert("a", new byte[10])], Cancel));
        Assert.Contains("damaged", failure.Message);
    }

    [Fact]
    public async Task Commit_OtherProcessHoldsTheLock_IsUnavailableAndWorksAfterwards()
    {
        var settings = new StoreSettings(_file.Path, Durability.Process) { BusyTimeout = TimeSpan.FromMilliseconds(20) };
        await using var store = new EmbeddedStore(settings, TimeProvider.System);
        raw.sqlite3_open(_file.Path, out var other);
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(other, "BEGIN IMMEDIATE"));

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
            await store.Rows.CommitAsync("t", "p", [new RowChange.Insert("a", new byte[1])], Cancel));
        Assert.Contains("locked for more than 0.02 s", failure.Message);
        Assert.Null(await store.Rows.FindAsync("t", "p", "a", Cancel));

        raw.sqlite3_close(other);
        Assert.True((await store.Rows.CommitAsync("t", "p", [new RowChange.Insert("a", new byte[1])], Cancel)).Committed);
    }

    [Fact]
    public async Task Open_FileOfARelaxedStore_IsUnavailableUntilThatCloses()
    {
        await using (var sole = EmbeddedStore.Open(_file.Path, TimeProvider.System, Durability.Relaxed))
        {
            await sole.Rows.CommitAsync("t", "p", [new RowChange.Insert("a", new byte[1])], Cancel);
            var settings = new StoreSettings(_file.Path, Durability.Process) { BusyTimeout = TimeSpan.FromMilliseconds(20) };
            Assert.Throws<StoreUnavailableException>(() => new EmbeddedStore(settings, TimeProvider.System));
        }

        await using var store = Open();
        Assert.NotNull(await store.Rows.FindAsync("t", "p", "a", Cancel));
    }

    [Fact]
    public async Task Commit_StepOfARelaxedStoreFails_IsUndoneAloneAndWhatWasAcknowledgedStays()
    {
        await using (var sole = EmbeddedStore.Open(_file.Path, TimeProvider.System, Durability.Relaxed))
        {
            await sole.Rows.CommitAsync("t", "p", [new RowChange.Insert("a", new byte[1])], Cancel);
            await Assert.ThrowsAnyAsync<ArgumentException>(async () =>
                await sole.Rows.CommitAsync("t", "p",
                    [new RowChange.Upsert("b", new byte[1]), new RowChange.Upsert("\uD800", new byte[1])], Cancel));
            await sole.Rows.CommitAsync("t", "p", [new RowChange.Insert("c", new byte[1])], Cancel);
        }

        await using var store = Open();
        Assert.Equal(["a", "c"], (await store.Rows.ReadAsync("t", "p", "", "~", 9, Cancel)).Select(row => row.Key));
    }

    [Theory]
    [InlineData(raw.SQLITE_FULL, "disk is full")]
    [InlineData(raw.SQLITE_IOERR | (3 << 8), "disk reported an error")]
    [InlineData(raw.SQLITE_READONLY, "may not be written")]
    [InlineData(raw.SQLITE_NOMEM, "the database reported an error")]
    public void Failure_OfAnyKind_NamesTheFileAndTheReason(int code, string reason)
    {
        var failure = SqliteErrors.From(code, "detail", new StoreSettings("/data/store", Durability.Power));

        Assert.IsType<StoreUnavailableException>(failure);
        Assert.Contains("/data/store", failure.Message);
        Assert.Contains(reason, failure.Message);
    }

    [Fact]
    public async Task File_WithPagesOfAnEarlierVersion_IsWrittenAndItsBackupHasTheNewOnes()
    {
        Execute("PRAGMA page_size = 8192; CREATE TABLE t (a); DROP TABLE t"); // the first page decides
        await using (var store = Open())
            await store.Rows.CommitAsync("t", "p", [new RowChange.Insert("a", new byte[3000])], Cancel);
        var copy = _file.Path + ".copy";
        StoreBackup.Write(_file.Path, copy);

        await using var restored = EmbeddedStore.Open(copy, TimeProvider.System, Durability.Process);
        Assert.Equal(3000, (await restored.Rows.FindAsync("t", "p", "a", Cancel))!.Body.Length);
        Assert.Equal((8192, 4096), (PageSizeOf(_file.Path), PageSizeOf(copy)));
    }

    // Bytes 16 and 17 of every SQLite file.
    private static int PageSizeOf(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = 16;
        return (file.ReadByte() << 8) | file.ReadByte();
    }

    private EmbeddedStore Open() => EmbeddedStore.Open(_file.Path, TimeProvider.System, Durability.Process);

    private void Execute(string sql)
    {
        Batteries_V2.Init();
        raw.sqlite3_open(_file.Path, out var database);
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(database, sql));
        raw.sqlite3_close(database);
    }
}
