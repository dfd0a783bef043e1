using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Outbox;

/// <summary>
/// Says in the store that what happens there is published. Whoever works on it beside the hosts, an import for example,
/// must announce what it saves, and cannot know the hosts' settings.
/// </summary>
/// <remarks>Never taken back: notices that nobody reads for a while are published later, but what was not announced never is.</remarks>
public sealed class PublicationFlag(IRowStore rows)
{
    /// <summary>The table.</summary>
    public const string Table = "settings";

    private const string Partition = "publication";
    private const string Key = "on";

    /// <summary>A host that publishes says so.</summary>
    public async ValueTask SetAsync(CancellationToken cancel)
    {
        if (!await IsSetAsync(cancel))
            await rows.CommitAsync(Table, Partition, [new RowChange.Upsert(Key, ReadOnlyMemory<byte>.Empty)], cancel);
    }

    /// <summary>Whether a host that publishes has ever worked on this store.</summary>
    public async ValueTask<bool> IsSetAsync(CancellationToken cancel) => await rows.FindAsync(Table, Partition, Key, cancel) is not null;
}
