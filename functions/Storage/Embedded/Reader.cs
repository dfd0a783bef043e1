using System.Globalization;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Storage.Embedded;

/// <summary>
/// Reads by the prepared statements of one connection. Every call sees all that was committed before it, and what its own connection wrote.
/// </summary>
internal sealed class Reader : IDisposable
{
    private readonly Connection _connection;
    private readonly bool _ownsConnection;
    private readonly Statement _range;
    private readonly Statement _one;
    private readonly Statement _scan;
    private readonly Statement _scanAfter;
    private readonly Statement _count;
    private readonly Statement _nextVisible;
    private readonly Statement _peek;

    /// <summary>Opens a connection of its own to read on.</summary>
    public Reader(StoreSettings store)
        : this(StoreFile.OpenReader(store)) => _ownsConnection = true;

    /// <summary>Prepares to read on a connection that stays the caller's.</summary>
    public Reader(Connection connection)
    {
        _connection = connection;
        // A sum, because SQLite compiles a statement anew each time a bare parameter of LIMIT is bound: it plans by its value.
        _range = _connection.Prepare(
            "SELECT rk, tag, body FROM rows WHERE tbl = ?1 AND pk = ?2 AND rk >= ?3 AND rk < ?4 ORDER BY rk LIMIT ?5 + 0");
        _one = _connection.Prepare("SELECT tag, body FROM rows WHERE tbl = ?1 AND pk = ?2 AND rk = ?3");
        _scan = _connection.Prepare(
            "SELECT rk, tag, body, pk FROM rows WHERE tbl = ?1 AND pk >= ?2 AND pk < ?3 ORDER BY pk, rk LIMIT ?4 + 0");
        // The plus keeps SQLite from starting at the range's beginning rather than at the last page's end.
        _scanAfter = _connection.Prepare(
            """
            SELECT rk, tag, body, pk FROM rows
            WHERE tbl = ?1 AND (pk, rk) > (?5, ?6) AND +pk >= ?2 AND pk < ?3 ORDER BY pk, rk LIMIT ?4 + 0
            """);
        _count = _connection.Prepare("SELECT count(*) FROM messages WHERE queue = ?1");
        _nextVisible = _connection.Prepare("SELECT visible FROM messages WHERE queue = ?1 ORDER BY visible LIMIT 1");
        _peek = _connection.Prepare("SELECT visible, body FROM messages WHERE queue = ?1 ORDER BY visible, id LIMIT ?2 + 0");
    }

    /// <summary>Rows of one partition, in key order.</summary>
    public IReadOnlyList<Row> Range(string table, string partition, string from, string before, int take)
    {
        _range.Bind(1, table).Bind(2, partition).Bind(3, from).Bind(4, before).Bind(5, take);
        var rows = new List<Row>(Math.Clamp(take, 0, 8));
        while (_range.Step()) rows.Add(Row(_range, partition));
        return rows;
    }

    /// <summary>One row, or null.</summary>
    public Row? Find(string table, string partition, string key)
    {
        if (!_one.Bind(1, table).Bind(2, partition).Bind(3, key).Step()) return null;

        var row = new Row(partition, key, _one.Bytes(1).ToArray(), Tag(_one.Number(0)));
        _one.Reset();
        return row;
    }

    /// <summary>Rows of many partitions, in the order of partition and key.</summary>
    public IReadOnlyList<Row> Scan(string table, string from, string before, RowAddress? after, int take)
    {
        var statement = after is null ? _scan : _scanAfter;
        statement.Bind(1, table).Bind(2, from).Bind(3, before).Bind(4, take);
        if (after is { } last) statement.Bind(5, last.Partition).Bind(6, last.Key);

        var rows = new List<Row>();
        while (statement.Step()) rows.Add(Row(statement, statement.Text(3)));
        return rows;
    }

    /// <summary>How many messages a queue holds.</summary>
    public long Count(string queue) => _count.Bind(1, queue).ReadNumber()!.Value;

    /// <summary>When the next message of a queue becomes visible, or null when it is empty.</summary>
    public Instant? NextVisible(string queue) =>
        _nextVisible.Bind(1, queue).ReadNumber() is { } ticks ? Instant.FromUnixTimeTicks(ticks) : null;

    /// <summary>The front of a queue, visible or not.</summary>
    public IReadOnlyList<WaitingMessage> Peek(string queue, int max)
    {
        _peek.Bind(1, queue).Bind(2, max);
        var messages = new List<WaitingMessage>();
        while (_peek.Step())
            messages.Add(new(_peek.Bytes(1).ToArray(), Instant.FromUnixTimeTicks(_peek.Number(0))));
        return messages;
    }

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<Statement>)[_range, _one, _scan, _scanAfter, _count, _nextVisible, _peek])
            statement.Dispose();
        if (_ownsConnection) _connection.Dispose();
    }

    private static Row Row(Statement statement, string partition) =>
        new(partition, statement.Text(0), statement.Bytes(2).ToArray(), Tag(statement.Number(1)));

    private static string Tag(long number) => number.ToString(CultureInfo.InvariantCulture);
}
