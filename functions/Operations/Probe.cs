namespace Campaigns.Operations;

/// <summary>
/// Looks at something that may hang, and gives up waiting after a time. What hangs is not begun a second time while it does, so that
/// asking again and again does not pile up threads.
/// </summary>
/// <param name="name">What is looked at, as an operator calls it.</param>
/// <param name="look">Looks.</param>
/// <param name="time">The clock.</param>
internal sealed class Probe<T>(string name, Func<ValueTask<T>> look, TimeProvider time)
{
    private readonly Lock _lock = new();
    private Task<T>? _running;

    /// <summary>What was found.</summary>
    /// <param name="limit">How long to wait.</param>
    /// <param name="cancel">Stops the waiting.</param>
    public async Task<Finding<T>> LookAsync(TimeSpan limit, CancellationToken cancel)
    {
        Task<T> running;
        lock (_lock)
        {
            if (_running is not { IsCompleted: false })
            {
                // A thread of its own: a store in a file is read on the caller's, and may be what hangs.
                _running = Task.Factory.StartNew(
                    async () => await look(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
            }

            running = _running;
        }

        try
        {
            return new(name) { Value = await running.WaitAsync(limit, time, cancel) };
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            return new(name) { HasHung = true };
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            return new(name) { Failure = e };
        }
    }
}

/// <summary>What a probe came to: a value, or why there is none.</summary>
/// <param name="Name">What was looked at.</param>
internal sealed record Finding<T>(string Name)
{
    /// <summary>What was found.</summary>
    public T? Value { get; init; }

    /// <summary>Whether there was no answer in time.</summary>
    public bool HasHung { get; init; }

    /// <summary>Why it failed.</summary>
    public Exception? Failure { get; init; }

    /// <summary>Whether there is a value.</summary>
    public bool Answered => !HasHung && Failure is null;
}
