using System.Security.Cryptography;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Insights.Statistics;

/// <summary>
/// Counts timeline events by journey, version, day, step, channel, kind, reason and holdout. Counts in memory and writes down when
/// flushed, so that deciding never waits for counting; each event is counted once, whichever process is killed and when.
/// </summary>
/// <remarks>
/// A process counts in tallies, each of some minutes. The rows of a timeline bear the stamp of the tally that counts them, written in the
/// batch that saves them. A tally is listed before it stamps anything, and struck off when it is complete and part of the common numbers.
/// One that stays on the list is that of a process that was killed: it is counted again from the stamps, from nothing. Every write of a
/// tally is the whole of what it counted, so writing twice counts once. Decision record 14 says why.
/// </remarks>
/// <param name="rows">The store.</param>
/// <param name="directory">All customers, for what is counted again.</param>
/// <param name="customers">Their timelines.</param>
/// <param name="time">The clock.</param>
public sealed partial class JourneyStatistics(IRowStore rows, CustomerDirectory directory, CustomerStore customers, TimeProvider time)
    : ITimelineSink
{
    /// <summary>The table.</summary>
    public const string Table = StatisticsTable.Table;

    /// <summary>How long a tally stamps.</summary>
    internal static readonly Duration Length = Duration.FromMinutes(5);

    /// <summary>How long after its end a tally is taken for that of a killed process. More than clocks differ by.</summary>
    internal static readonly Duration Grace = Duration.FromMinutes(5);

    /// <summary>A tally in which nothing was counted for so long is completed: what is killed then leaves nothing behind.</summary>
    internal static readonly Duration Idle = Duration.FromSeconds(30);

    /// <summary>How often to call <see cref="RecoverAsync"/>.</summary>
    public static readonly TimeSpan RecoveryInterval = TimeSpan.FromMinutes(5);

    /// <summary>How long who counts tallies again has for it, and how long after it they become part of the common numbers.</summary>
    internal static readonly Duration Claim = Duration.FromHours(1);

    /// <summary>More than a write that was sent may be under way.</summary>
    private static readonly Duration LateWrite = Duration.FromMinutes(1);

    private readonly StatisticsTable _table = new(rows);
    private readonly TallyTable _tallies = new(rows);
    private readonly TallyRecount _recount = new(directory, customers);
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _flushing = new(1, 1);
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly List<Tally> _closing = [];
    private readonly List<TimelineEvent> _unstamped = [];
    private Tally? _open;
    private (string Id, Instant At)? _next;
    private string? _host;

    /// <summary>Names tallies; tests that compare stored rows give their own.</summary>
    internal Func<Instant, string> CreateId { get; init; } = TallyId.Create;

    /// <summary>What this process signs entries with.</summary>
    internal string Self { get; init; } = RandomNumberGenerator.GetHexString(8, lowercase: true);

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    /// <summary>Counts timeline events that were saved without a stamp: lost if the process is killed before they are flushed.</summary>
    public void Receive(CustomerId customer, IReadOnlyList<TimelineEvent> timelineEvents)
    {
        lock (_lock)
            _unstamped.AddRange(timelineEvents);
    }

    /// <inheritdoc/>
    public void Receive(CustomerId customer, IReadOnlyList<TimelineEvent> timelineEvents, ITimelineStamp? stamp)
    {
        if (stamp is not Stamp own)
        {
            Receive(customer, timelineEvents);
            return;
        }

        lock (_lock)
        {
            own.Tally.Count(timelineEvents, Now);
            own.Tally.End();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ITimelineStamp?> StampAsync(CancellationToken cancel)
    {
        while (true)
        {
            lock (_lock)
            {
                var now = Now;
                if (_open is { } open && now - open.OpenedAt < Length)
                    return new Stamp(this, open, open.NextStamp(now));
            }

            await OpenAsync(cancel);
        }
    }

    /// <summary>Writes down what was counted since the last time. What could not be stored is kept for the next time.</summary>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    public async ValueTask FlushAsync(CancellationToken cancel)
    {
        await _flushing.WaitAsync(cancel);
        try
        {
            await WriteAllAsync(retireAll: false, cancel);
        }
        finally
        {
            _flushing.Release();
        }
    }

    /// <summary>What came of a journey on the days from one to another, both included, in UTC; as of the last flush.</summary>
    public async ValueTask<JourneyReport> ReadAsync(JourneyId journey, LocalDate from, LocalDate to, CancellationToken cancel) =>
        ReportBuilder.Build(journey, from, to, await _table.ReadAsync(journey, from, to, cancel));

    /// <summary>
    /// What came of one version of a journey on the days from one to another, as a ramp looks at it; as of the last flush. Reads a row or
    /// two for each day, however many customers there are.
    /// </summary>
    public async ValueTask<RampFigures> ReadFiguresAsync(JourneyId journey, int version, LocalDate from, LocalDate to, CancellationToken cancel) =>
        VersionFigures.Of(await _table.ReadAsync(journey, from, to, cancel, version));

    /// <summary>Whether a partition holds marks by which earlier versions said who was counting, and no numbers.</summary>
    public static bool IsOfAHost(string partition) => partition is Running or Due;

    /// <summary>Says that a host begins to count. <see cref="RecoverAsync"/> then completes what it counted when it was killed.</summary>
    /// <param name="host">Its name: the same after a restart, and no other process has it. Null: it has none.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>
    /// False: <see cref="RebuildAsync"/> is due, since an earlier version of the program, whose rows bear no stamps, was killed while
    /// it counted. While others are counting, it stays due until one begins alone.
    /// </returns>
    public async ValueTask<bool> BeginAsync(string? host, CancellationToken cancel)
    {
        _host = host;
        if (host is null)
            return true;
        if (await rows.FindAsync(Table, Running, host, cancel) is not null || await rows.FindAsync(Table, Due, Due, cancel) is not null)
        {
            var others = (await rows.ReadAsync(Table, Running, "", "~", 2, cancel)).Any(row => row.Key != host);
            if (!others && (await _tallies.ListAsync(cancel)).Count == 0)
                return false;
            await rows.CommitAsync(Table, Due, [new RowChange.Upsert(Due, ReadOnlyMemory<byte>.Empty)], cancel);
            await rows.CommitAsync(Table, Running, [new RowChange.Delete(host)], cancel);
        }

        return true;
    }

    /// <summary>Completes what was counted. A process that stops without it leaves it to the others, who count it again.</summary>
    public async ValueTask EndAsync(CancellationToken cancel)
    {
        const int patience = 50;
        for (var look = 0; look < patience && IsBusy(); look++)
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancel);
        await _flushing.WaitAsync(cancel);
        try
        {
            await WriteAllAsync(retireAll: true, cancel);
        }
        finally
        {
            _flushing.Release();
        }
    }

    // Those of earlier versions.
    private const string Running = "@running";
    private const string Due = "@rebuild";

    private bool IsBusy()
    {
        lock (_lock)
            return _open is { UnitsInFlight: > 0 } || _closing.Exists(tally => tally.UnitsInFlight > 0);
    }

    private async ValueTask OpenAsync(CancellationToken cancel)
    {
        await _opening.WaitAsync(cancel);
        try
        {
            var now = Now;
            lock (_lock)
            {
                if (_open is { } open && now - open.OpenedAt < Length)
                    return;
            }

            // The same name until it is listed: of a try whose answer was lost nothing must be left behind.
            var (id, at) = _next is { } next && now - next.At < Length ? next : (CreateId(now), now);
            _next = (id, at);
            var tally = new Tally(id, await _tallies.OpenAsync(id, _host, at + Length + Grace, cancel), at);
            _next = null;
            lock (_lock)
            {
                if (_open is not null)
                    _closing.Add(_open);
                _open = tally;
            }
        }
        finally
        {
            _opening.Release();
        }
    }

    private sealed class Stamp(JourneyStatistics owner, Tally tally, string value) : ITimelineStamp
    {
        public Tally Tally => tally;

        public string Value => value;

        public void Doubt(CustomerId customer, long batch, bool answered)
        {
            lock (owner._lock)
            {
                tally.Doubts.Add(new(customer, batch, value, owner.Now, answered));
                tally.End();
            }
        }
    }
}
