using System.Text;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Customers;

/// <summary>
/// Writes more rows of one partition than a batch holds, all or none. What does not fit goes into journal rows of the
/// first batch, which decides; then the journal is carried out, batch by batch. A crash leaves the journal, and whoever
/// loads the partition next carries it out before looking at anything.
/// </summary>
/// <remarks>
/// Every batch that carries out replaces the journal's guard row by its tag. As nobody decides before the journal is
/// gone, a slow one of two who carry it out cannot write over what was decided afterwards.
/// </remarks>
internal sealed class LargeBatch(IRowStore rows, string table)
{
    /// <summary>What Azure Tables takes in one transaction.</summary>
    public const int MaxRowsPerBatch = 100;

    // Within the range that is read to decide, and before all else but the head.
    private const string Prefix = CustomerRows.HeadKey + ":";
    private const string End = CustomerRows.HeadKey + ";";
    private const string GuardKey = Prefix; // sorts before the journal's other rows
    private const int MaxRowBytes = 512 * 1024; // bytes; a row takes somewhat less than a megabyte
    private const int MaxBatchBytes = 2 * 1024 * 1024; // bytes; a batch takes somewhat less than three megabytes
    private const int Deleted = -1;

    /// <summary>Whether rows that were read hold a journal still to be carried out.</summary>
    public static bool IsIn(IReadOnlyList<Row> rows) => rows.Count > 1 && rows[1].Key.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Writes all changes or none.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="changes">The changes; those after the first few must be unconditional.</param>
    /// <param name="deciding">How many of them, from the first on, decide whether anything is written.</param>
    /// <param name="cancel">Stops it; once decided, the rest is carried out by whoever comes next.</param>
    /// <exception cref="InvalidDataException">It is more than two megabytes, which no customer comes near.</exception>
    public async ValueTask<CommitResult> CommitAsync(
        string partition, List<RowChange> changes, int deciding, CancellationToken cancel)
    {
        var first = changes[..deciding];
        first.Add(new RowChange.Upsert(GuardKey, ReadOnlyMemory<byte>.Empty));
        first.AddRange(Journal(changes[deciding..]));
        if (first.Count > MaxRowsPerBatch || first.Sum(Length) > MaxBatchBytes)
            throw new InvalidDataException($"a unit of work of customer {partition} is too large: {changes.Count} rows");
        var decided = await rows.CommitAsync(table, partition, first, cancel);
        if (decided.Committed)
            await FinishAsync(partition, cancel);
        return decided;
    }

    /// <summary>Carries a journal out, if there is one.</summary>
    public async ValueTask FinishAsync(string partition, CancellationToken cancel)
    {
        var journal = await rows.ReadAsync(table, partition, Prefix, End, MaxRowsPerBatch, cancel);
        if (journal.Count == 0)
            return;
        foreach (var batch in Batches(journal.SelectMany(Read)))
        {
            if (await rows.FindAsync(table, partition, GuardKey, cancel) is not { } guard
                || !(await rows.CommitAsync(table, partition, [.. batch, new RowChange.Replace(GuardKey, guard.Body, guard.Tag)],
                    cancel)).Committed)
                return; // another carries it out
        }

        if (await rows.FindAsync(table, partition, GuardKey, cancel) is { } last)
        {
            await rows.CommitAsync(
                table, partition,
                [new RowChange.Delete(GuardKey, last.Tag),
                    .. journal.Where(row => row.Key != GuardKey).Select(row => new RowChange.Delete(row.Key))], cancel);
        }
    }

    private static IEnumerable<List<RowChange>> Batches(IEnumerable<RowChange> changes)
    {
        var batch = new List<RowChange>();
        var length = 0;
        foreach (var change in changes)
        {
            if (batch.Count == MaxRowsPerBatch - 1 || (batch.Count > 0 && length + Length(change) > MaxBatchBytes))
            {
                yield return batch;
                (batch, length) = ([], 0);
            }

            batch.Add(change);
            length += Length(change);
        }

        yield return batch;
    }

    private static int Length(RowChange change) => change switch
    {
        RowChange.Insert insert => insert.Body.Length,
        RowChange.Replace replace => replace.Body.Length,
        RowChange.Upsert upsert => upsert.Body.Length,
        _ => 0,
    };

    private static IEnumerable<RowChange> Journal(List<RowChange> changes)
    {
        var number = 0;
        var page = new MemoryStream();
        var writer = new BinaryWriter(page, Encoding.UTF8);
        foreach (var change in changes)
        {
            var body = change switch
            {
                RowChange.Upsert upsert => upsert.Body,
                RowChange.Delete { Tag: null } => (ReadOnlyMemory<byte>?)null,
                _ => throw new ArgumentException($"a {change.GetType().Name} of {change.Key} cannot be carried out later", nameof(changes)),
            };
            if (page.Length > 0 && page.Length + Length(change) > MaxRowBytes)
                yield return Row();
            writer.Write(change.Key);
            writer.Write(body?.Length ?? Deleted);
            if (body is { } bytes)
                writer.Write(bytes.Span);
        }

        yield return Row();

        RowChange.Upsert Row()
        {
            var row = new RowChange.Upsert($"{Prefix}{number++:D4}", page.ToArray());
            page.SetLength(0);
            return row;
        }
    }

    private static IEnumerable<RowChange> Read(Row journal)
    {
        using var reader = new BinaryReader(new MemoryStream(journal.Body.ToArray()), Encoding.UTF8);
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            var key = reader.ReadString();
            var length = reader.ReadInt32();
            yield return length == Deleted ? new RowChange.Delete(key) : new RowChange.Upsert(key, reader.ReadBytes(length));
        }
    }
}
