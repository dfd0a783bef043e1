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

    private readonly sqlite3 database;
    private readonly sqlite3_stmt begin;
    private readonly sqlite3_stmt commit;
    private readonly sqlite3_stmt write;
    private readonly sqlite3_stmt read;
    private long tag = 1L << 40;

    public RawDatabase(string path, string synchronous)
    {
        Check(raw.sqlite3_open_v2(path, out database, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX, null));
        Check(raw.sqlite3_exec(database, $"PRAGMA synchronous={synchronous}; PRAGMA cache_size=-8192; PRAGMA wal_autocheckpoint=4000"));
        begin = Prepare("BEGIN IMMEDIATE");
        commit = Prepare("COMMIT");
        write = Prepare(
            "INSERT INTO rows VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET tag = excluded.tag, body = excluded.body");
        read = Prepare("SELECT rk, tag, body FROM rows WHERE tbl = ?1 AND pk = ?2");
    }

    public void Begin() => Run(begin);

    public void Commit() => Run(commit);

    /// <summary>The writes of one journey step.</summary>
    public void Step(byte[] customer)
    {
        raw.sqlite3_bind_text(write, 1, Table);
        raw.sqlite3_bind_text(write, 2, customer);
        for (var i = 0; i < Keys.Length; i++) Write(Keys[i], Customers.Rows[i].Bytes);
        Write(Encoding.UTF8.GetBytes($"tl/r{tag}"), 300);
    }

    /// <summary>Reads a customer's rows and copies their bodies.</summary>
    public int Read(byte[] customer)
    {
        raw.sqlite3_bind_text(read, 1, Table);
        raw.sqlite3_bind_text(read, 2, customer);
        var bytes = 0;
        while (raw.sqlite3_step(read) == raw.SQLITE_ROW) bytes += raw.sqlite3_column_blob(read, 2).ToArray().Length;
        raw.sqlite3_reset(read);
        return bytes;
    }

    public void Dispose()
    {
        foreach (var statement in (sqlite3_stmt[])[begin, commit, write, read]) statement.Dispose();
        database.Dispose();
    }

    private void Write(byte[] key, int bytes)
    {
        raw.sqlite3_bind_text(write, 3, key);
        raw.sqlite3_bind_int64(write, 4, tag++);
        raw.sqlite3_bind_blob(write, 5, Customers.Body(bytes).Span);
        Run(write);
    }

    private sqlite3_stmt Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(database, sql, out var statement));
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
