using Campaigns.Runtime.Ports;

namespace Campaigns.Storage.Embedded;

/// <summary>
/// Rows and queues in one SQLite file, for the local host, replays and tests. Several store objects, also in several
/// processes of one machine, may have the same file open, except under <see cref="Durability.Relaxed"/>.
/// </summary>
/// <remarks>
/// Keys compare as UTF-8, which is the order of code points. It differs from <see cref="string.CompareOrdinal(string, string)"/>
/// only where one key has a character beyond U+FFFF and the other one from U+E000 to U+FFFF in the same place: UTF-16
/// puts the former first, the store puts it last. A key with a lone surrogate is refused with <see cref="ArgumentException"/>.
/// </remarks>
public sealed class EmbeddedStore : IStore
{
    private readonly IStoreAccess _access;

    internal EmbeddedStore(StoreSettings store, TimeProvider time)
    {
        _access = store.Durability == Durability.Relaxed ? new ExclusiveAccess(store) : new SharedAccess(store);
        Rows = new EmbeddedRowStore(_access);
        Queues = new EmbeddedQueue(_access, time);
        Remnants = new DatabaseFiles(_access, time);
        Health = new FileHealth(store);
    }

    /// <inheritdoc/>
    public IRowStore Rows { get; }

    /// <inheritdoc/>
    public IDelayedQueue Queues { get; }

    /// <inheritdoc/>
    public ICustomerDataCopy Remnants { get; }

    /// <inheritdoc/>
    public IStoreHealth Health { get; }

    /// <summary>Opens the store in a file, which is created when absent; its folder must exist.</summary>
    /// <param name="path">The file. SQLite keeps two more beside it, with <c>-wal</c> and <c>-shm</c> appended; they belong
    /// together.</param>
    /// <param name="time">The clock that decides which messages are visible.</param>
    /// <param name="durability">What an acknowledged write survives.</param>
    /// <exception cref="StoreUnavailableException">The file cannot be opened or created now.</exception>
    /// <exception cref="StoreFormatException">The file is no store, or of a newer version.</exception>
    public static EmbeddedStore Open(string path, TimeProvider time, Durability durability = Durability.Power) =>
        new(new StoreSettings(Path.GetFullPath(path), durability), time);

    /// <summary>
    /// Finishes what was handed in, moves the log into the file, and closes it. Later calls throw <see cref="ObjectDisposedException"/>.
    /// </summary>
    public async ValueTask DisposeAsync() => await Task.Run(_access.Dispose);
}
