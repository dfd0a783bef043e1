using SQLitePCL;

namespace Campaigns.Storage.Embedded;

/// <summary>One SQLite connection, used by one thread at a time.</summary>
internal sealed class Connection : IDisposable
{
    // The store hands a connection to one thread at a time, so SQLite need not lock it on every call.
    private const int Flags = raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX;

    private readonly StoreSettings _store;
    private readonly sqlite3 _handle;

    static Connection() => Batteries_V2.Init();

    /// <summary>Opens the file, creating it when absent.</summary>
    public Connection(StoreSettings store)
    {
        _store = store;
        var code = raw.sqlite3_open_v2(_store.Path, out _handle, Flags, null);
        if (code != raw.SQLITE_OK)
        {
            var failure = Failure(code);
            _handle.Dispose();
            throw failure;
        }

        raw.sqlite3_extended_result_codes(_handle, 1);
        raw.sqlite3_busy_timeout(_handle, (int)_store.BusyTimeout.TotalMilliseconds);
    }

    /// <summary>How many rows the last statement wrote or removed.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    /// <summary>How many rows all statements wrote or removed so far.</summary>
    public int TotalChanges => raw.sqlite3_total_changes(_handle);

    /// <summary>True while no transaction is open: also after SQLite has rolled one back by itself.</summary>
    public bool Idle => raw.sqlite3_get_autocommit(_handle) != 0;

    /// <summary>Compiles a statement that is kept for the connection's life.</summary>
    public Statement Prepare(string sql)
    {
        var code = raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement);
        return code == raw.SQLITE_OK ? new Statement(this, statement) : throw Failure(code);
    }

    /// <summary>Runs a statement once, ignoring its rows.</summary>
    public void Execute(string sql)
    {
        using var statement = Prepare(sql);
        statement.Run();
    }

    /// <summary>Runs a statement once and returns the number in its first row, or 0 when there is none.</summary>
    public long ReadNumber(string sql)
    {
        using var statement = Prepare(sql);
        return statement.ReadNumber() ?? 0;
    }

    /// <summary>The exception for a call on this connection that answered <paramref name="code"/>.</summary>
    public Exception Failure(int code) => SqliteErrors.From(code, raw.sqlite3_errmsg(_handle).utf8_to_string() ?? "", _store);

    public void Dispose() => _handle.Dispose();
}
