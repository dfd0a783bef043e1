using System.Text;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Ports;
using Campaigns.Storage;
using NodaTime;

namespace Campaigns.Runtime.Tests.Support;

/// <summary>The steps of the work for one customer at which something can be made to fail.</summary>
public enum FaultStep
{
    /// <summary>Nothing fails.</summary>
    None,

    /// <summary>The customer's rows cannot be read.</summary>
    Load,

    /// <summary>The customer's rows are read, and the decision stumbles over what is in them.</summary>
    Decide,

    /// <summary>The rows are of a newer version of the program.</summary>
    NewerFormat,

    /// <summary>A timer cannot be set.</summary>
    SetTimer,

    /// <summary>The customer cannot be saved.</summary>
    Save,

    /// <summary>A message cannot be queued.</summary>
    Queue,

    /// <summary>Whom a provider's reports will be about cannot be written down.</summary>
    Report,

    /// <summary>The provider's adapter fails.</summary>
    Provider,

    /// <summary>The receiver of timeline events fails, which it must not.</summary>
    Statistics,

    /// <summary>What is to be published cannot be announced.</summary>
    Announce,

    /// <summary>What was announced cannot be published.</summary>
    Publish,
}

/// <summary>
/// Makes one step of the work for one customer fail, each time it is reached, with an exception that nobody has heard of; or, when so
/// told, as a store that is unavailable does.
/// </summary>
/// <param name="isVictim">Which customers it is about.</param>
internal sealed class FaultInjector(Predicate<string> isVictim) : ITimelineSink
{
    private static readonly string[] Channels = [.. Channel.Contactable.Append(Channel.Agent).Select(channel => channel.Name)];

    private int _count;

    /// <summary>The step that fails now.</summary>
    public FaultStep Step { get; set; }

    /// <summary>What it fails with.</summary>
    public Func<Exception> Failure { get; set; } = () => new InvalidTimeZoneException("a fault that was injected");

    /// <summary>How often it has failed.</summary>
    public int Count => _count;

    /// <summary>Puts it between the product and a store.</summary>
    public IStore Around(IStore store) => new FaultyStore(this, store);

    /// <summary>Fails if this step is to, and it is about the victim.</summary>
    public void Reach(FaultStep step, string customer)
    {
        if (Happens(customer, step))
            throw Failure();
    }

    private bool Happens(string customer, params ReadOnlySpan<FaultStep> steps)
    {
        if (!steps.Contains(Step) || !isVictim(customer))
            return false;
        Interlocked.Increment(ref _count);
        return true;
    }

    /// <inheritdoc/>
    public void Receive(CustomerId customer, IReadOnlyList<TimelineEvent> timelineEvents) => Reach(FaultStep.Statistics, customer.Value);

    private static string FirstLine(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span).Split('\n')[0];

    private sealed class FaultyStore(FaultInjector faults, IStore store) : IStore, IRowStore, IDelayedQueue
    {
        public IRowStore Rows => this;

        public IDelayedQueue Queues => this;

        public async ValueTask<IReadOnlyList<Row>> ReadAsync(
            string table, string partition, string from, string before, int take, CancellationToken cancel)
        {
            var found = await store.Rows.ReadAsync(table, partition, from, before, take, cancel);
            if (table != "customers" || !from.StartsWith('a'))
                return found;
            faults.Reach(FaultStep.Load, partition);
            if (!faults.Happens(partition, FaultStep.Decide, FaultStep.NewerFormat))
                return found;
            byte[] body = faults.Step == FaultStep.Decide ? "{"u8.ToArray() : "#9 {}"u8.ToArray();
            return [.. found.Select(row => row.Key is "a" or "b" ? row with { Body = body } : row)];
        }

        public ValueTask<Row?> FindAsync(string table, string partition, string key, CancellationToken cancel) =>
            store.Rows.FindAsync(table, partition, key, cancel);

        public ValueTask<IReadOnlyList<Row>> ScanAsync(
            string table, string fromPartition, string beforePartition, RowAddress? after, int take, CancellationToken cancel) =>
            store.Rows.ScanAsync(table, fromPartition, beforePartition, after, take, cancel);

        public ValueTask<CommitResult> CommitAsync(
            string table, string partition, IReadOnlyList<RowChange> changes, CancellationToken cancel)
        {
            if (table == "customers")
                faults.Reach(FaultStep.Save, partition);
            var step = table switch { "alarms" => FaultStep.SetTimer, "reports" => FaultStep.Report, _ => FaultStep.None };
            foreach (var change in changes.OfType<RowChange.Upsert>().Where(_ => step != FaultStep.None))
                faults.Reach(step, step == FaultStep.Report ? change.Key : FirstLine(change.Body));
            return store.Rows.CommitAsync(table, partition, changes, cancel);
        }

        public ValueTask SendAsync(string queue, IReadOnlyList<ReadOnlyMemory<byte>> bodies, Duration delay, CancellationToken cancel)
        {
            var step = queue == "facts" ? FaultStep.Announce : Channels.Contains(queue) ? FaultStep.Queue : FaultStep.None;
            foreach (var body in bodies.Where(_ => step != FaultStep.None))
                faults.Reach(step, FirstLine(body));
            return store.Queues.SendAsync(queue, bodies, delay, cancel);
        }

        public ValueTask<IReadOnlyList<QueueMessage>> ReceiveAsync(string queue, int max, Duration lease, CancellationToken cancel) =>
            store.Queues.ReceiveAsync(queue, max, lease, cancel);

        public ValueTask CompleteAsync(string queue, IReadOnlyList<QueueMessage> messages, CancellationToken cancel) =>
            store.Queues.CompleteAsync(queue, messages, cancel);

        public ValueTask ReturnAsync(string queue, QueueMessage message, Duration delay, CancellationToken cancel) =>
            store.Queues.ReturnAsync(queue, message, delay, cancel);

        public ValueTask<long> CountAsync(string queue, CancellationToken cancel) => store.Queues.CountAsync(queue, cancel);

        public ValueTask<IReadOnlyList<WaitingMessage>> PeekAsync(string queue, int max, CancellationToken cancel) =>
            store.Queues.PeekAsync(queue, max, cancel);

        public ValueTask<Instant?> NextVisibleAsync(string queue, CancellationToken cancel) => store.Queues.NextVisibleAsync(queue, cancel);

        public ValueTask DisposeAsync() => store.DisposeAsync();
    }
}
