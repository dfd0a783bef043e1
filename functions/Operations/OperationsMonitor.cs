using System.Globalization;
using Campaigns.Runtime.Incidents;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sweeps;
using NodaTime;

namespace Campaigns.Operations;

/// <summary>
/// Looks how an installation is: the one place behind <c>/api/health</c>, <c>/api/status</c> and <c>campaigns status</c>. Everything that
/// may hang is waited for a short time only, and named when it does not answer.
/// </summary>
public sealed class OperationsMonitor
{
    /// <summary>How long anything is waited for: an answer is there within two seconds.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(1.5);

    /// <summary>What waits or is overdue for longer than this is a reason to look.</summary>
    public static readonly Duration Late = Duration.FromMinutes(5);

    /// <summary>A message whose turn came longer ago than this is a reason to look.</summary>
    public static readonly Duration LongWait = Duration.FromMinutes(15);

    /// <summary>A sweep over all customers may take its time.</summary>
    public static readonly Duration LongSweep = Duration.FromHours(1);

    private readonly OperationsParts _parts;
    private readonly Probe<bool> _store;
    private readonly Probe<StoreCondition> _file;
    private readonly Probe<bool> _queue;
    private readonly Probe<IReadOnlyList<QueueView>> _queues;
    private readonly Probe<Instant?> _timers;
    private readonly Probe<IReadOnlyList<ScheduleState>> _schedules;
    private readonly Probe<IReadOnlyList<SweepProgress>> _sweeps;
    private readonly Probe<UnknownView> _unknown;

    /// <summary>Prepares to look.</summary>
    public OperationsMonitor(OperationsParts parts)
    {
        _parts = parts;
        var time = parts.Time;
        _store = new("the store", async () =>
        {
            await parts.Library.RefreshAsync(CancellationToken.None); // one small read
            return true;
        }, time);
        _file = new("the disk of the store", () => new(parts.Store?.Check() ?? default), time);
        _queue = new("the queues", async () =>
            (await parts.Queues.PeekAsync(QueueLooks.Probed, 1, CancellationToken.None)).Count >= 0, time);
        var looks = new QueueLooks(parts.Queues, time);
        _queues = new("the queues", looks.LookAsync, time);
        _timers = new("the timers", () => parts.Timers.NextAsync(CancellationToken.None), time);
        var scheduler = parts.Scheduler;
        _schedules = new("the schedules", () => scheduler.StatesAsync(Now, CancellationToken.None), time);
        _sweeps = new("the sweeps", () => parts.Sweeps.OpenAsync(parts.Incidents, CancellationToken.None), time);
        _unknown = new("the unknown messages", CountUnknownAsync, time);
    }

    private Instant Now => Instant.FromDateTimeOffset(_parts.Time.GetUtcNow());

    /// <summary>Whether events can be taken: what a probe asks, and anybody may.</summary>
    public async Task<HealthReport> HealthAsync(CancellationToken cancel)
    {
        var (store, file, queue) = (_store.LookAsync(Limit, cancel), _file.LookAsync(Limit, cancel), _queue.LookAsync(Limit, cancel));
        await Task.WhenAll(store, file, queue);
        return Judge(await store, await file, await queue);
    }

    /// <summary>How everything is.</summary>
    public async Task<StatusReport> StatusAsync(CancellationToken cancel)
    {
        var (health, queues, timers) = (HealthAsync(cancel), _queues.LookAsync(Limit, cancel), _timers.LookAsync(Limit, cancel));
        var (schedules, sweeps, unknown) =
            (_schedules.LookAsync(Limit, cancel), _sweeps.LookAsync(Limit, cancel), _unknown.LookAsync(Limit, cancel));
        await Task.WhenAll(health, queues, timers, schedules, sweeps, unknown);
        var now = Now;
        var judged = await health;
        var missing = Hanging(Look(await queues), Look(await timers), Look(await schedules), Look(await sweeps), Look(await unknown));
        var senders = _parts.Senders.ToDictionary(pair => pair.Key.Name, pair => pair.Value.State);
        var report = new StatusReport(judged.Status, now)
        {
            Unanswered = [.. judged.Unanswered.Union(missing)],
            Held = [.. _parts.Library.Hold.Held.Select(HeldView.Of)],
            Ramps = [.. _parts.Library.List().Where(head => head.Head is { Status: not JourneyStatus.Retired, Ramp: { IsOver: false } })
                .Select(head => RampStateView.Of(head.Id, head.Head.Ramp!, _parts.Library.ContactPolicy.TimeZone))],
            Release = ReleaseStatusView.Of(_parts.Library.Snapshot),
            Process = _parts.Work is { } work ? new ProcessView(work.Since) : null,
            Queues = (await queues).Value ?? [],
            Channels = [.. ChannelViews.Of((await queues).Value, senders)],
            Timers = (await timers).Answered ? new TimersView((await timers).Value, Behind(now, (await timers).Value)) : null,
            Schedules = [.. ((await schedules).Value ?? []).Select(View)],
            Sweeps = [.. ((await sweeps).Value ?? []).Select(sweep => View(sweep, now))],
            Unknown = (await unknown).Value,
            Templates = TemplatesNow(),
            Incidents = [.. _parts.Incidents.Open.Select(View)],
            Loops = [.. (_parts.Work?.States ?? []).Select(state => View(state, now))],
        };
        return StatusReasons.Judge(report, judged, senders.Values);
    }

