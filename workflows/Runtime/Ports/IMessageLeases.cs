using NodaTime;

namespace Campaigns.Runtime.Ports;

/// <summary>
/// What becomes of a message that has been given out under a lease: it is completed, or it comes again. Its queue decides, or the
/// host that took it from there.
/// </summary>
public interface IMessageLeases
{
    /// <summary>Deletes messages this caller still holds. One whose lease was lost to another is left alone.</summary>
    ValueTask CompleteAsync(string queue, IReadOnlyList<QueueMessage> messages, CancellationToken cancel);

    /// <summary>Gives a held message back, visible again after <paramref name="delay"/>; its dequeue count stays.</summary>
    ValueTask ReturnAsync(string queue, QueueMessage message, Duration delay, CancellationToken cancel);
}
