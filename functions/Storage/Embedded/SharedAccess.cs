namespace Campaigns.Storage.Embedded;

/// <summary>
/// One connection that writes and several that read, beside other processes that have the same file open. What is
/// acknowledged is committed.
/// </summary>
internal sealed class SharedAccess(StoreSettings store) : IStoreAccess
{
    private readonly GroupCommitWriter _writer = new(new WriteSession(store), inline: store.Durability == Durability.Process);
    private readonly ReaderPool _readers = new(store);

    public ValueTask<T> ReadAsync<TArgs, T>(TArgs args, Func<Reader, TArgs, T> read, CancellationToken cancel) =>
        _readers.Read(args, read, cancel);

    public ValueTask<T> WriteAsync<TArgs, T>(TArgs args, Func<WriteSession, TArgs, T> step, CancellationToken cancel) =>
        _writer.RunAsync(args, step, cancel);

    public long FileSize => new FileInfo(store.Path).Length;

    public void Rewrite() => _writer.RunBetweenTransactions(static session => session.Rewrite());

    public void Dispose()
    {
        _readers.Dispose();
        _writer.Dispose();
    }
}
