using Campaigns.Runtime.Ports;
using Campaigns.Storage.Embedded;
using Campaigns.Storage.Tests.Conformance;

namespace Campaigns.Storage.Tests.Embedded;

public class EmbeddedRowStoreTests : RowStoreConformance
{
    private readonly TemporaryFile _file = new();
    private EmbeddedStore? _opened;

    protected virtual Durability Durability => Durability.Process;

    protected override ValueTask<IRowStore> CreateAsync()
    {
        _opened = EmbeddedStore.Open(_file.Path, TimeProvider.System, Durability);
        return new(_opened.Rows);
    }

    public override async ValueTask DisposeAsync()
    {
        await _opened!.DisposeAsync();
        _file.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Read_KeysBeyondTheBasicPlane_ComeByCodePoint()
    {
        await WriteAsync("p", new RowChange.Insert("\U0001F642", Bytes("x")), new RowChange.Insert("\uFF5E", Bytes("x")));

        var keys = (await Store.ReadAsync(Table, "p", "", "\U0010FFFF", 9, Cancel)).Select(row => row.Key);

        Assert.Equal(["\uFF5E", "\U0001F642"], keys);
    }

    [Fact]
    public async Task Commit_KeyWithLoneSurrogate_IsRefusedAndDisturbsNoOther()
    {
        var commits = Enumerable.Range(0, 50).Select(i => Task.Run(async () =>
            await Store.CommitAsync(Table, "p", [new RowChange.Upsert(i == 25 ? "\uD800" : $"{i}", Bytes("x"))], Cancel), Cancel))
            .ToArray();

        await Assert.ThrowsAnyAsync<ArgumentException>(() => commits[25]);
        foreach (var commit in commits.Where((_, i) => i != 25)) Assert.True((await commit).Committed);
    }
}

/// <summary>The same with the writer's thread doing every commit.</summary>
public sealed class PowerSafeEmbeddedRowStoreTests : EmbeddedRowStoreTests
{
    protected override Durability Durability => Durability.Power;
}

/// <summary>The same within one transaction that goes on.</summary>
public sealed class RelaxedEmbeddedRowStoreTests : EmbeddedRowStoreTests
{
    protected override Durability Durability => Durability.Relaxed;
}
