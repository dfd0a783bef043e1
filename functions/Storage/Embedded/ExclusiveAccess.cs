using Campaigns.Runtime.Ports;

namespace Campaigns.Storage.Embedded;

/// <summary>
/// One connection for reading and writing, in a file nobody else may open, with one transaction that goes on over many
/// writes. Nothing is written twice that changes again soon, and reads keep their pages, which a commit by another
/// connection would take from them.
/// </summary>
internal sealed class ExclusiveAccess : IStoreAccess
{
    // Enough that a page of work commits a few times at most; what waits fits the connection's cache.
    private const int MaxWritesPerTransaction = 2000;

    private readonly Lock gate = new();
    private readonly StoreSettings store;
    private readonly WriteSession session;
    private Reader reader;
    private int steps;
    private bool closed;
    private Exception? lost;

    public ExclusiveAccess(StoreSettings store)
    {
        this.store = store;
        session = new WriteSession(store);
        reader = session.OpenReader();
    }

    public ValueTask<T> ReadAsync<TArgs, T>(TArgs args, Func<Reader, TArgs, T> read, CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested) return ValueTask.FromCanceled<T>(cancel);

        lock (gate)
        {
            try
            {
                Check();
                return new(read(reader, args));
            }
            catch (Exception failure)
            {
                Renew();
                return ValueTask.FromException<T>(failure);
            }
        }
    }

    public ValueTask<T> WriteAsync<TArgs, T>(TArgs args, Func<WriteSession, TArgs, T> step, CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested) return ValueTask.FromCanceled<T>(cancel);

        lock (gate)
        {
            try
            {
                Check();
                if (session.Idle) session.Begin();
                var answer = Run(args, step);
                if (++steps >= MaxWritesPerTransaction) Commit();
                return new(answer);
            }
            catch (Exception failure)
            {
                return ValueTask.FromException<T>(failure);
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (closed) return;
            closed = true;
            try
            {
                if (lost is null && !session.Idle) session.Commit();
                session.Checkpoint();
            }
            finally
            {
                reader.Dispose();
                session.Dispose();
            }
        }
    }

    // A step that fails is undone alone: those before it have been acknowledged.
    private T Run<TArgs, T>(TArgs args, Func<WriteSession, TArgs, T> step)
    {
        session.Savepoint();
        try
        {
            var answer = step(session, args);
            session.Release();
            return answer;
        }
        catch (Exception failure)
        {
            if (!session.TryRollbackToSavepoint()) lost = failure;
            throw;
        }
    }

    private void Commit()
    {
        try
        {
            session.Commit();
            steps = 0;
        }
        catch (Exception failure)
        {
            lost = failure;
            throw;
        }
    }

    private void Check()
    {
        ObjectDisposedException.ThrowIf(closed, typeof(EmbeddedStore));
        if (lost is not null)
            throw new StoreUnavailableException(
                $"The store {store.Path} could not commit its last writes and must be opened again: {lost.Message}", lost);
    }

    // A statement that threw may be in the middle of its rows.
    private void Renew()
    {
        if (closed) return;
        reader.Dispose();
        reader = session.OpenReader();
    }
}
