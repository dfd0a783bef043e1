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

    private readonly Lock _gate = new();
    private readonly StoreSettings _store;
    private readonly WriteSession _session;
    private Reader _reader;
    private int _steps;
    private bool _closed;
    private Exception? _lost;

    public ExclusiveAccess(StoreSettings store)
    {
        _store = store;
        _session = new WriteSession(store);
        _reader = _session.OpenReader();
    }

    public ValueTask<T> ReadAsync<TArgs, T>(TArgs args, Func<Reader, TArgs, T> read, CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested) return ValueTask.FromCanceled<T>(cancel);

        lock (_gate)
        {
            try
            {
                Check();
                return new(read(_reader, args));
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

        lock (_gate)
        {
            try
            {
                Check();
                if (_session.Idle) _session.Begin();
                var answer = Run(args, step);
                if (++_steps >= MaxWritesPerTransaction) Commit();
                return new(answer);
            }
            catch (Exception failure)
            {
                return ValueTask.FromException<T>(failure);
            }
        }
    }

    public long FileSize => new FileInfo(_store.Path).Length;

    public void Rewrite()
    {
        lock (_gate)
        {
            Check();
            if (!_session.Idle) Commit();
            _session.Rewrite();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed) return;
            _closed = true;
            try
            {
                if (!_session.Idle)
                {
                    if (_lost is null) _session.Commit();
                    else _session.Rollback();
                }

                _session.Checkpoint();
            }
            finally
            {
                _reader.Dispose();
                _session.Dispose();
            }
        }
    }

    // A step looks before it writes, so one that is refused has written nothing. Those before it have been acknowledged: where one breaks
    // off in the middle, the transaction can neither be kept nor undone.
    private T Run<TArgs, T>(TArgs args, Func<WriteSession, TArgs, T> step)
    {
        var before = _session.Changes;
        try
        {
            return step(_session, args);
        }
        catch (Exception failure)
        {
            if (_session.Idle || _session.Changes != before) _lost = failure;
            throw;
        }
    }

    private void Commit()
    {
        try
        {
            _session.Commit();
            _steps = 0;
        }
        catch (Exception failure)
        {
            _lost = failure;
            throw;
        }
    }

    private void Check()
    {
        ObjectDisposedException.ThrowIf(_closed, typeof(EmbeddedStore));
        if (_lost is not null)
            throw new StoreUnavailableException(
                $"The store {_store.Path} could not commit its last writes and must be opened again: {_lost.Message}", _lost);
    }

    // A statement that threw may be in the middle of its rows.
    private void Renew()
    {
        if (_closed) return;
        _reader.Dispose();
        _reader = _session.OpenReader();
    }
}
