namespace Campaigns.Storage.Embedded;

/// <summary>How calls reach the file: which connection, and when what they write is committed.</summary>
internal interface IStoreAccess : IDisposable
{
    /// <summary>Reads on the caller's thread: the answer is there when this returns. Sees all that was acknowledged before.</summary>
    ValueTask<T> ReadAsync<TArgs, T>(TArgs args, Func<Reader, TArgs, T> read, CancellationToken cancel);

    /// <summary>
    /// Runs a step that writes, whole or not at all; the task completes once it is as safe as the store's durability says.
    /// </summary>
    ValueTask<T> WriteAsync<TArgs, T>(TArgs args, Func<WriteSession, TArgs, T> step, CancellationToken cancel);
}
