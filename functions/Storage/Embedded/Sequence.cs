namespace Campaigns.Storage.Embedded;

/// <summary>
/// Numbers never given twice in one file, rising within a writer: tags, message ids, receipts. A tag must not come back
/// when a row is deleted and made anew, or a stale compare-and-swap would pass. Reserved many at a time inside the
/// writer's own transaction, so that several processes never share one and the counter's page is seldom written.
/// </summary>
internal sealed class Sequence(Connection connection) : IDisposable
{
    private const int Reserve = 4096;

    private readonly Statement reserve = connection.Prepare("UPDATE sequence SET next = next + ?1 RETURNING next");
    private long next;
    private long limit;

    /// <summary>The next number; call it within a write transaction.</summary>
    public long Next()
    {
        if (next == limit)
        {
            limit = reserve.Bind(1, Reserve).ReadNumber()!.Value;
            next = limit - Reserve;
        }

        return next++;
    }

    /// <summary>Forgets what is reserved: the transaction that reserved it may be rolled back.</summary>
    public void Reset() => next = limit = 0;

    public void Dispose() => reserve.Dispose();
}
