using System.Threading.Tasks.Sources;

namespace Campaigns.Storage.Embedded;

/// <summary>Something to do within the writer's transaction, and the caller who waits for it.</summary>
internal abstract class WriteOperation
{
    /// <summary>Does it. The answer is kept back until <see cref="Succeed"/>.</summary>
    public abstract void Execute(WriteSession session);

    /// <summary>Gives the caller the answer; call it after the commit.</summary>
    public abstract void Succeed();

    /// <summary>Gives the caller the reason why nothing was written.</summary>
    public abstract void Fail(Exception reason);

    /// <summary>Answers a caller who has meanwhile cancelled; false when it is still wanted.</summary>
    public abstract bool TryCancel();
}

/// <summary>A step with its arguments; itself the caller's task, so that waiting costs one object.</summary>
internal sealed class WriteOperation<TArgs, T>(TArgs args, Func<WriteSession, TArgs, T> step, CancellationToken cancel)
    : WriteOperation, IValueTaskSource<T>
{
    // Asynchronous continuations: a caller's code must not run on the writer's thread.
    private ManualResetValueTaskSourceCore<T> _source = new() { RunContinuationsAsynchronously = true };
    private T? _answer;

    public ValueTask<T> Task => new(this, _source.Version);

    public override void Execute(WriteSession session) => _answer = step(session, args);

    public override void Succeed() => _source.SetResult(_answer!);

    public override void Fail(Exception reason) => _source.SetException(reason);

    public override bool TryCancel()
    {
        if (!cancel.IsCancellationRequested) return false;

        _source.SetException(new OperationCanceledException(cancel));
        return true;
    }

    T IValueTaskSource<T>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<T>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
