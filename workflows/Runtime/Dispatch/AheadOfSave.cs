using NodaTime;

namespace Campaigns.Runtime.Dispatch;

/// <summary>
/// A message is queued before the save it belongs to, so whoever receives it may be too early. It is put back, and dropped only when its
/// save can no longer follow: it never happened, or the message is void. Before that the customer's tag is renewed, so that a save which is
/// under way all the same, in a process that was frozen, conflicts and queues the message again.
/// </summary>
public static class AheadOfSave
{
    /// <summary>A writer whose message has been queued for longer queues it again rather than save on the strength of it.</summary>
    internal static readonly Duration MaxAge = Duration.FromSeconds(15);

    /// <summary>A save is nearly always over by then.</summary>
    internal static readonly Duration Soon = Duration.FromSeconds(1);

    /// <summary>Longer than <see cref="MaxAge"/> and the longest call of a store together.</summary>
    private static readonly Duration Late = Duration.FromMinutes(1);

    /// <summary>How long to put a message back for which the ledger does not know; null: its save cannot follow any more.</summary>
    /// <param name="dequeueCount">How often it has been received, this time included.</param>
    public static Duration? PutBack(int dequeueCount) => dequeueCount switch
    {
        <= 1 => Soon,
        2 => Late,
        _ => null,
    };
}
