using Campaigns.Runtime.Ports;

namespace Campaigns.Storage;

/// <summary>An opened store: the two ports everything above is written against.</summary>
public interface IStore : IAsyncDisposable
{
    /// <summary>The tables.</summary>
    IRowStore Rows { get; }

    /// <summary>The queues.</summary>
    IDelayedQueue Queues { get; }

    /// <summary>What deleted rows leave behind in files of this machine; null: nothing that could be cleared from here.</summary>
    ICustomerDataCopy? Remnants => null;

    /// <summary>What the store knows of its condition; null: no more than that it answers.</summary>
    IStoreHealth? Health => null;
}
