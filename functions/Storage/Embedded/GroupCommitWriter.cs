using System.Diagnostics;
using Campaigns.Runtime.Ports;

namespace Campaigns.Storage.Embedded;

/// <summary>
/// Group commit: callers hand in work, one thread takes all that waits, does it in one transaction, commits, and only
/// then answers. The cost of a commit is shared by everyone who came while the one before was under way.
/// </summary>
/// <remarks>
/// A commit writes every page that it changed, so callers who share one share the pages of queues and timers. Where several came together
/// lately, the thread therefore waits a moment for as many again; a caller who is alone is never kept waiting.
/// </remarks>
internal sealed class GroupCommitWriter : IDisposable
{
    // Bounds how long one transaction keeps other processes waiting.
    private const int MaxGroup = 256;

    // What somebody may wait for others at most. They are there sooner as a rule: then nobody waits any longer.
    private static readonly TimeSpan MaxGathering = TimeSpan.FromMilliseconds(2);

    private readonly object _gate = new();
    private readonly Queue<WriteOperation> _pending = new();
    private readonly WriteSession _session;
    private readonly bool _inline;
    private readonly Thread _thread;
    private bool _held;
    private bool _closing;
    private int _waitingBetween;

    // How many are likely to come together: as many as did lately, and fewer with each group that was smaller.
    private int _expected = 1;
    // How many must wait for the thread to be woken, as each waking is a switch of threads.
    private int _wanted = 1;

    /// <summary>Starts the writer's thread on a session it then owns.</summary>
    /// <param name="session">The connection that writes.</param>
    /// <param name="inline">
    /// Whether a caller who is alone and finds the writer idle commits on its own thread, which saves two thread switches. Not where
    /// a commit waits for the disk: that would hold up a pool thread.
    /// </param>
    public GroupCommitWriter(WriteSession session, bool inline)
    {
        _session = session;
        _inline = inline;
        _thread = new Thread(Loop) { IsBackground = true, Name = "store writer" };
        _thread.Start();
    }

    /// <summary>Runs a step in a transaction; the task completes once that is committed.</summary>
    public ValueTask<T> RunAsync<TArgs, T>(TArgs args, Func<WriteSession, TArgs, T> step, CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested) return ValueTask.FromCanceled<T>(cancel);

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closing, typeof(EmbeddedStore));
            if (_held || !_inline || _expected > 1)
            {
                var work = new WriteOperation<TArgs, T>(args, step, cancel);
                _pending.Enqueue(work);
                if (!_held && _pending.Count >= _wanted) Monitor.PulseAll(_gate);
                return work.Task;
            }

            _held = true;
        }

        try
        {
            return new(RunAlone(args, step));
        }
        catch (Exception failure)
        {
            return ValueTask.FromException<T>(failure);
        }
        finally
        {
            Release();
        }
    }

    /// <summary>Runs something on the caller's thread for which no transaction may be open; what is handed in meanwhile waits.</summary>
    public void RunBetweenTransactions(Action<WriteSession> work)
    {
        lock (_gate)
        {
            while (_held)
            {
                ObjectDisposedException.ThrowIf(_closing, typeof(EmbeddedStore));
                _waitingBetween++;
                Monitor.Wait(_gate);
                _waitingBetween--;
            }

            ObjectDisposedException.ThrowIf(_closing, typeof(EmbeddedStore));
            _held = true;
        }

        try
        {
            work(_session);
        }
        finally
        {
            Release();
        }
    }

    /// <summary>Refuses new work, finishes what is pending, and closes the session.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closing) return;
            _closing = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join();
        _session.Dispose();
    }

    private void Loop()
    {
        var group = new List<WriteOperation>(MaxGroup);
        while (TakeGroup(group))
        {
            RunGroup(group);
            group.Clear();
            Release();
        }

        try
        {
            _session.Checkpoint();
        }
        catch (Exception failure) when (failure is StoreUnavailableException or StoreFormatException)
        {
            // Everything acknowledged is safe in the log; the next to open the file reads it from there.
        }
    }

    private bool TakeGroup(List<WriteOperation> group)
    {
        lock (_gate)
        {
            do
            {
                while (_held || _pending.Count == 0)
                {
                    if (_closing && !_held) return false;
                    Monitor.Wait(_gate);
                }

                Gather();
            }
            while (_held || _pending.Count == 0); // somebody else used the session meanwhile

            _held = true;
            while (group.Count < MaxGroup && _pending.TryDequeue(out var work)) group.Add(work);
            _expected = Math.Max(group.Count, _expected * 3 / 4);
            return true;
        }
    }

    // Waits until as many are there as came lately, or a moment has passed.
    private void Gather()
    {
        var begun = Stopwatch.GetTimestamp();
        _wanted = Math.Min(_expected, MaxGroup);
        while (!_held && !_closing && _pending.Count < _wanted)
        {
            var left = MaxGathering - Stopwatch.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero || !Monitor.Wait(_gate, left)) break;
        }

        _wanted = 1;
    }

    private void Release()
    {
        lock (_gate)
        {
            _held = false;
            if (_pending.Count > 0 || _closing || _waitingBetween > 0) Monitor.PulseAll(_gate);
        }
    }

    private void RunGroup(List<WriteOperation> group)
    {
        group.RemoveAll(static work => work.TryCancel());
        if (group.Count == 0) return;

        Exception? failure = null;
        var started = false;
        try
        {
            _session.Begin();
            started = true;
            foreach (var work in group) work.Execute(_session);
            started = false;
            _session.Commit();
        }
        catch (Exception caught)
        {
            failure = Undo(caught);
        }

        if (failure is null)
            foreach (var work in group) work.Succeed();
        else if (started && group.Count > 1)
            foreach (var work in group) RunGroup([work]); // one of them is at fault; the others must not suffer
        else
            foreach (var work in group) work.Fail(failure);
    }

    private T RunAlone<TArgs, T>(TArgs args, Func<WriteSession, TArgs, T> step)
    {
        try
        {
            _session.Begin();
            var answer = step(_session, args);
            _session.Commit();
            return answer;
        }
        catch (Exception caught)
        {
            throw Undo(caught);
        }
    }

    // A rollback that fails leaves the reason of the first failure the one worth telling.
    private Exception Undo(Exception cause)
    {
        try
        {
            _session.Rollback();
        }
        catch (Exception failure) when (failure is StoreUnavailableException or StoreFormatException)
        {
        }

        return cause;
    }
}
