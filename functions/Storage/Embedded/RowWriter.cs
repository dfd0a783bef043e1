using System.Globalization;
using Campaigns.Runtime.Ports;

namespace Campaigns.Storage.Embedded;

/// <summary>Applies a batch of row changes within the writer's transaction: whole, or not at all.</summary>
internal sealed class RowWriter(Connection connection, Sequence tags) : IDisposable
{
    private const string At = "tbl = ?1 AND pk = ?2 AND rk = ?3";

    private readonly Statement _find = connection.Prepare($"SELECT tag FROM rows WHERE {At}");
    private readonly Statement _insert = connection.Prepare(
        "INSERT INTO rows (tbl, pk, rk, tag, body) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING");
    private readonly Statement _upsert = connection.Prepare(
        """
        INSERT INTO rows (tbl, pk, rk, tag, body) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT DO UPDATE SET tag = excluded.tag, body = excluded.body
        """);
    private readonly Statement _replace = connection.Prepare($"UPDATE rows SET tag = ?4, body = ?5 WHERE {At} AND tag = ?6");
    private readonly Statement _delete = connection.Prepare($"DELETE FROM rows WHERE {At}");
    private readonly Statement _deleteTagged = connection.Prepare($"DELETE FROM rows WHERE {At} AND tag = ?4");

    /// <summary>
    /// Applies the changes or finds the first that conflicts. Nothing has been written when one does, so the other
    /// batches of the same transaction need no savepoint: with one conditional change that one goes first, with several
    /// all are checked before any is applied. The write lock is held, so a check stays true.
    /// </summary>
    public CommitResult Apply(string table, string partition, IReadOnlyList<RowChange> changes)
    {
        var first = -1;
        var written = new string?[changes.Count];
        var conditions = 0;
        CheckKeys(changes);
        for (var i = 0; i < changes.Count; i++)
        {
            if (!IsConditional(changes[i])) continue;
            if (conditions++ == 0) first = i;
        }

        if (conditions == 1 && !TryApply(table, partition, changes[first], out written[first]))
            return new(CommitOutcome.Conflict, changes[first].Key);

        if (conditions > 1)
        {
            foreach (var change in changes)
                if (!Holds(table, partition, change)) return new(CommitOutcome.Conflict, change.Key);
        }

        for (var i = 0; i < changes.Count; i++)
            if (conditions != 1 || i != first) TryApply(table, partition, changes[i], out written[i]);

        return new(CommitOutcome.Committed) { Tags = written };
    }

    /// <summary>Refuses keys that are no text, before the first change is written.</summary>
    public static void CheckKeys(IReadOnlyList<RowChange> changes)
    {
        for (var i = 0; i < changes.Count; i++) Statement.CheckText(changes[i].Key);
    }

    public void Dispose()
    {
        _find.Dispose();
        _insert.Dispose();
        _upsert.Dispose();
        _replace.Dispose();
        _delete.Dispose();
        _deleteTagged.Dispose();
    }

    private static bool IsConditional(RowChange change) => change is not (RowChange.Upsert or RowChange.Delete { Tag: null });

    private bool Holds(string table, string partition, RowChange change) => change switch
    {
        RowChange.Insert => CurrentTag(table, partition, change.Key) is null,
        RowChange.Replace(_, _, var tag) => CurrentTag(table, partition, change.Key) == Parse(tag),
        RowChange.Delete(_, { } tag) => CurrentTag(table, partition, change.Key) == Parse(tag),
        _ => true,
    };

    private bool TryApply(string table, string partition, RowChange change, out string? tag)
    {
        tag = null;
        return change switch
        {
            RowChange.Insert(_, var body) => Write(_insert, table, partition, change.Key, body.Span, out tag),
            RowChange.Upsert(_, var body) => Write(_upsert, table, partition, change.Key, body.Span, out tag),
            RowChange.Replace(_, var body, var known) =>
                Write(_replace.Bind(6, Parse(known)), table, partition, change.Key, body.Span, out tag),
            RowChange.Delete(_, null) => Address(_delete, table, partition, change.Key).RunCounting() >= 0,
            RowChange.Delete(_, { } known) => Address(_deleteTagged.Bind(4, Parse(known)), table, partition, change.Key).RunCounting() == 1,
            _ => throw new ArgumentException($"A change of kind {change.GetType().Name} is unknown.", nameof(change)),
        };
    }

    private bool Write(Statement statement, string table, string partition, string key, ReadOnlySpan<byte> body, out string? tag)
    {
        var number = tags.Next();
        tag = number.ToString(CultureInfo.InvariantCulture);
        return Address(statement, table, partition, key).Bind(4, number).Bind(5, body).RunCounting() == 1;
    }

    private long? CurrentTag(string table, string partition, string key) => Address(_find, table, partition, key).ReadNumber();

    private static Statement Address(Statement statement, string table, string partition, string key) =>
        statement.Bind(1, table).Bind(2, partition).Bind(3, key);

    // A tag this store never gave matches nothing; the numbers it gives are positive.
    private static long Parse(string tag) =>
        long.TryParse(tag, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
