using System.Text;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Storage.Azure;

/// <summary>
/// The leases of messages that a Functions trigger hands over: the host holds them, and deletes a message when the
/// function is done. So giving one back sends a copy that comes later, and completing one leaves it to the host.
/// </summary>
/// <remarks>A crash in between leaves the message and its copy; whoever takes messages lives with that anyway.</remarks>
/// <param name="queues">The queues themselves.</param>
/// <param name="time">The clock.</param>
public sealed class TriggeredQueue(IDelayedQueue queues, TimeProvider time) : IMessageLeases
{
    /// <summary>A message as a trigger hands it over.</summary>
    /// <param name="name">The queue's name.</param>
    /// <param name="text">The body.</param>
    /// <param name="dequeueCount">How often the host has handed it over.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The message; null when it came up early and has been hidden again.</returns>
    public async ValueTask<QueueMessage?> OpenAsync(string name, string text, long dequeueCount, CancellationToken cancel)
    {
        ReadOnlyMemory<byte> bytes = Encoding.UTF8.GetBytes(text);
        if (!DelayedBody.TryRead(bytes, out var late))
            return Of(bytes, dequeueCount);
        if (late.Due <= Now)
            return Of(late.Body, dequeueCount - Math.Min(late.Hops, 0));
        // The copy is counted from anew, so there are no hops to subtract.
        await queues.SendAsync(name, [late.Hops < 0 ? late.Write() : late.Body], late.Due - Now, cancel);
        return null;
    }

    /// <summary>Nothing: the host deletes what a function has taken.</summary>
    public ValueTask CompleteAsync(string queue, IReadOnlyList<QueueMessage> messages, CancellationToken cancel) =>
        ValueTask.CompletedTask;

    /// <summary>Sends a copy that knows how often it was given out before.</summary>
    public ValueTask ReturnAsync(string queue, QueueMessage message, Duration delay, CancellationToken cancel) =>
        queues.SendAsync(queue, [new DelayedBody(Now, -message.DequeueCount, message.Body).Write()], delay, cancel);

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    private static QueueMessage Of(ReadOnlyMemory<byte> body, long count) => new("", "", body, (int)count);
}
