using Campaigns.Model;
using Campaigns.Runtime.Ports;

namespace Campaigns.Storage.Embedded;

/// <summary>
/// What deleted rows leave in the database's files. Deleted content is overwritten (<c>secure_delete</c>), but where SQLite
/// has moved a row to another page it leaves the copy in the page's free space, and the log has earlier contents of pages. So
/// an erasure rewrites the file, and empties the log.
/// </summary>
/// <remarks>
/// A large file is rewritten once a minute at most: erasures that come meanwhile stay open, and the next time serves all of
/// them. While the file is rewritten, writes of this process wait, and reads go on.
/// </remarks>
/// <param name="access">The file.</param>
/// <param name="time">The clock.</param>
internal sealed class DatabaseFiles(IStoreAccess access, TimeProvider time) : ICustomerDataCopy
{
    /// <summary>A file of this size is rewritten in a fraction of a second: 16 MiB.</summary>
    private const long SmallFile = 16 * 1024 * 1024;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private long _asked;
    private long _served;
    private long? _lastAt;

    public string Name => "database-file";

    public async ValueTask<int?> EraseAsync(CustomerId customer, IReadOnlyCollection<MessageId> messages, CancellationToken cancel)
    {
        var mine = Interlocked.Increment(ref _asked);
        await Task.Run(() => Rewrite(mine), cancel);
        return null;
    }

    private void Rewrite(long mine)
    {
        lock (_gate)
        {
            if (_served >= mine) return; // one that began after this was asked for has served it

            if (access.FileSize > SmallFile && _lastAt is { } last && time.GetElapsedTime(last) < Interval)
                throw new StoreUnavailableException("The file of the store is rewritten once a minute at most; this erasure waits for the next time.");
            var asked = Interlocked.Read(ref _asked);
            access.Rewrite();
            (_served, _lastAt) = (asked, time.GetTimestamp());
        }
    }
}
