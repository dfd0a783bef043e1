using System.Globalization;
using Campaigns.Model;
using Campaigns.Runtime.Incidents;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Runtime.Timers;

/// <summary>
/// A due-time index in the row store: one partition a minute, rows in order of their instant, so that looking for what
/// is due reads just that. The timers of the local host, and of date entries everywhere.
/// </summary>
public sealed class TimerTable(IRowStore rows) : ITimers
{
    /// <summary>The table.</summary>
    public const string Table = "alarms";

    private const int MaxRowsPerBatch = 100;
    private const int FirstPage = 32;
    private const char Separator = '|';
    private static readonly InstantPattern Minute = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm");
    private static readonly InstantPattern Exact = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss.fffffff");

    /// <inheritdoc/>
    public async ValueTask SetAsync(IReadOnlyList<WakeTimer> timers, CancellationToken cancel)
    {
        foreach (var batch in BatchesOf(timers))
            await rows.CommitAsync(batch.Table, batch.Partition, batch.Changes, cancel);
    }

    /// <summary>What sets the timers, one batch for each of their minutes, or several.</summary>
    internal static IEnumerable<RowBatch> BatchesOf(IReadOnlyList<WakeTimer> timers) => timers.Count == 1
        ? [new(Table, Minute.Format(timers[0].At), [Change(timers[0])])]
        : timers.Distinct().GroupBy(timer => Minute.Format(timer.At))
            .SelectMany(minute => minute.Select(Change).Chunk(MaxRowsPerBatch).Select(batch => new RowBatch(Table, minute.Key, batch)));

    /// <summary>Whether the index lies in these rows.</summary>
    internal bool IsIn(IRowStore store) => ReferenceEquals(rows, store);

    /// <summary>Timers due by an instant, the earliest first. They stay until cleared.</summary>
    /// <param name="by">The instant.</param>
    /// <param name="take">The most rows to read at once.</param>
    /// <param name="cancel">Stops it.</param>
    /// <param name="incidents">Hears of rows that cannot be read, which are passed over; null: one that cannot be is an exception.</param>
    public async ValueTask<IReadOnlyList<DueTimer>> DueAsync(
        Instant by, int take, CancellationToken cancel, IncidentLog? incidents = null)
    {
        var minute = Minute.Format(by);
        var due = new List<DueTimer>();
        RowAddress? after = null;
        // Looked for far more often than one is due, and a minute may have many that are not due yet: then a few rows tell so.
        var page = Math.Min(FirstPage, take);
        while (due.Count < take)
        {
            var found = await rows.ScanAsync(Table, "", minute + "~", after, page, cancel);
            foreach (var row in found)
            {
                try
                {
                    var timer = Read(row);
                    if (timer.Timer.At > by)
                        return due; // they lie in the order of their instants
                    due.Add(timer);
                }
                catch (Exception e) when (incidents is not null && e is (InvalidDataException or StoreFormatException))
                {
                    incidents.Report("timer that cannot be read", e);
                }
            }

            if (found.Count < page)
                return due;
            after = new RowAddress(found[^1].Partition, found[^1].Key);
            page = take - due.Count;
        }

        return due;
    }

    /// <summary>The instant of the next timer, due or not; null when there is none.</summary>
    public async ValueTask<Instant?> NextAsync(CancellationToken cancel)
    {
        var first = await rows.ScanAsync(Table, "", "~", after: null, 1, cancel);
        return first.Count == 0 ? null : Read(first[0]).Timer.At;
    }

    /// <summary>Removes timers that have been acted on.</summary>
    public async ValueTask ClearAsync(IEnumerable<DueTimer> done, CancellationToken cancel)
    {
        foreach (var minute in done.GroupBy(timer => timer.Row.Partition))
        {
            foreach (var batch in minute.Chunk(MaxRowsPerBatch))
                await ClearAsync(minute.Key, batch, cancel);
        }
    }

    /// <summary>Leaves a timer alone that was set anew after it was read: it has something else to ring for.</summary>
    private async ValueTask ClearAsync(string minute, DueTimer[] batch, CancellationToken cancel)
    {
        if ((await rows.CommitAsync(Table, minute, [.. batch.Select(Delete)], cancel)).Committed || batch.Length == 1)
            return;
        foreach (var timer in batch)
            await rows.CommitAsync(Table, minute, [Delete(timer)], cancel);

        static RowChange Delete(DueTimer timer) => new RowChange.Delete(timer.Row.Key, timer.Tag);
    }

    private static RowChange.Upsert Change(WakeTimer timer) =>
        new(Key(timer), TextRow.Write($"{timer.Customer}\n{timer.Enrollment?.Value}"));

    private static string Key(WakeTimer timer) => string.Create(CultureInfo.InvariantCulture,
        $"{Exact.Format(timer.At)}{Separator}{StableHash.Of($"{timer.Customer}\n{timer.Enrollment?.Value}"):x16}");

    private static DueTimer Read(Row row)
    {
        var text = TextRow.Read(Table, row);
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        if (end <= 0 || !Exact.Parse(row.Key.Split(Separator)[0]).TryGetValue(default, out var at))
            throw new InvalidDataException($"The row {Table}/{row.Partition}/{row.Key} is no timer.");
        var enrollment = text[(end + 1)..];
        return new(new RowAddress(row.Partition, row.Key),
            new WakeTimer(at, new(text[..end]), enrollment.Length == 0 ? null : new(enrollment)))
        { Tag = row.Tag };
    }
}

/// <summary>A timer and where it is written.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Timer">The timer.</param>
public readonly record struct DueTimer(RowAddress Row, WakeTimer Timer)
{
    /// <summary>The row's tag when it was read; null: whichever.</summary>
    public string? Tag { get; init; }
}
