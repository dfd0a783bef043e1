using Campaigns.Runtime.Ports;

namespace Campaigns.Storage.Embedded;

/// <summary>The connection that writes, with its prepared statements. Used by one thread at a time.</summary>
internal sealed class WriteSession : IDisposable
{
    // Answers 0 when the log is empty, 1 when somebody kept it from that.
    private const string EmptyLog = "PRAGMA wal_checkpoint(TRUNCATE)";

    private readonly StoreSettings _store;
    private readonly Connection _connection;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private readonly Sequence _numbers;

    public WriteSession(StoreSettings store)
    {
        _store = store;
        _connection = StoreFile.OpenWriter(store);
        // IMMEDIATE takes the write lock at once: what is then read cannot be changed by another process before the commit.
        _begin = _connection.Prepare("BEGIN IMMEDIATE");
        _commit = _connection.Prepare("COMMIT");
        _rollback = _connection.Prepare("ROLLBACK");
        _numbers = new Sequence(_connection);
        Rows = new RowWriter(_connection, _numbers);
        Messages = new MessageWriter(_connection, _numbers);
    }

    /// <summary>Changes to rows.</summary>
    public RowWriter Rows { get; }

    /// <summary>Changes to messages.</summary>
    public MessageWriter Messages { get; }

    /// <summary>Applies a batch and what goes with it, or finds the first change of the batch that conflicts.</summary>
    public CommitResult Apply(RowBatch batch, Companions with, long visible)
    {
        foreach (var other in with.Rows) RowWriter.CheckKeys(other.Changes); // before anything is written
        var result = Rows.Apply(batch.Table, batch.Partition, batch.Changes);
        if (!result.Committed) return result;

        foreach (var other in with.Rows) Rows.Apply(other.Table, other.Partition, other.Changes);
        foreach (var messages in with.Messages) Messages.Send(messages.Queue, messages.Bodies, visible);
        if (with.Completed is { } done) Messages.Complete(done.Queue, [done.Message]);
        return result;
    }

    public void Begin()
    {
        if (_store.Durability != Durability.Relaxed) _store.RequireFile(); // not in a replay, which begins often and alone
        _begin.Run();
    }

    public void Commit() => _commit.Run();

    /// <summary>Undoes the open transaction, if SQLite has not done so itself.</summary>
    public void Rollback()
    {
        _numbers.Reset();
        if (!_connection.Idle) _rollback.Run();
    }

    /// <summary>True while no transaction is open.</summary>
    public bool Idle => _connection.Idle;

    /// <summary>Reads on this connection: sees what the open transaction has written.</summary>
    public Reader OpenReader() => new(_connection);

    /// <summary>How many rows this connection has written or removed since it was opened.</summary>
    public int Changes => _connection.TotalChanges;

    /// <summary>Moves everything from the log into the file and empties the log, as far as readers allow.</summary>
    public void Checkpoint() => _connection.Execute(EmptyLog);

    /// <summary>Writes the file anew without free space, and empties the log. Not within a transaction.</summary>
    public void Rewrite()
    {
        _connection.Execute("VACUUM");
        if (_connection.ReadNumber(EmptyLog) != 0)
            throw new StoreUnavailableException($"The log of {_store.Path} cannot be emptied while another process reads from it.");
    }

    public void Dispose()
    {
        Rows.Dispose();
        Messages.Dispose();
        _numbers.Dispose();
        _begin.Dispose();
        _commit.Dispose();
        _rollback.Dispose();
        _connection.Dispose();
    }
}
