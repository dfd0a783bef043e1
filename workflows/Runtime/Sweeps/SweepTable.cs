using System.Globalization;
using Campaigns.Definitions.Journeys;
using Campaigns.Runtime.Incidents;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;
using NodaTime;

namespace Campaigns.Runtime.Sweeps;

/// <summary>Sweeps in the row store: what was ordered, how far each one is, and which schedules have fired.</summary>
public sealed class SweepTable(IRowStore rows) : ISweeps
{
    /// <summary>The table.</summary>
    public const string Table = "sweeps";

    private const string Open = "open";
    private const string Done = "done";
    private const string Fired = "fired";

    /// <inheritdoc/>
    public async ValueTask OrderAsync(Sweep sweep, CancellationToken cancel)
    {
        var key = Key(sweep);
        if (await rows.FindAsync(Table, Done, key, cancel) is null)
            await rows.CommitAsync(Table, Open, [new RowChange.Insert(key, SweepProgressRow.Write(new SweepProgress(sweep)))], cancel);
    }

    /// <summary>The sweeps that are not finished, in the order they were ordered for.</summary>
    public ValueTask<IReadOnlyList<SweepProgress>> OpenAsync(CancellationToken cancel) => OpenAsync(incidents: null, cancel);

    /// <summary>The same, without those that cannot be read.</summary>
    /// <param name="incidents">Hears of those that cannot be read; null: one that cannot be is an exception.</param>
    /// <param name="cancel">Stops it.</param>
    public async ValueTask<IReadOnlyList<SweepProgress>> OpenAsync(IncidentLog? incidents, CancellationToken cancel)
    {
        const int max = 100;
        var open = new List<SweepProgress>();
        foreach (var row in await rows.ReadAsync(Table, Open, "", "~", max, cancel))
        {
            try
            {
                open.Add(SweepProgressRow.Read(row));
            }
            catch (Exception e) when (incidents is not null && e is (InvalidDataException or StoreFormatException))
            {
                incidents.Report($"sweep {row.Key}", e);
            }
        }

        return open;
    }

    /// <summary>Remembers how far a sweep is, unless another process has carried it on meanwhile or finished it.</summary>
    /// <returns>The progress to go on from; null: leave it, it is in other hands.</returns>
    public async ValueTask<SweepProgress?> SaveAsync(SweepProgress progress, CancellationToken cancel)
    {
        var key = Key(progress.Sweep);
        RowChange change = new RowChange.Replace(key, SweepProgressRow.Write(progress), progress.Tag ?? "");
        return (await rows.CommitAsync(Table, Open, [change], cancel)).Committed
            && await rows.FindAsync(Table, Open, key, cancel) is { } row
            ? SweepProgressRow.Read(row)
            : null;
    }

    /// <summary>Closes a sweep, keeping its numbers.</summary>
    public async ValueTask CloseAsync(SweepProgress progress, CancellationToken cancel)
    {
        var key = Key(progress.Sweep);
        await rows.CommitAsync(Table, Done, [new RowChange.Upsert(key, SweepProgressRow.Write(progress))], cancel);
        await rows.CommitAsync(Table, Open, [new RowChange.Delete(key)], cancel);
    }

    /// <summary>The last instant a schedule fired; null: never. Older versions kept one for all schedules of a journey.</summary>
    public async ValueTask<Instant?> LastFiredAsync(JourneySchedule schedule, CancellationToken cancel) =>
        (await rows.FindAsync(Table, Fired, Key(schedule), cancel) ?? await rows.FindAsync(Table, Fired, schedule.Journey.Value, cancel))
        is { } row
            ? SweepProgressRow.Read(row).Sweep.At
            : null;

    /// <summary>When schedules fired last; those that a journey has no more may be among them.</summary>
    public async ValueTask<Func<JourneySchedule, Instant?>> LastFiredAsync(CancellationToken cancel)
    {
        const int page = 1000;
        var fired = new Dictionary<string, Instant>(StringComparer.Ordinal);
        IReadOnlyList<Row> rowsOfPage;
        var from = "";
        do
        {
            rowsOfPage = await rows.ReadAsync(Table, Fired, from, "~", page, cancel);
            foreach (var row in rowsOfPage)
                fired[row.Key] = SweepProgressRow.Read(row).Sweep.At;
            from = rowsOfPage.Count > 0 ? rowsOfPage[^1].Key + "\0" : from;
        }
        while (rowsOfPage.Count == page);
        return schedule => fired.TryGetValue(Key(schedule), out var at) || fired.TryGetValue(schedule.Journey.Value, out at) ? at : null;
    }

    /// <summary>Remembers that a schedule fired, or began to be watched, at an instant.</summary>
    public async ValueTask SetFiredAsync(JourneySchedule schedule, Instant at, CancellationToken cancel)
    {
        var progress = new SweepProgress(new Sweep(schedule.Journey, SweepKind.Audience, at) { Schedule = schedule.Id });
        await rows.CommitAsync(Table, Fired, [new RowChange.Upsert(Key(schedule), SweepProgressRow.Write(progress))], cancel);
    }

    private static string Key(JourneySchedule schedule) => $"{schedule.Journey}|{schedule.Id}";

    /// <summary>
    /// The kind as keys spell it: the words of the first version, so that a sweep that is open during an upgrade is found.
    /// </summary>
    private static string NameOf(SweepKind kind) => kind == SweepKind.Concurrency ? "Places" : kind.ToString();

    private static string Key(Sweep sweep) => string.Create(
        CultureInfo.InvariantCulture,
        $"{sweep.At:uuuu-MM-dd'T'HH:mm:ss.fff}|{sweep.Journey}|{NameOf(sweep.Kind)}{Which(sweep)}");

    private static string Which(Sweep sweep) => sweep.Schedule is { } schedule ? $"|{schedule}"
        : sweep.Migration is { } migration ? string.Create(CultureInfo.InvariantCulture, $"|{migration.From}>{migration.To}") : "";
}

/// <summary>How far a sweep is.</summary>
/// <param name="Sweep">The sweep.</param>
public sealed record SweepProgress(Sweep Sweep)
{
    /// <summary>The partition of the last customer done, with <see cref="Key"/>; null: none yet.</summary>
    public string? Partition { get; init; }

    /// <summary>The last customer done.</summary>
    public string? Key { get; init; }

    /// <summary>Customers looked at.</summary>
    public long Seen { get; init; }

    /// <summary>Enrollments begun.</summary>
    public long Entered { get; init; }

    /// <summary>The row's tag when it was read.</summary>
    public string? Tag { get; init; }
}
