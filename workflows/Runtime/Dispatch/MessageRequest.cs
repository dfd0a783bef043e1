using Campaigns.Decisions.Contacts;
using Campaigns.Model;

namespace Campaigns.Runtime.Dispatch;

/// <summary>What lies on a channel's queue: ids only, no personal data.</summary>
/// <param name="Channel">The queue.</param>
/// <param name="Customer">Whose message.</param>
/// <param name="Message">Which.</param>
public readonly record struct MessageRequest(Channel Channel, CustomerId Customer, MessageId Message)
{
    /// <summary>Which handing-over it is; null on what an older version queued.</summary>
    public DispatchStamp? Stamp { get; init; }

    /// <summary>Whether it is the copy that counts: of all in the queue, one.</summary>
    public bool IsCurrent(LedgerEntry entry) => Stamp is { } known ? known == DispatchStamp.Of(entry) : entry.DispatchNumber == 0;
}
