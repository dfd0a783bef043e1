namespace Campaigns.Storage.Embedded;

/// <summary>
/// Numbers never given twice in one file, rising within a writer: tags, message ids, receipts. A tag must not come back
/// when a row is deleted and made anew, or a stale compare-and-swap would pass. Reserved many at a time inside the
/// writer's own transaction, so that several processes never share one and the counter's page is seldom written.
/// </summary>
internal sealed class Sequence(Connection connection) : IDisposable
{
    private const int Reserve = 4096;

    private readonly Statement _reserve = connection.Prepare("UPDATE sequence SET next = next + ?1 RETURNING next");
    private long _next;
    private long _limit;

    /// <summary>The next number; call it within a write transaction.</summary>
    public long Next()
    {
        if (_next == _limit)
        {
            _limit = _reserve.Bind(1, Reserve).ReadNumber()!.Value;
            _next = _limit - Reserve;
        }

        return _next++;
    }

    /// <summary>Forgets what is reserved: the transaction that reserved it may be rolled back.</summary>
    public void Reset() => _next = _limit = 0;

    public void Dispose() => _reserve.Dispose();
}
