using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Tests.Support;

/// <summary>
/// The same over a store that writes timers, messages and their customer at once, as the local host does: the process dies before or after
/// the one transaction.
/// </summary>
internal sealed class JointCrashingStore(IRowStore rows, IQueueBesideRows queues) : CrashingStore(rows, queues), IQueueBesideRows
{
    public bool IsBeside(IRowStore rows) => ReferenceEquals(rows, this);

    public ValueTask<CommitResult> CommitAsync(RowBatch batch, Companions with, CancellationToken cancel) =>
        CallAsync(() => queues.CommitAsync(batch, with, cancel), batch.Table, what: "CommitTogetherAsync");
}
