namespace Campaigns.Storage.Embedded;

/// <summary>
/// Read connections, each lent to one caller at a time: a call opens one only when all are out, and the pool keeps as
/// many as its slots.
/// </summary>
internal sealed class ReaderPool(StoreSettings store) : IDisposable
{
    private readonly Reader?[] _slots = new Reader?[Math.Max(4, Environment.ProcessorCount * 2)];
    private volatile bool _closed;

    /// <summary>Reads on the caller's thread: the answer is there when this returns.</summary>
    public ValueTask<T> Read<TArgs, T>(TArgs args, Func<Reader, TArgs, T> read, CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested) return ValueTask.FromCanceled<T>(cancel);

        Reader? reader = null;
        try
        {
            reader = Rent();
            var answer = read(reader, args);
            Return(reader);
            return new(answer);
        }
        catch (Exception failure)
        {
            reader?.Dispose(); // it may be stuck in the middle of a read
            return ValueTask.FromException<T>(failure);
        }
    }

    /// <summary>Closes what is in the pool; what is lent is closed on its return.</summary>
    public void Dispose()
    {
        _closed = true;
        Drain();
    }

    private Reader Rent()
    {
        ObjectDisposedException.ThrowIf(_closed, typeof(EmbeddedStore));
        foreach (ref var slot in _slots.AsSpan())
        {
            if (slot is not null && Interlocked.Exchange(ref slot, null) is { } reader) return reader;
        }

        return new Reader(store);
    }

    private void Return(Reader reader)
    {
        foreach (ref var slot in _slots.AsSpan())
        {
            if (slot is not null || Interlocked.CompareExchange(ref slot, reader, null) is not null) continue;
            if (_closed) Drain();
            return;
        }

        reader.Dispose();
    }

    private void Drain()
    {
        foreach (ref var slot in _slots.AsSpan()) Interlocked.Exchange(ref slot, null)?.Dispose();
    }
}
