using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using Campaigns.Azurite;
using Campaigns.Runtime.Ports;
using Campaigns.Storage.Azure;
using NodaTime;

namespace Campaigns.Storage.Tests.Azure;

/// <summary>Single calls that go wrong: what the ports then say.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private const string Table = "customers";
    private static readonly AzureStoreOptions Impatient =
        new() { FirstDelay = TimeSpan.FromMilliseconds(1), LongestDelay = TimeSpan.FromMilliseconds(1), Retries = 3 };
    private readonly FaultTransport _faults = new();
    private AzureStore _store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        _store = await SharedAzurite.OpenAsync(TimeProvider.System, Impatient with { Transport = _faults });
        await _store.Rows.CommitAsync(Table, "p", [new RowChange.Insert("a", Bytes("one"))], Cancel);
        await _store.Queues.SendAsync("sms", [Bytes("m")], Duration.Zero, Cancel);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>An account that takes connections and says nothing keeps nobody waiting: the call ends with its retries' budget.</summary>
    [Fact]
    public async Task AccountHangs_TheStoreIsUnavailable()
    {
        await using var hanging = AzureStore.Open(
            await SharedAzurite.ConnectionStringAsync(), TimeProvider.System,
            Impatient with { Transport = new HangingTransport(), Budget = TimeSpan.FromMilliseconds(50) });

        await Assert.ThrowsAsync<StoreUnavailableException>(() => hanging.Rows.FindAsync(Table, "p", "a", Cancel).AsTask());
        await Assert.ThrowsAsync<StoreUnavailableException>(() => hanging.Queues.CountAsync("sms", Cancel).AsTask());
    }

    private sealed class HangingTransport : HttpPipelineTransport
    {
        private readonly HttpClientTransport _network = new();

        public override Request CreateRequest() => _network.CreateRequest();

        public override void Process(HttpMessage message) => throw new NotSupportedException("the stores are asynchronous");

        public override async ValueTask ProcessAsync(HttpMessage message) =>
            await Task.Delay(Timeout.Infinite, message.CancellationToken);
    }

    public static TheoryData<FaultKind> Kinds => [.. Enum.GetValues<FaultKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Commit_OneRequestSpoiled_IsCommittedOnce(FaultKind kind)
    {
        var tag = (await _store.Rows.FindAsync(Table, "p", "a", Cancel))!.Tag;
        _faults.Spoil(1, kind);

        var result = await _store.Rows.CommitAsync(Table, "p",
            [new RowChange.Insert("x", Bytes("")), new RowChange.Replace("a", Bytes("two"), tag)], Cancel);

        // Where the first request took effect, the second meets its own rows; that is no conflict.
        Assert.Equal(new CommitResult(CommitOutcome.Committed), result with { Tags = null });
        Assert.Equal("two", Encoding.UTF8.GetString((await _store.Rows.FindAsync(Table, "p", "a", Cancel))!.Body.Span));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Commit_OneRequestSpoiledAndTheRowIsAnothers_IsAConflict(FaultKind kind)
    {
        _faults.Spoil(1, kind);

        var result = await _store.Rows.CommitAsync(Table, "p",
            [new RowChange.Insert("a", Bytes("two")), new RowChange.Upsert("b", Bytes("two"))], Cancel);

        Assert.Equal(new CommitResult(CommitOutcome.Conflict, "a"), result);
        Assert.Null(await _store.Rows.FindAsync(Table, "p", "b", Cancel));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task EveryCall_SpoiledMoreOftenThanItIsTriedAgain_SaysThatTheStoreIsAway(FaultKind kind)
    {
        var held = (await _store.Queues.ReceiveAsync("sms", 1, Duration.FromMinutes(1), Cancel))[0];
        Func<Task>[] calls =
        [
            async () => await _store.Rows.FindAsync(Table, "p", "a", Cancel),
            async () => await _store.Rows.ReadAsync(Table, "p", "", "~", 9, Cancel),
            async () => await _store.Rows.ScanAsync(Table, "", "~", null, 9, Cancel),
            async () => await _store.Rows.CommitAsync(Table, "p", [new RowChange.Upsert("z", Bytes("z"))], Cancel),
            async () => await _store.Queues.SendAsync("sms", [Bytes("x")], Duration.Zero, Cancel),
            async () => await _store.Queues.ReceiveAsync("sms", 1, Duration.FromMinutes(1), Cancel),
            async () => await _store.Queues.ReturnAsync("sms", held, Duration.Zero, Cancel),
            async () => await _store.Queues.CompleteAsync("sms", [held], Cancel),
            async () => await _store.Queues.CountAsync("sms", Cancel),
        ];
        foreach (var call in calls)
        {
            _faults.Spoil(1, kind, times: Impatient.Retries + 1);
            var away = await Assert.ThrowsAsync<StoreUnavailableException>(call);
            Assert.Contains("is unavailable", away.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Commit_CancelledByTheCaller_IsNoFaultOfTheStore()
    {
        using var stop = new CancellationTokenSource();
        _faults.Spoil(1, FaultKind.Busy, times: int.MaxValue / 2);
        stop.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _store.Rows.FindAsync(Table, "p", "a", stop.Token));
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
