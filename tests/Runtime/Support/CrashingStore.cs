using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Runtime.Tests.Support;

/// <summary>
/// A process that dies at a chosen call to the outside: that call fails before or after it took effect, and every later
/// one fails too, until the process is started again.
/// </summary>
internal sealed class CrashingStore(IRowStore rows, IDelayedQueue queues) : IRowStore, IDelayedQueue
{
    private readonly ConcurrentQueue<string> _log = new();
    private readonly ConcurrentQueue<int> _changes = new();
    private (string Call, Func<Task> Happens)? _before;
    private string? _last;
    private int _calls;
    private int _crashAt = int.MaxValue;
    private bool _afterwards;
    private volatile bool _crashed;

    /// <summary>Lets something else happen right before the next call of a kind.</summary>
    public void Before(string call, Func<Task> happens) => _before = (call, happens);

    /// <summary>Dies right after the next call of a kind took effect.</summary>
    public void CrashAfter(string call) => _last = call;

    public int Calls => _calls;

    /// <summary>What was called, in order, with the table or queue it was about.</summary>
    public IReadOnlyList<string> Log => [.. _log];

    public bool HasCrashed => _crashed;

    /// <summary>
    /// The calls since a number at which a process should die, counted from there: all of them; on Azurite, where a life
    /// takes a second, those that changed something. To die at one that only looked is to die before the next one.
    /// </summary>
    public IReadOnlyList<int> CrashPoints(int since) =>
        TestStores.OnAzure ? [.. _changes.Where(call => call > since).Select(call => call - since)]
        : [.. Enumerable.Range(1, _calls - since)];

    public void CrashAt(int call, bool afterwards) => (_crashAt, _afterwards) = (_calls + call, afterwards);

    public void Restart() => (_crashed, _crashAt) = (false, int.MaxValue);

    /// <summary>One call to the outside. Whether it changed anything there can be told from its answer; if not given, it did.</summary>
    public async ValueTask<T> CallAsync<T>(
        Func<ValueTask<T>> call, string about = "", Func<T, bool>? changed = null, [CallerMemberName] string what = "")
    {
        var name = about.Length > 0 ? $"{what[..^"Async".Length]} {about}" : what;
        _log.Enqueue(name);
        if (_before is { } before && name == before.Call)
        {
            _before = null;
            await before.Happens();
        }

        ThrowIfCrashed();
        var number = Interlocked.Increment(ref _calls);
        var fatal = number == _crashAt;
        if (fatal && !_afterwards)
            _crashed = true;
        ThrowIfCrashed();
        var answer = await call();
        if (changed?.Invoke(answer) ?? true)
            _changes.Enqueue(number);
        if (fatal || name == _last)
            (_crashed, _last) = (true, null);
        ThrowIfCrashed();
        return answer;
    }

    public ValueTask<IReadOnlyList<Row>> ReadAsync(
        string table, string partition, string from, string before, int take, CancellationToken cancel) =>
        CallAsync(() => rows.ReadAsync(table, partition, from, before, take, cancel), table, static _ => false);

    public ValueTask<Row?> FindAsync(string table, string partition, string key, CancellationToken cancel) =>
        CallAsync(() => rows.FindAsync(table, partition, key, cancel), table, static _ => false);

    public ValueTask<IReadOnlyList<Row>> ScanAsync(
        string table, string fromPartition, string beforePartition, RowAddress? after, int take, CancellationToken cancel) =>
        CallAsync(() => rows.ScanAsync(table, fromPartition, beforePartition, after, take, cancel), table, static _ => false);

    public ValueTask<CommitResult> CommitAsync(
        string table, string partition, IReadOnlyList<RowChange> changes, CancellationToken cancel) =>
        CallAsync(() => rows.CommitAsync(table, partition, changes, cancel), table);

    public async ValueTask SendAsync(string queue, IReadOnlyList<ReadOnlyMemory<byte>> bodies, Duration delay, CancellationToken cancel) =>
        await CallAsync(() => Done(queues.SendAsync(queue, bodies, delay, cancel)), queue);

    public ValueTask<IReadOnlyList<QueueMessage>> ReceiveAsync(string queue, int max, Duration lease, CancellationToken cancel) =>
        CallAsync(() => queues.ReceiveAsync(queue, max, lease, cancel), queue, static messages => messages.Count > 0);

    public async ValueTask CompleteAsync(string queue, IReadOnlyList<QueueMessage> messages, CancellationToken cancel) =>
        await CallAsync(() => Done(queues.CompleteAsync(queue, messages, cancel)), queue);

    public async ValueTask ReturnAsync(string queue, QueueMessage message, Duration delay, CancellationToken cancel) =>
        await CallAsync(() => Done(queues.ReturnAsync(queue, message, delay, cancel)), queue);

    public ValueTask<long> CountAsync(string queue, CancellationToken cancel) =>
        CallAsync(() => queues.CountAsync(queue, cancel), queue, static _ => false);

    public ValueTask<IReadOnlyList<WaitingMessage>> PeekAsync(string queue, int max, CancellationToken cancel) =>
        CallAsync(() => queues.PeekAsync(queue, max, cancel), queue, static _ => false);

    public ValueTask<Instant?> NextVisibleAsync(string queue, CancellationToken cancel) =>
        CallAsync(() => queues.NextVisibleAsync(queue, cancel), queue, static _ => false);

    private static async ValueTask<bool> Done(ValueTask task)
    {
        await task;
        return true;
    }

    private void ThrowIfCrashed()
    {
        if (_crashed)
            throw new StoreUnavailableException("the process has died");
    }
}
