using Campaigns.Decisions.Contacts;
using Campaigns.Model;
using Campaigns.Runtime.Tracing;

namespace Campaigns.Runtime.Dispatch;

/// <summary>What lies on a channel's queue: ids only, no personal data.</summary>
/// <param name="Channel">The queue.</param>
/// <param name="Customer">Whose message.</param>
/// <param name="Message">Which.</param>
public readonly record struct MessageRequest(Channel Channel, CustomerId Customer, MessageId Message)
{
    /// <summary>Which dispatch it is; null on what an older version queued.</summary>
    public DispatchStamp? Stamp { get; init; }

    /// <summary>The span that queued it, as W3C Trace Context writes it; null when nobody traced.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The same with the current span as its origin.</summary>
    public MessageRequest Traced() => TraceContext.Current is { } current ? this with { TraceParent = current } : this;

    /// <summary>Whether it is the copy that counts: of all in the queue, one.</summary>
    public bool IsCurrent(LedgerEntry entry) => Stamp is { } known ? known == DispatchStamp.Of(entry) : entry.DispatchNumber == 0;
}
