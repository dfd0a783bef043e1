using Campaigns.Model;

namespace Campaigns.Senders.Delivery;

/// <summary>
/// Keeps a destination that answers slowly from taking all of a channel's slots: while too many sends to it are waiting, further ones are
/// put back. A destination that answers in time is never limited.
/// </summary>
/// <param name="channel">The channel.</param>
/// <param name="time">The clock.</param>
/// <param name="maxSlow">How many sends to one destination may be waiting longer than <see cref="SlowAfter"/>.</param>
internal sealed class SlowDestinations(Channel channel, TimeProvider time, int maxSlow)
{
    /// <summary>A send that has waited this long is slow.</summary>
    public static readonly TimeSpan SlowAfter = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedList<long>> _waiting = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What several addresses share: the domain of a mailbox; otherwise the address itself.</summary>
    private string DestinationOf(string to) =>
        channel == Channel.Email && to.LastIndexOf('@') is > 0 and var at ? to[(at + 1)..] : to;

    /// <summary>Whether a send to this address must wait.</summary>
    public bool IsCongested(string to)
    {
        lock (_lock)
        {
            return _waiting.TryGetValue(DestinationOf(to), out var begun) && begun.Count >= maxSlow
                && begun.Count(at => time.GetElapsedTime(at) >= SlowAfter) >= maxSlow;
        }
    }

    /// <summary>Notes that a send begins; dispose of the answer when it has ended.</summary>
    public Send Begin(string to)
    {
        var destination = DestinationOf(to);
        lock (_lock)
        {
            if (!_waiting.TryGetValue(destination, out var begun))
                _waiting[destination] = begun = new();
            return new Send(this, destination, begun.AddLast(time.GetTimestamp()));
        }
    }

    private void End(string destination, LinkedListNode<long> begun)
    {
        lock (_lock)
        {
            var list = begun.List!;
            list.Remove(begun);
            if (list.Count == 0)
                _waiting.Remove(destination);
        }
    }

    /// <summary>A send under way.</summary>
    internal readonly struct Send(SlowDestinations owner, string destination, LinkedListNode<long> begun) : IDisposable
    {
        public void Dispose() => owner.End(destination, begun);
    }
}
