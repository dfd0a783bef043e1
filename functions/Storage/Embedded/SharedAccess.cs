namespace Campaigns.Storage.Embedded;

/// <summary>
/// One connection that writes and several that read, beside other processes that have the same file open. What is
/// acknowledged is committed.
/// </summary>
internal sealed class SharedAccess(StoreSettings store) : IStoreAccess
{
    private readonly GroupCommitWriter writer = new(new WriteSession(store), inline: store.Durability == Durability.Process);
    private readonly ReaderPool readers = new(store);

    public ValueTask<T> ReadAsync<TArgs, T>(TArgs args, Func<Reader, TArgs, T> read, CancellationToken cancel) =>
        readers.Read(args, read, cancel);

    public ValueTask<T> WriteAsync<TArgs, T>(TArgs args, Func<WriteSession, TArgs, T> step, CancellationToken cancel) =>
        writer.RunAsync(args, step, cancel);

    public void Dispose()
    {
        readers.Dispose();
        writer.Dispose();
    }
}
