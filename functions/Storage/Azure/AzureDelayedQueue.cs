using Azure;
using Azure.Storage.Queues;
using Campaigns.Runtime.Ports;
using NodaTime;
using QueueErrorCode = Azure.Storage.Queues.Models.QueueErrorCode;
using StoredMessage = Azure.Storage.Queues.Models.QueueMessage;

namespace Campaigns.Storage.Azure;

/// <summary>
/// The delayed queue on Azure Storage Queues. Bodies travel as Base64, as the Functions host expects them; delays and
/// leases are rounded up to whole seconds. One transaction sends a message, takes up to 32, returns one, deletes one.
/// </summary>
internal sealed class AzureDelayedQueue(QueueServiceClient service, string prefix, AzureAccount account, TimeProvider time) : IDelayedQueue
{
    private const int MaxReceive = 32;
    private const int MaxBody = 48 * 1024; // 64 KiB of Base64
    private const int MaxConcurrency = 16;
    private static readonly Duration MaxHidden = Duration.FromDays(7);
    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);

    private readonly Containers<QueueClient> _queues = new(
        name => service.GetQueueClient(prefix + name), static (queue, cancel) => queue.CreateIfNotExistsAsync(cancellationToken: cancel),
        QueueErrorCode.QueueNotFound.ToString());

    /// <summary>A batch takes some 20 ms; a second is the shortest delay there is.</summary>
    public Duration SaveTime => Duration.FromSeconds(1);

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    public async ValueTask SendAsync(string queue, IReadOnlyList<ReadOnlyMemory<byte>> bodies, Duration delay, CancellationToken cancel)
    {
        var late = delay > MaxHidden;
        var texts = bodies.Select(body => Text(late ? new DelayedBody(Now + delay, Hops: 0, body).Write() : body)).ToList();
        await EachAsync(texts, async (text, token) => await CallAsync($"send to {queue}", queue,
            (client, t) => client.SendMessageAsync(text, Hidden(delay), Forever, t), token), cancel);
    }

    public async ValueTask<IReadOnlyList<QueueMessage>> ReceiveAsync(string queue, int max, Duration lease, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, Duration.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lease, MaxHidden);
        var received = await CallAsync($"receive from {queue}", queue,
            (client, token) => client.ReceiveMessagesAsync(Math.Min(max, MaxReceive), Hidden(lease), token), cancel);

        var messages = new List<QueueMessage>(received.Value.Length);
        foreach (var message in received.Value)
        {
            if (await ReadAsync(queue, message, cancel) is { } due)
                messages.Add(due);
        }

        return messages;
    }

    public ValueTask CompleteAsync(string queue, IReadOnlyList<QueueMessage> messages, CancellationToken cancel) =>
        EachAsync(messages, async (message, token) => await IfHeldAsync($"delete from {queue}", queue,
            (client, t) => client.DeleteMessageAsync(message.Id, message.Receipt, t), token), cancel);

    public async ValueTask ReturnAsync(string queue, QueueMessage message, Duration delay, CancellationToken cancel)
    {
        var text = delay > MaxHidden ? Text(new DelayedBody(Now + delay, Hops: 0, message.Body).Write()) : null;
        await IfHeldAsync($"return to {queue}", queue,
            (client, token) => client.UpdateMessageAsync(message.Id, message.Receipt, text, Hidden(delay), token), cancel);
    }

    /// <summary>Makes queues that are not there.</summary>
    public ValueTask MakeAsync(IReadOnlyList<string> queues, CancellationToken cancel) => EachAsync(queues, async (queue, token) =>
        await CallAsync(
            $"make {queue}", queue, async (client, t) => await client.CreateIfNotExistsAsync(cancellationToken: t) is not null, token),
        cancel);

    public async ValueTask<long> CountAsync(string queue, CancellationToken cancel) => await CallAsync($"count {queue}", queue,
        async (client, token) => (await client.GetPropertiesAsync(token)).Value.ApproximateMessagesCountLong, cancel);

    public ValueTask<Instant?> NextVisibleAsync(string queue, CancellationToken cancel) => new((Instant?)null);

    public async ValueTask<IReadOnlyList<WaitingMessage>> PeekAsync(string queue, int max, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        var front = await CallAsync($"peek at {queue}", queue,
            (client, token) => client.PeekMessagesAsync(Math.Min(max, MaxReceive), token), cancel);
        return [.. front.Value.Select(message =>
        {
            var bytes = Bytes(message.Body);
            return DelayedBody.TryRead(bytes, out var late)
                ? new WaitingMessage(late.Body, late.Due)
                : new WaitingMessage(bytes, Instant.FromDateTimeOffset(message.InsertedOn ?? time.GetUtcNow()));
        })];
    }

    public async ValueTask<Instant?> OldestAsync(string queue, CancellationToken cancel) => await CallAsync($"peek {queue}", queue,
        async (client, token) => (await client.PeekMessageAsync(token)).Value is not { } oldest ? null
            : DelayedBody.TryRead(Bytes(oldest.Body), out var late) ? late.Due
            : oldest.InsertedOn is { } inserted ? Instant.FromDateTimeOffset(inserted) : (Instant?)null, cancel);

    /// <summary>A received message as the port gives it; null when it came up early and was hidden again.</summary>
    private async ValueTask<QueueMessage?> ReadAsync(string queue, StoredMessage message, CancellationToken cancel)
    {
        var bytes = Bytes(message.Body);
        if (!DelayedBody.TryRead(bytes, out var late))
            return new QueueMessage(message.MessageId, message.PopReceipt, bytes, (int)message.DequeueCount);
        if (late.Due <= Now)
            return new QueueMessage(message.MessageId, message.PopReceipt, late.Body, (int)message.DequeueCount - late.Hops);
        await IfHeldAsync($"delay in {queue}", queue, (client, token) => client.UpdateMessageAsync(
            message.MessageId, message.PopReceipt, Text((late with { Hops = late.Hops + 1 }).Write()), Hidden(late.Due - Now), token),
            cancel);
        return null;
    }

    /// <summary>Does a call that needs the lease; without it the message is another's by now, and left alone.</summary>
    private ValueTask<bool> IfHeldAsync(
        string what, string queue, Func<QueueClient, CancellationToken, Task> call, CancellationToken cancel) =>
        CallAsync(what, queue, async (client, token) =>
        {
            try
            {
                await call(client, token);
                return true;
            }
            catch (RequestFailedException e) when (e.ErrorCode == QueueErrorCode.MessageNotFound
                || e.ErrorCode == QueueErrorCode.PopReceiptMismatch)
            {
                return false;
            }
        }, cancel);

    private ValueTask<T> CallAsync<T>(
        string what, string queue, Func<QueueClient, CancellationToken, Task<T>> call, CancellationToken cancel) =>
        account.CallAsync(what, token => _queues.WithAsync(queue, call, token), cancel);

    private static async ValueTask EachAsync<T>(
        IReadOnlyList<T> items, Func<T, CancellationToken, ValueTask> each, CancellationToken cancel)
    {
        if (items.Count == 1)
            await each(items[0], cancel);
        else
            await Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancel },
                each);
    }

    private static TimeSpan Hidden(Duration duration) => TimeSpan.FromSeconds(Math.Ceiling(Duration.Min(duration, MaxHidden).TotalSeconds));

    private static string Text(ReadOnlyMemory<byte> body) => body.Length <= MaxBody
        ? Convert.ToBase64String(body.Span)
        : throw new ArgumentException($"A message is at most {MaxBody} bytes; this one has {body.Length}.", nameof(body));

    /// <summary>What somebody else put there may be no Base64: then it is the text itself.</summary>
    private static ReadOnlyMemory<byte> Bytes(BinaryData body)
    {
        var text = body.ToString();
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes.AsMemory(0, length) : body.ToMemory();
    }
}
