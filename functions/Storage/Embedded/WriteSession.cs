namespace Campaigns.Storage.Embedded;

/// <summary>The connection that writes, with its prepared statements. Used by one thread at a time.</summary>
internal sealed class WriteSession : IDisposable
{
    private readonly Connection connection;
    private readonly Statement begin;
    private readonly Statement commit;
    private readonly Statement rollback;
    private readonly Sequence numbers;

    public WriteSession(StoreSettings store)
    {
        connection = StoreFile.OpenWriter(store);
        // IMMEDIATE takes the write lock at once: what is then read cannot be changed by another process before the commit.
        begin = connection.Prepare("BEGIN IMMEDIATE");
        commit = connection.Prepare("COMMIT");
        rollback = connection.Prepare("ROLLBACK");
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
        numbers.Forget();
        if (!connection.Idle) rollback.Run();
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
        connection.Dispose();
    }
}
