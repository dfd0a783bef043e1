using System.Text;
using Campaigns.Runtime.Ports;
using Campaigns.Storage.Embedded;

namespace Campaigns.Storage.Tests.Embedded;

/// <summary>What was deleted or replaced is in no file any more: neither in free pages, nor in the log.</summary>
public sealed class SecureDeleteTests : IDisposable
{
    private readonly TemporaryFile _file = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData(Durability.Power)]
    [InlineData(Durability.Process)]
    [InlineData(Durability.Relaxed)]
    public async Task DeletedContent_IsInNoFile_AfterTheRemnantsAreErased(Durability durability)
    {
        await using var store = EmbeddedStore.Open(_file.Path, TimeProvider.System, durability);
        // Bodies in a page, of a page and of many, among others that stay, so that trees are split and merged.
        foreach (var size in (int[])[60, 900, 7000, 60_000])
        {
            for (var i = 0; i < 60; i++)
            {
                await store.Rows.CommitAsync("customers", $"p{size}-{i:d3}",
                    [new RowChange.Insert("name", Body("Ann Lee", size)), new RowChange.Insert("other", Body("to be kept", 200))], Cancel);
            }
        }

        await store.Remnants.EraseAsync(new("c"), [], Cancel);
        Assert.Contains("Ann Lee", await ContentAsync(), StringComparison.Ordinal); // it is looked for where it would be

        foreach (var size in (int[])[60, 900, 7000, 60_000])
        {
            for (var i = 0; i < 60; i++)
            {
                RowChange change = i % 2 == 0 ? new RowChange.Delete("name") : new RowChange.Upsert("name", Body("erased", 30));
                await store.Rows.CommitAsync("customers", $"p{size}-{i:d3}", [change], Cancel);
            }
        }

        await store.Remnants.EraseAsync(new("c"), [], Cancel);

        var left = await ContentAsync();
        Assert.DoesNotContain("Ann Lee", left, StringComparison.Ordinal);
        Assert.Contains("to be kept", left, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rewriting_WhileOthersWriteAndRead_LosesNothing()
    {
        await using var store = EmbeddedStore.Open(_file.Path, TimeProvider.System, Durability.Process);
        var writes = Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                await store.Rows.CommitAsync("t", $"w{writer}", [new RowChange.Insert($"{i:d3}", Body("x", 500))], Cancel);
                Assert.NotNull(await store.Rows.FindAsync("t", $"w{writer}", $"{i:d3}", Cancel));
            }
        }, Cancel)).ToArray();
        var erasures = Enumerable.Range(0, 8).Select(_ => store.Remnants.EraseAsync(new("c"), [], Cancel).AsTask()).ToArray();

        await Task.WhenAll([.. writes, .. erasures]);

        for (var writer = 0; writer < 8; writer++)
            Assert.Equal(200, (await store.Rows.ReadAsync("t", $"w{writer}", "", "~", 1000, Cancel)).Count);
    }

    [Fact]
    public async Task ALargeFile_IsRewrittenOnceAMinute()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var store = EmbeddedStore.Open(_file.Path, time, Durability.Process);
        for (var i = 0; i < 20; i++)
            await store.Rows.CommitAsync("t", $"p{i}", [new RowChange.Insert("a", new byte[900 * 1024])], Cancel);
        await store.Remnants.EraseAsync(new("c"), [], Cancel);

        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.Remnants.EraseAsync(new("d"), [], Cancel));
        time.Advance(TimeSpan.FromMinutes(1));
        await store.Remnants.EraseAsync(new("d"), [], Cancel);
    }

    [Fact]
    public async Task TheFiles_AreTheirOwnersAlone()
    {
        if (OperatingSystem.IsWindows())
            return; // it has no such modes
        await using (var store = EmbeddedStore.Open(_file.Path, TimeProvider.System, Durability.Process))
        {
            await store.Rows.CommitAsync("t", "p", [new RowChange.Insert("a", new byte[] { 7 })], Cancel);
            var files = Directory.GetFiles(Path.GetDirectoryName(_file.Path)!);
            Assert.Equal(3, files.Length);
            foreach (var file in files)
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        // One of an earlier version, which others could read.
        File.SetUnixFileMode(_file.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        await using var again = EmbeddedStore.Open(_file.Path, TimeProvider.System, Durability.Process);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_file.Path));
    }

    private static byte[] Body(string text, int size) =>
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(text + " ", (size / (text.Length + 1)) + 1)));

    private async Task<string> ContentAsync()
    {
        var content = new StringBuilder();
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_file.Path)!)
            .Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            content.Append(await reader.ReadToEndAsync(Cancel));
        }

        return content.ToString();
    }
}
