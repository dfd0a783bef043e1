using System.Globalization;
using System.Text;
using Campaigns.Model;
using Campaigns.Runtime.Ports;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Runtime.Timers;

/// <summary>
/// A due-time index in the row store: one partition a minute, rows in order of their instant, so that looking for what
/// is due reads just that. The alarm clock of the local host, and of date entries everywhere.
/// </summary>
public sealed class AlarmTable(IRowStore rows) : IAlarms
{
    /// <summary>The table.</summary>
    public const string Table = "alarms";

    private const int MostInBatch = 100;
    private const char Apart = '|';
    private static readonly InstantPattern Minute = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm");
    private static readonly InstantPattern Exact = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss.fffffff");

    /// <inheritdoc/>
    public async ValueTask SetAsync(IReadOnlyList<Alarm> alarms, CancellationToken cancel)
    {
        if (alarms.Count == 1)
        {
            await rows.CommitAsync(Table, Minute.Format(alarms[0].At), [Change(alarms[0])], cancel);
            return;
        }

        foreach (var minute in alarms.Distinct().GroupBy(alarm => Minute.Format(alarm.At)))
        {
            foreach (var batch in minute.Select(Change).Chunk(MostInBatch))
                await rows.CommitAsync(Table, minute.Key, batch, cancel);
        }
    }

    /// <summary>Alarms due by an instant, the earliest first. They stay until cleared.</summary>
    public async ValueTask<IReadOnlyList<DueAlarm>> DueAsync(Instant by, int take, CancellationToken cancel)
    {
        var found = await rows.ScanAsync(Table, "", Minute.Format(by) + "~", after: null, take, cancel);
        var due = new List<DueAlarm>(found.Count);
        foreach (var row in found)
        {
            var alarm = Read(row);
            if (alarm.Alarm.At <= by)
                due.Add(alarm);
        }

        return due;
    }

    /// <summary>The instant of the next alarm, due or not; null when there is none.</summary>
    public async ValueTask<Instant?> NextAsync(CancellationToken cancel)
    {
        var first = await rows.ScanAsync(Table, "", "~", after: null, 1, cancel);
        return first.Count == 0 ? null : Read(first[0]).Alarm.At;
    }

    /// <summary>Removes alarms that have been acted on.</summary>
    public async ValueTask ClearAsync(IEnumerable<DueAlarm> done, CancellationToken cancel)
    {
        foreach (var minute in done.GroupBy(alarm => alarm.Row.Partition))
        {
            foreach (var batch in minute.Chunk(MostInBatch))
                await ClearAsync(minute.Key, batch, cancel);
        }
    }

    /// <summary>Leaves an alarm alone that was set anew after it was read: it has something else to ring for.</summary>
    private async ValueTask ClearAsync(string minute, DueAlarm[] batch, CancellationToken cancel)
    {
        if ((await rows.CommitAsync(Table, minute, [.. batch.Select(Delete)], cancel)).Committed || batch.Length == 1)
            return;
        foreach (var alarm in batch)
            await rows.CommitAsync(Table, minute, [Delete(alarm)], cancel);

        static RowChange Delete(DueAlarm alarm) => new RowChange.Delete(alarm.Row.Key, alarm.Tag);
    }

    private static RowChange.Upsert Change(Alarm alarm) => new(Key(alarm), Encoding.UTF8.GetBytes($"{alarm.Customer}\n{alarm.Enrollment?.Value}"));

    private static string Key(Alarm alarm) => string.Create(CultureInfo.InvariantCulture,
        $"{Exact.Format(alarm.At)}{Apart}{StableHash.Of($"{alarm.Customer}\n{alarm.Enrollment?.Value}"):x16}");

    private static DueAlarm Read(Row row)
    {
        var text = Encoding.UTF8.GetString(row.Body.Span);
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        var at = Exact.Parse(row.Key[..row.Key.IndexOf(Apart, StringComparison.Ordinal)]).Value;
        var enrollment = text[(end + 1)..];
        return new(new RowAddress(row.Partition, row.Key), new Alarm(at, new(text[..end]), enrollment.Length == 0 ? null : new(enrollment))) { Tag = row.Tag };
    }
}

/// <summary>An alarm and where it is written.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Alarm">The alarm.</param>
public readonly record struct DueAlarm(RowAddress Row, Alarm Alarm)
{
    /// <summary>The row's tag when it was read; null: whichever.</summary>
    public string? Tag { get; init; }
}
