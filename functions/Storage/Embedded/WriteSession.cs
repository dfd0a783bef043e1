namespace Campaigns.Storage.Embedded;

/// <summary>The connection that writes, with its prepared statements. Used by one thread at a time.</summary>
internal sealed class WriteSession : IDisposable
{
    private readonly Connection connection;
    private readonly Statement begin;
    private readonly Statement commit;
    private readonly Statement rollback;
    private readonly Statement mark;
    private readonly Statement keep;
    private readonly Statement undo;
    private readonly Sequence numbers;

    public WriteSession(StoreSettings store)
    {
        connection = StoreFile.OpenWriter(store);
        // IMMEDIATE takes the write lock at once: what is then read cannot be changed by another process before the commit.
        begin = connection.Prepare("BEGIN IMMEDIATE");
        commit = connection.Prepare("COMMIT");
        rollback = connection.Prepare("ROLLBACK");
        mark = connection.Prepare("SAVEPOINT step");
        keep = connection.Prepare("RELEASE step");
        undo = connection.Prepare("ROLLBACK TO step");
        numbers = new Sequence(connection);
        Rows = new RowWriter(connection, numbers);
        Messages = new MessageWriter(connection, numbers);
    }

    /// <summary>Changes to rows.</summary>
    public RowWriter Rows { get; }

    /// <summary>Changes to messages.</summary>
    public MessageWriter Messages { get; }

    public void Begin() => begin.Run();

    public void Commit() => commit.Run();

    /// <summary>Undoes the open transaction, if SQLite has not done so itself.</summary>
    public void Rollback()
    {
        numbers.Reset();
        if (!connection.Idle) rollback.Run();
    }

    /// <summary>True while no transaction is open.</summary>
    public bool Idle => connection.Idle;

    /// <summary>Reads on this connection: sees what the open transaction has written.</summary>
    public Reader OpenReader() => new(connection);

    /// <summary>Begins a step within the open transaction.</summary>
    public void Savepoint() => mark.Run();

    /// <summary>Makes the step part of the transaction.</summary>
    public void Release() => keep.Run();

    /// <summary>Undoes the step; false when SQLite has rolled back the whole transaction.</summary>
    public bool TryRollbackToSavepoint()
    {
        numbers.Reset();
        if (connection.Idle) return false;
        undo.Run();
        keep.Run();
        return true;
    }

    /// <summary>Moves everything from the log into the file and empties the log, as far as readers allow.</summary>
    public void Checkpoint() => connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");

    public void Dispose()
    {
        Rows.Dispose();
        Messages.Dispose();
        numbers.Dispose();
        begin.Dispose();
        commit.Dispose();
        rollback.Dispose();
        mark.Dispose();
        keep.Dispose();
        undo.Dispose();
        connection.Dispose();
    }
}
