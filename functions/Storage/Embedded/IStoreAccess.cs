namespace Campaigns.Storage.Embedded;

/// <summary>How calls reach the file: which connection, and when what they write is committed.</summary>
internal interface IStoreAccess : IDisposable
{
    /// <summary>Reads on the caller's thread: the answer is there when this returns. Sees all that was acknowledged before.</summary>
    ValueTask<T> ReadAsync<TArgs, T>(TArgs args, Func<Reader, TArgs, T> read, CancellationToken cancel);

    /// <summary>How large the file is, in bytes.</summary>
    long FileSize { get; }

    /// <summary>Writes the file anew without free space, and empties the log: nothing that was deleted is left in either.</summary>
    /// <exception cref="Campaigns.Runtime.Ports.StoreUnavailableException">Another process keeps the file, or the disk is full.</exception>
    void Rewrite();

    /// <summary>
    /// Runs a step that writes, whole or not at all; the task completes once it is as safe as the store's durability says.
    /// </summary>
    ValueTask<T> WriteAsync<TArgs, T>(TArgs args, Func<WriteSession, TArgs, T> step, CancellationToken cancel);
}
