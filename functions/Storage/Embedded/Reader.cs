using System.Globalization;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Storage.Embedded;

/// <summary>
/// Reads by the prepared statements of one connection. Every call sees all that was committed before it, and what its own connection wrote.
/// </summary>
internal sealed class Reader : IDisposable
{
    private readonly Connection connection;
    private readonly bool ownsConnection;
    private readonly Statement range;
    private readonly Statement one;
    private readonly Statement scan;
    private readonly Statement scanAfter;
    private readonly Statement count;
    private readonly Statement nextVisible;

    /// <summary>Opens a connection of its own to read on.</summary>
    public Reader(StoreSettings store)
        : this(StoreFile.OpenReader(store)) => ownsConnection = true;

    /// <summary>Prepares to read on a connection that stays the caller's.</summary>
    public Reader(Connection connection)
    {
        this.connection = connection;
        // A sum, because SQLite compiles a statement anew each time a bare parameter of LIMIT is bound: it plans by its value.
        range = connection.Prepare(
            "SELECT rk, tag, body FROM rows WHERE tbl = ?1 AND pk = ?2 AND rk >= ?3 AND rk < ?4 ORDER BY rk LIMIT ?5 + 0");
        one = connection.Prepare("SELECT tag, body FROM rows WHERE tbl = ?1 AND pk = ?2 AND rk = ?3");
        scan = connection.Prepare(
            "SELECT rk, tag, body, pk FROM rows WHERE tbl = ?1 AND pk >= ?2 AND pk < ?3 ORDER BY pk, rk LIMIT ?4 + 0");
        // The plus keeps SQLite from starting at the range's beginning rather than at the last page's end.
        scanAfter = connection.Prepare(
            """
            SELECT rk, tag, body, pk FROM rows
            WHERE tbl = ?1 AND (pk, rk) > (?5, ?6) AND +pk >= ?2 AND pk < ?3 ORDER BY pk, rk LIMIT ?4 + 0
            """);
        count = connection.Prepare("SELECT count(*) FROM messages WHERE queue = ?1");
        nextVisible = connection.Prepare("SELECT visible FROM messages WHERE queue = ?1 ORDER BY visible LIMIT 1");
    }

    /// <summary>Rows of one partition, in key order.</summary>
    public IReadOnlyList<Row> Range(string table, string partition, string from, string before, int take)
    {
        range.Bind(1, table).Bind(2, partition).Bind(3, from).Bind(4, before).Bind(5, take);
        var rows = new List<Row>(Math.Clamp(take, 0, 8));
        while (range.Step()) rows.Add(Row(range, partition));
        return rows;
    }

    /// <summary>One row, or null.</summary>
    public Row? Find(string table, string partition, string key)
    {
        if (!one.Bind(1, table).Bind(2, partition).Bind(3, key).Step()) return null;

        var row = new Row(partition, key, one.Bytes(1).ToArray(), Tag(one.Number(0)));
        one.Reset();
        return row;
    }

    /// <summary>Rows of many partitions, in the order of partition and key.</summary>
    public IReadOnlyList<Row> Scan(string table, string from, string before, RowAddress? after, int take)
    {
        var statement = after is null ? scan : scanAfter;
        statement.Bind(1, table).Bind(2, from).Bind(3, before).Bind(4, take);
        if (after is { } last) statement.Bind(5, last.Partition).Bind(6, last.Key);

        var rows = new List<Row>();
        while (statement.Step()) rows.Add(Row(statement, statement.Text(3)));
        return rows;
    }

    /// <summary>How many messages a queue holds.</summary>
    public long Count(string queue) => count.Bind(1, queue).ReadNumber()!.Value;

    /// <summary>When the next message of a queue becomes visible, or null when it is empty.</summary>
    public Instant? NextVisible(string queue) =>
        nextVisible.Bind(1, queue).ReadNumber() is { } ticks ? Instant.FromUnixTimeTicks(ticks) : null;

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<Statement>)[range, one, scan, scanAfter, count, nextVisible]) statement.Dispose();
        if (ownsConnection) connection.Dispose();
    }

    private static Row Row(Statement statement, string partition) =>
        new(partition, statement.Text(0), statement.Bytes(2).ToArray(), Tag(statement.Number(1)));

    private static string Tag(long number) => number.ToString(CultureInfo.InvariantCulture);
}
