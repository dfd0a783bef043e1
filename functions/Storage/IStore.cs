using Campaigns.Runtime.Ports;

namespace Campaigns.Storage;

/// <summary>An opened store: the two ports everything above is written against.</summary>
public interface IStore : IAsyncDisposable
{
    /// <summary>The tables.</summary>
    IRowStore Rows { get; }

    /// <summary>The queues.</summary>
    IDelayedQueue Queues { get; }
}
