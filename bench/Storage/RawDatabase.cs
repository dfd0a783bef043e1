using System.Text;
using SQLitePCL;

namespace Campaigns.Storage.Benchmarks;

/// <summary>
/// The same work on the same file by bare SQLite calls on one thread, keys already encoded, nothing given back: the
/// limit a store can approach on this machine.
/// </summary>
internal sealed class RawDatabase : IDisposable
{
    private static readonly byte[] Table = Encoding.UTF8.GetBytes(Customers.Table);
    private static readonly byte[][] Keys = [.. Customers.Rows.Take(3).Select(row => Encoding.UTF8.GetBytes(row.Key))];

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _begin;
    private readonly sqlite3_stmt _commit;
    private readonly sqlite3_stmt _write;
    private readonly sqlite3_stmt _read;
    private long _tag = 1L << 40;

    public RawDatabase(string path, string synchronous)
    {
        Check(raw.sqlite3_open_v2(path, out _database, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX, null));
        Check(raw.sqlite3_exec(_database, $"PRAGMA synchronous={synchronous}; PRAGMA cache_size=-8192; PRAGMA wal_autocheckpoint=4000"));
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _write = Prepare(
            "INSERT INTO rows VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET tag = excluded.tag, body = excluded.body");
        _read = Prepare("SELECT rk, tag, body FROM rows WHERE tbl = ?1 AND pk = ?2");
    }

    public void Begin() => Run(_begin);

    public void Commit() => Run(_commit);

    /// <summary>The writes of one journey step.</summary>
    public void Step(byte[] customer)
    {
        raw.sqlite3_bind_text(_write, 1, Table);
        raw.sqlite3_bind_text(_write, 2, customer);
        for (var i = 0; i < Keys.Length; i++) Write(Keys[i], Customers.Rows[i].Bytes);
        Write(Encoding.UTF8.GetBytes($"tl/r{_tag}"), 300);
    }

    /// <summary>Reads a customer's rows and copies their bodies.</summary>
    public int Read(byte[] customer)
    {
        raw.sqlite3_bind_text(_read, 1, Table);
        raw.sqlite3_bind_text(_read, 2, customer);
        var bytes = 0;
        while (raw.sqlite3_step(_read) == raw.SQLITE_ROW) bytes += raw.sqlite3_column_blob(_read, 2).ToArray().Length;
        raw.sqlite3_reset(_read);
        return bytes;
    }

    public void Dispose()
    {
        foreach (var statement in (sqlite3_stmt[])[_begin, _commit, _write, _read]) statement.Dispose();
        _database.Dispose();
    }

    private void Write(byte[] key, int bytes)
    {
        raw.sqlite3_bind_text(_write, 3, key);
        raw.sqlite3_bind_int64(_write, 4, _tag++);
        raw.sqlite3_bind_blob(_write, 5, Customers.Body(bytes).Span);
        Run(_write);
    }

    private sqlite3_stmt Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_database, sql, out var statement));
        return statement;
    }

    private static void Run(sqlite3_stmt statement)
    {
        var code = raw.sqlite3_step(statement);
        raw.sqlite3_reset(statement);
        if (code != raw.SQLITE_DONE) Check(code);
    }

    private static void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw new InvalidOperationException($"SQLite answered {code}.");
    }
}
