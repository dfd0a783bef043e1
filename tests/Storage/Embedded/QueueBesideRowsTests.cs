using Campaigns.Runtime.Ports;
using Campaigns.Storage.Embedded;
using Microsoft.Extensions.Time.Testing;
using NodaTime;

namespace Campaigns.Storage.Tests.Embedded;

/// <summary>A batch, what goes with it in other partitions, and its messages are one write.</summary>
public sealed class QueueBesideRowsTests : IDisposable
{
    private static readonly byte[] Body = [1, 2, 3];

    private readonly TemporaryFile _file = new();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData(Durability.Power)]
    [InlineData(Durability.Process)]
    [InlineData(Durability.Relaxed)]
    public async Task Commit_NoConflict_WritesAll(Durability durability)
    {
        await using var store = Open(durability);

        var result = await QueueOf(store).CommitAsync(Save(new RowChange.Insert("a", Body)), WithTimerAndMessages(), Cancel);

        Assert.True(result.Committed);
        Assert.NotNull(Assert.Single(result.Tags!));
        Assert.NotNull(await store.Rows.FindAsync("customers", "c1", "a", Cancel));
        Assert.NotNull(await store.Rows.FindAsync("alarms", "12:00", "c1", Cancel));
        Assert.Equal(2, (await store.Queues.ReceiveAsync("sms", 10, Duration.FromMinutes(1), Cancel)).Count);
    }

    [Theory]
    [InlineData(Durability.Power)]
    [InlineData(Durability.Process)]
    [InlineData(Durability.Relaxed)]
    public async Task Commit_BatchConflicts_WritesNothingAndNamesTheRow(Durability durability)
    {
        await using var store = Open(durability);
        await store.Rows.CommitAsync("customers", "c1", [new RowChange.Insert("a", Body)], Cancel);

        var result = await QueueOf(store).CommitAsync(
            Save(new RowChange.Upsert("b", Body), new RowChange.Insert("a", Body)), WithTimerAndMessages(), Cancel);

        Assert.Equal((CommitOutcome.Conflict, "a"), (result.Outcome, result.ConflictKey));
        await AssertNothingAsync(store);
    }

    [Theory]
    [InlineData(Durability.Process)]
    [InlineData(Durability.Relaxed)]
    public async Task Commit_KeyOfWhatGoesWithItIsNoText_WritesNothing(Durability durability)
    {
        await using var store = Open(durability);
        var with = WithTimerAndMessages();
        with.Rows.Add(new("alarms", "12:01", [new RowChange.Upsert("\ud800", Body)]));

        await Assert.ThrowsAnyAsync<ArgumentException>(async () =>
            await QueueOf(store).CommitAsync(Save(new RowChange.Upsert("b", Body)), with, Cancel));

        await AssertNothingAsync(store);
        Assert.True((await store.Rows.CommitAsync("customers", "c1", [new RowChange.Insert("a", Body)], Cancel)).Committed);
    }

    [Fact]
    public async Task Commit_WhatGoesWithItHasConditions_IsRefused()
    {
        await using var store = Open(Durability.Process);
        var with = new Companions();
        with.Rows.Add(new("alarms", "12:00", [new RowChange.Insert("c1", Body)]));

        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await QueueOf(store).CommitAsync(Save(new RowChange.Upsert("b", Body)), with, Cancel));
    }

    [Fact]
    public async Task IsBeside_RowsOfAnotherFile_IsFalse()
    {
        using var otherFile = new TemporaryFile();
        await using var store = Open(Durability.Process);
        await using var other = EmbeddedStore.Open(otherFile.Path, _time, Durability.Process);

        Assert.True(QueueOf(store).IsBeside(store.Rows));
        Assert.False(QueueOf(store).IsBeside(other.Rows));
    }

    private static async Task AssertNothingAsync(EmbeddedStore store)
    {
        Assert.Null(await store.Rows.FindAsync("customers", "c1", "b", Cancel));
        Assert.Empty(await store.Rows.ScanAsync("alarms", "", "~", after: null, 10, Cancel));
        Assert.Equal(0, await store.Queues.CountAsync("sms", Cancel));
    }

    private static RowBatch Save(params RowChange[] changes) => new("customers", "c1", changes);

    private static Companions WithTimerAndMessages()
    {
        var with = new Companions();
        with.Rows.Add(new("alarms", "12:00", [new RowChange.Upsert("c1", Body)]));
        with.Messages.Add(new("sms", [Body, Body]));
        return with;
    }

    private static IQueueBesideRows QueueOf(EmbeddedStore store) => Assert.IsAssignableFrom<IQueueBesideRows>(store.Queues);

    private EmbeddedStore Open(Durability durability) => EmbeddedStore.Open(_file.Path, _time, durability);
}