    private HealthReport Judge(Finding<bool> store, Finding<StoreCondition> file, Finding<bool> queue)
    {
        var unanswered = Hanging((store.Name, store.HasHung), (file.Name, file.HasHung), (queue.Name, queue.HasHung)).ToList();
        var snapshot = _parts.Library.Snapshot;
        var report = new HealthReport(OperationStatus.Ok)
        {
            JourneysLive = snapshot.Journeys.Count(journey => journey.Status == JourneyStatus.Published),
            Unreadable = [.. snapshot.Unreadable.Keys],
            Unanswered = unanswered,
            Incidents = _parts.Incidents.Open,
        };
        // The file first: it says why the store fails.
        if (file.Value.Problem is { } problem)
            return report with { Status = OperationStatus.Failing, Reasons = [$"The store is unavailable: {problem}."] };
        if (store.HasHung)
            return report with { Status = OperationStatus.Failing, Reasons = [Hung(store.Name)] };
        if (store.Failure is StoreUnavailableException)
            return report with { Status = OperationStatus.Failing, Reasons = ["The store is unavailable."] };
        List<string> reasons =
        [
            .. _parts.Library.Hold.Held.Select(held => HeldView.Of(held).Short),
            .. store.Failure is null ? (string[])[]
                : ["The live contact policy or catalog cannot be read; what was read before stays in force."],
            .. file.Value.Warning is { } warning ? (string[])[warning] : [],
            .. unanswered.Select(Hung),
            .. queue.Failure is null ? (string[])[] : ["The queues cannot be read."],
        ];
        var degraded = reasons.Count > 0 || report.Incidents.Count > 0;
        return report with { Status = degraded ? OperationStatus.Degraded : OperationStatus.Ok, Reasons = reasons };
    }

    private static string Hung(string name) => string.Create(
        CultureInfo.InvariantCulture, $"{StatusReasons.Capital(name)} did not answer within {Limit.TotalSeconds:0.#} seconds.");

    private static (string Name, bool IsMissing) Look<T>(Finding<T> finding) => (finding.Name, !finding.Answered);

    private static IEnumerable<string> Hanging(params ReadOnlySpan<(string Name, bool HasHung)> looks)
    {
        var names = new List<string>();
        foreach (var (name, hasHung) in looks)
        {
            if (hasHung)
                names.Add(name);
        }

        return names;
    }

    private async ValueTask<UnknownView> CountUnknownAsync()
    {
        var page = await _parts.Unknown.PageAsync(after: null, Runtime.Customers.UnknownMessages.MaxPage, CancellationToken.None);
        return new(page.Count, page.Count == Runtime.Customers.UnknownMessages.MaxPage,
            page.Count == 0 ? null : page.Min(message => message.Since));
    }

    private TemplatesView? TemplatesNow() => _parts.Templates is not { } templates ? null : new TemplatesView(
        templates.Current.Templates.Count,
        [.. templates.Problems.Select(problem => new TemplateProblemView(
            problem.Error.File, problem.Error.Line, Bounded(problem.Error.Message), problem.EarlierInUse))])
    {
        WordingRules = templates.Current.WordingRules is { } rules ? rules.Forbidden.Length + rules.Required.Length : null,
    };

    private static string Bounded(string text) =>
        text.Length <= IncidentTexts.MaxLength ? text : text[..(IncidentTexts.MaxLength - 1)] + "…";

    private static ScheduleView View(ScheduleState state) => new(
        state.Schedule.Journey.Value, state.Schedule.Id, state.Schedule.Entry.Cron.ToString(),
        state.HasFired ? state.Last : null, state.Next, (long)state.Behind.TotalSeconds)
    {
        WatchedSince = state.HasFired ? null : state.Last,
    };

    private static SweepView View(SweepProgress progress, Instant now) => new(
        progress.Sweep.Journey.Value, progress.Sweep.Kind.ToString().ToLowerInvariant(), progress.Sweep.At, progress.Seen, progress.Entered,
        Behind(now, progress.Sweep.At));

    private static IncidentView View(Incident incident) =>
        new(incident.Part, incident.Since, incident.Last, incident.Count, incident.Error);

    private static LoopView View(WorkState state, Instant now) => new(
        state.Name, state.LastRun, state.NextRun, state.RunningSince, state.RunningSince is null ? Behind(now, state.NextRun) : 0)
    {
        LastError = state.LastError,
        LastErrorAt = state.LastErrorAt,
    };

    private static long Behind(Instant now, Instant? due) => due is { } at && at < now ? (long)(now - at).TotalSeconds : 0;
}

/// <summary>Whether events can be taken.</summary>
/// <param name="Status">In one word.</param>
public sealed record HealthReport(OperationStatus Status)
{
    /// <summary>Why it is not <c>ok</c>, besides incidents; a sentence each, which names no path.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>What did not answer in time.</summary>
    public IReadOnlyList<string> Unanswered { get; init; } = [];

    /// <summary>How many journeys take entries.</summary>
    public int JourneysLive { get; init; }

    /// <summary>Published journeys this version of the software cannot read.</summary>
    public IReadOnlyList<string> Unreadable { get; init; } = [];

    /// <summary>What is broken in this process while the rest goes on.</summary>
    public IReadOnlyList<Incident> Incidents { get; init; } = [];

    /// <summary>The incidents, a sentence each. Anybody may ask for health, so the error itself is left to the status.</summary>
    public IEnumerable<string> IncidentSentences => Incidents.Select(incident =>
        $"{StatusReasons.Capital(incident.Part)} fails since {StatusReasons.At(incident.Since)}; the status says why.");
}
