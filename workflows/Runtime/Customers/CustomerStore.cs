using System.Globalization;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Keys;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;

namespace Campaigns.Runtime.Customers;

/// <summary>Customers in the row store: one partition each, read by one call and written by one batch.</summary>
/// <remarks>
/// A very large customer takes more: reading goes on page by page, and a unit of work that does not fit a batch is written through
/// <see cref="LargeBatch"/>.
/// </remarks>
/// <param name="rows">The store.</param>
/// <param name="ids">The ids of messages; null: under the key of the installation, which the store has.</param>
public sealed class CustomerStore(IRowStore rows, MessageIds? ids = null)
{
    /// <summary>The table.</summary>
    public const string Table = "customers";

    private const string FinishedPrefix = "f:";
    private const string TimelinePrefix = "t:";
    private const string EndOfTimeline = "t;";
    private const string EventPrefix = "x:";
    private const string LastInKeys = "~"; // of hashes, runs and numbers
    private const int PageSize = 1000; // what Azure Tables gives at most
    private readonly LargeBatch _large = new(rows, Table);
    private readonly LargeRecords _kept = new();
    private MessageIds? _ids = ids;

    /// <summary>Whom a provider's reports are about.</summary>
    public ReportIndex Reports { get; } = new(rows);

    /// <summary>Addresses that nobody is to be tried at.</summary>
    public SuppressionIndex Suppressions { get; } = new(rows);

    /// <summary>The contacts of households and addresses.</summary>
    public SharedLedgers Shared { get; } = new(rows);

    /// <summary>Who has a telephone number, a mailbox or a policy.</summary>
    public LookupIndex Lookup { get; } = new(rows);

    /// <summary>What the short links in messages stand for.</summary>
    public ShortLinks Links { get; } = new(rows);

    /// <summary>The messages of which nobody knows whether they were sent.</summary>
    public UnknownMessages Unknown { get; } = new(rows);

    /// <summary>The ids of messages. The key is read once.</summary>
    public async ValueTask<MessageIds> MessageIdsAsync(CancellationToken cancel) =>
        _ids ??= MessageIds.Under(await new InstallationKey(rows).ReadOrCreateAsync(cancel));

    /// <summary>Where they are kept.</summary>
    public IRowStore Rows => rows;

    /// <summary>Loads what decides about a customer; one that is unknown comes back empty.</summary>
    /// <exception cref="StoreFormatException">One of the rows is of a newer version: nothing is decided on the others alone.</exception>
    public async ValueTask<CustomerRecord> LoadAsync(CustomerId id, CancellationToken cancel)
    {
        // One with a journal is read as a whole, which carries it out.
        if (_kept.Take(id) is { } kept
            && await rows.ReadAsync(Table, id.Value, CustomerRows.HeadKey, CustomerRows.ProfileKey, 2, cancel) is [var head]
            && head.Tag == kept.Tag)
            return kept;
        while (true)
        {
            var stored = await rows.ReadAsync(Table, id.Value, CustomerRows.HeadKey, CustomerRows.EndOfState, PageSize, cancel);
            if (stored.Count == PageSize)
                stored = await ReadRemainingAsync(id, stored, cancel);
            RowFormat.Check(Table, stored);
            if (!LargeBatch.IsIn(stored))
                return new CustomerRecord(id, new CustomerRows(stored));
            await _large.FinishAsync(id.Value, cancel);
        }
    }

    /// <summary>Keeps a customer who has just been saved, or was found to need no change, so that one with many policies is not read as a whole again.</summary>
    internal void Keep(CustomerRecord record) => _kept.Keep(record);

    /// <summary>What is saved of a customer's timeline and not announced to the publisher, among rows of theirs; null: nothing.</summary>
    public static TimelineRange? UnannouncedIn(IReadOnlyList<Row> rows) => new CustomerRows(rows).Unannounced();

    /// <summary>Writes everything that changed, or nothing.</summary>
    /// <returns>Saved; changed by somebody else meanwhile; or an event of this unit of work had been taken before.</returns>
    public ValueTask<SaveOutcome> SaveAsync(CustomerRecord record, CancellationToken cancel) =>
        SaveAsync(record, (changes, head) => changes.Count <= LargeBatch.MaxRowsPerBatch
            ? rows.CommitAsync(Table, record.Id.Value, changes, cancel)
            : _large.CommitAsync(record.Id.Value, changes, deciding: head + 1, cancel));

    /// <summary>
    /// Writes the head as it is, so that nothing can be saved any more that was decided before: who is at it meets a conflict, and decides
    /// again. Nothing is done for a customer of whom nothing is stored.
    /// </summary>
    /// <returns>False: somebody has written meanwhile.</returns>
    internal async ValueTask<bool> RenewTagAsync(CustomerRecord record, CancellationToken cancel) =>
        record.StoredHead is not { } head
        || (await rows.CommitAsync(Table, record.Id.Value, [new RowChange.Replace(head.Key, head.Body, head.Tag)], cancel)).Committed;

    /// <summary>The same together with timers and messages, where the store can write them at once.</summary>
    /// <param name="record">The customer.</param>
    /// <param name="queue">Writes them at once.</param>
    /// <param name="with">What goes with it.</param>
    /// <param name="cancel">Stops it.</param>
    internal ValueTask<SaveOutcome> SaveAsync(CustomerRecord record, IQueueBesideRows queue, Companions with, CancellationToken cancel) =>
        SaveAsync(record, async (changes, head) =>
        {
            if (changes.Count <= LargeBatch.MaxRowsPerBatch)
                return await queue.CommitAsync(new(Table, record.Id.Value, changes), with, cancel);
            // Written in several steps, so what goes with it is written before them.
            foreach (var batch in with.Rows)
                await rows.CommitAsync(batch.Table, batch.Partition, batch.Changes, cancel);
            foreach (var messages in with.Messages)
                await queue.SendAsync(messages.Queue, messages.Bodies, NodaTime.Duration.Zero, cancel);
            return await _large.CommitAsync(record.Id.Value, changes, deciding: head + 1, cancel);
        });

    private static async ValueTask<SaveOutcome> SaveAsync(
        CustomerRecord record, Func<List<RowChange>, int, ValueTask<CommitResult>> commit)
    {
        if (!record.Changed)
            return SaveOutcome.Saved;
        var changes = Changes(record, out var head);
        var result = await commit(changes, head);
        if (result.Committed)
        {
            record.SavedTag = result.Tags?[head];
            return SaveOutcome.Saved;
        }

        return result.ConflictKey?.StartsWith(EventPrefix, StringComparison.Ordinal) == true ? SaveOutcome.EventKnown
            : SaveOutcome.Conflict;
    }

    /// <summary>
    /// The fingerprint of an event that has been taken, by its hash; empty where none was kept, null when the event has not been taken.
    /// </summary>
    internal async ValueTask<string?> FindEventAsync(CustomerId id, string hash, CancellationToken cancel) =>
        await rows.FindAsync(Table, id.Value, EventPrefix + hash, cancel) is { } row ? TextRow.Read(Table, row) : null;

    /// <summary>Whether an event has been taken, by its hash.</summary>
    internal async ValueTask<bool> IsKnownAsync(CustomerId id, string hash, CancellationToken cancel) =>
        await rows.FindAsync(Table, id.Value, EventPrefix + hash, cancel) is not null;

    /// <summary>Empties what is over of personal data: finished enrollments and the timeline. Doing it again changes nothing.</summary>
    /// <returns>What there was, whether it was emptied now or before.</returns>
    public async ValueTask<RedactedHistory> RedactHistoryAsync(CustomerId id, CancellationToken cancel)
    {
        var history = new RedactedHistory();
        await RewriteAsync(id, FinishedPrefix, row =>
        {
            history.Enrollments.Add(row.Key);
            return EnrollmentRow.Write(PersonalDataRedactor.Of(EnrollmentRow.Read(row)));
        }, cancel);
        await RewriteAsync(id, PastEnrollments.Prefix, row =>
            PastEnrollmentRow.Write(PersonalDataRedactor.Of(PastEnrollmentRow.Read(row))), cancel);
        await DeleteAsync(id, PastEnrollments.GoalPrefix, cancel);
        await RewriteAsync(id, TimelinePrefix, row =>
        {
            var (stamp, events) = TimelineEventRow.ReadStamped(row);
            history.TimelineEvents[row.Key] = events.Count;
            history.Messages.UnionWith(events.Select(e => e.Message).OfType<MessageId>());
            return TimelineEventRow.Write([.. events.Select(PersonalDataRedactor.Of)], stamp);
        }, cancel);
        return history;
    }

    /// <summary>
    /// Answers what a decision asks about enrollments that are not in the head. Read after the head: whoever writes one in between changes
    /// the head's tag too, and what is decided on these is not saved.
    /// </summary>
    internal async ValueTask AnswerAsync(CustomerRecord record, OlderQuestions questions, CancellationToken cancel)
    {
        foreach (var runs in questions.Runs.Where(runs => !record.Older.Knows(runs)))
        {
            var latest = await rows.ReadAsync(Table, record.Id.Value, runs, runs + ":", 1, cancel);
            record.Older.Answer(runs, latest.Count == 0 ? null : PastEnrollmentRow.Read(latest[0]));
        }

        foreach (var journey in questions.Goals)
        {
            var goals = PastEnrollments.GoalsOf(journey);
            record.Older.Answer(
                journey, (await ReadAllAsync(record.Id, goals, goals + LastInKeys, cancel)).Select(PastEnrollmentRow.Read));
        }
    }

    /// <summary>Has a record remember all enrollments that are over, for whoever decides over it without the store.</summary>
    internal async ValueTask GatherPastAsync(CustomerRecord record, CancellationToken cancel)
    {
        if (record.Past.Older == 0)
            return;
        var goals = (await ReadAllAsync(record.Id, PastEnrollments.GoalPrefix, PastEnrollments.GoalPrefix + LastInKeys, cancel))
            .Select(PastEnrollmentRow.Read).ToDictionary(past => past.Id);
        var older = (await ReadAllAsync(record.Id, PastEnrollments.Prefix, PastEnrollments.Prefix + LastInKeys, cancel))
            .Select(PastEnrollmentRow.Read).Select(past => goals.GetValueOrDefault(past.Id) ?? past);
        record.Set(new PastEnrollments
        {
            Recent = [.. older.OrderBy(past => past.EndedAt).ThenBy(past => past.Id.Value, StringComparer.Ordinal), .. record.Past.Recent],
        });
    }

    /// <summary>What is remembered of an enrollment that is over, or null.</summary>
    public async ValueTask<PastEnrollment?> FindPastAsync(CustomerRecord record, EnrollmentId enrollment, CancellationToken cancel) =>
        record.Past.Recent.FirstOrDefault(past => past.Id == enrollment)
        ?? (record.Past.Older > 0
            && await rows.FindAsync(Table, record.Id.Value, PastEnrollments.KeyOf(enrollment), cancel) is { } row
            ? PastEnrollmentRow.Read(row) : null);

    /// <summary>A finished enrollment, or null.</summary>
    public async ValueTask<EnrollmentRecord?> FindFinishedAsync(CustomerId id, EnrollmentId enrollment, CancellationToken cancel) =>
        await rows.FindAsync(Table, id.Value, FinishedPrefix + enrollment, cancel) is { } row ? EnrollmentRow.Read(row) : null;

    /// <summary>A customer's finished enrollments in a journey, in the order of their ids.</summary>
    public async IAsyncEnumerable<EnrollmentRecord> ReadFinishedAsync(
        CustomerId id, JourneyId journey, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var from = $"{FinishedPrefix}{journey}~";
        foreach (var row in await ReadAllAsync(id, from, from + "~", cancel))
            yield return EnrollmentRow.Read(row);
    }

    /// <summary>The customer's timeline events in the order they happened.</summary>
    public IAsyncEnumerable<TimelineEvent> ReadTimelineAsync(CustomerId id, CancellationToken cancel) =>
        ReadTimelineAsync(id, default, expected: int.MaxValue, cancel).Select(item => item.Event);

    /// <summary>The same from a place on, each with the place behind it: what lies before is not read.</summary>
    /// <param name="id">The customer.</param>
    /// <param name="after">The place; the default one: the beginning.</param>
    /// <param name="expected">About how many the caller wants: that many rows are read at once, and not many more.</param>
    /// <param name="cancel">Stops it.</param>
    public async IAsyncEnumerable<(TimelineEvent Event, TimelinePlace Behind)> ReadTimelineAsync(
        CustomerId id, TimelinePlace after, int expected,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        const int most = 500;
        var page = Math.Min(expected, most);
        var from = TimelineBatchKey(after.Batch);
        var place = new TimelinePlace(after.Batch, 0);
        while (true)
        {
            var batches = await rows.ReadAsync(Table, id.Value, from, EndOfTimeline, page, cancel);
            foreach (var row in batches)
            {
                var batch = BatchOf(row.Key);
                place = batch == place.Batch ? place : new(batch, 0); // a batch may have several rows
                foreach (var timelineEvent in TimelineEventRow.Read(row))
                {
                    place = place with { Events = place.Events + 1 };
                    if (batch > after.Batch || place.Events > after.Events)
                        yield return (timelineEvent, place);
                }
            }

            if (batches.Count < page)
                yield break;
            from = batches[^1].Key + "\0";
        }
    }

    /// <summary>The customer's timeline events from the newest back: whoever looks for a late one need not read what was before it.</summary>
    /// <param name="record">The customer as loaded.</param>
    /// <param name="cancel">Stops it.</param>
    public async IAsyncEnumerable<TimelineEvent> ReadTimelineBackAsync(
        CustomerRecord record, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        const long window = 50;
        for (var before = record.Head.TimelineBatches; before > 0; before -= window)
        {
            var batches = await rows.ReadAsync(
                Table, record.Id.Value, TimelineBatchKey(Math.Max(0, before - window)), TimelineBatchKey(before), PageSize, cancel);
            foreach (var timelineEvent in batches.SelectMany(TimelineEventRow.Read).Reverse())
                yield return timelineEvent;
        }
    }

    /// <summary>The timeline events of units of work by their numbers, in order; those that were never saved are missing.</summary>
    public async ValueTask<IReadOnlyList<(long Batch, IReadOnlyList<TimelineEvent> Events)>> FindTimelineBatchesAsync(
        CustomerId id, TimelineRange batches, CancellationToken cancel) =>
        [.. (await ReadAllAsync(id, TimelineBatchKey(batches.First), TimelineBatchKey(batches.Last) + "/", cancel))
            .GroupBy(row => BatchOf(row.Key)) // a batch may have several rows
            .Select(batch => (batch.Key, (IReadOnlyList<TimelineEvent>)[.. batch.SelectMany(TimelineEventRow.Read)]))];

    /// <summary>The timeline from its end, row by row, so that what happened lately is found however long the timeline is.</summary>
    public async IAsyncEnumerable<StampedTimelineEvents> ReadTimelineBackwardsAsync(
        CustomerId id, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        const int first = 20;
        const int most = 500;
        var end = (await LoadAsync(id, cancel)).Head.TimelineBatches;
        for (var take = first; end > 0; take = Math.Min(take * 5, most))
        {
            var begin = Math.Max(0, end - take);
            var rows = await ReadAllAsync(id, TimelineBatchKey(begin), TimelineBatchKey(end), cancel);
            for (var i = rows.Count - 1; i >= 0; i--)
                yield return TimelineEventRow.ReadStamped(rows[i]);
            end = begin;
        }
    }

    /// <summary>The timeline events saved under a number if they bear this stamp; none: that attempt was not saved.</summary>
    /// <param name="id">The customer.</param>
    /// <param name="batch">The number.</param>
    /// <param name="stamp">The stamp.</param>
    /// <param name="complete">Whether to carry out what a large batch may have left, in which they may lie.</param>
    /// <param name="cancel">Stops it.</param>
    public async ValueTask<IReadOnlyList<TimelineEvent>> FindStampedAsync(
        CustomerId id, long batch, string stamp, bool complete, CancellationToken cancel)
    {
        var (from, before) = (TimelineBatchKey(batch), TimelineBatchKey(batch) + "/");
        var rows = await ReadAllAsync(id, from, before, cancel);
        if (rows.Count == 0 && complete)
        {
            await LoadAsync(id, cancel); // carries out what a large batch has left
            rows = await ReadAllAsync(id, from, before, cancel);
        }

        return [.. rows.Select(TimelineEventRow.ReadStamped).Where(row => row.Stamp == stamp).SelectMany(row => row.TimelineEvents)];
    }

    private async ValueTask<List<Row>> ReadAllAsync(CustomerId id, string from, string before, CancellationToken cancel)
    {
        var all = new List<Row>();
        IReadOnlyList<Row> page;
        do
        {
            page = await rows.ReadAsync(Table, id.Value, from, before, PageSize, cancel);
            all.AddRange(page);
            from = page.Count > 0 ? page[^1].Key + "\0" : from;
        }
        while (page.Count == PageSize);
        return all;
    }

    private const int MaxTimelineBytes = 512 * 1024; // bytes of a row; parts of one batch are KEY, KEY.0001, …

    private const int NumberLength = 10;

    private static string TimelineBatchKey(long batch) => $"{TimelinePrefix}{batch:D10}";

    private static long BatchOf(string key) =>
        long.Parse(key.AsSpan(TimelinePrefix.Length, NumberLength), NumberStyles.None, CultureInfo.InvariantCulture);

    private async ValueTask<IReadOnlyList<Row>> ReadRemainingAsync(CustomerId id, IReadOnlyList<Row> first, CancellationToken cancel)
    {
        // Somebody may write between two pages: then the head's tag is another, and what is decided here will not be saved.
        return [.. first, .. await ReadAllAsync(id, first[^1].Key + "\0", CustomerRows.EndOfState, cancel)];
    }

    private async ValueTask DeleteAsync(CustomerId id, string prefix, CancellationToken cancel)
    {
        while (await rows.ReadAsync(Table, id.Value, prefix, prefix + LastInKeys, LargeBatch.MaxRowsPerBatch, cancel) is { Count: > 0 } page)
            await rows.CommitAsync(Table, id.Value, [.. page.Select(row => new RowChange.Delete(row.Key))], cancel);
    }

    private async ValueTask RewriteAsync(CustomerId id, string prefix, Func<Row, byte[]> rewrite, CancellationToken cancel)
    {
        var from = prefix;
        while (true)
        {
            var page = await rows.ReadAsync(Table, id.Value, from, prefix + LastInKeys, LargeBatch.MaxRowsPerBatch, cancel);
            var changes = new List<RowChange>();
            foreach (var row in page)
            {
                if (rewrite(row) is var body && !row.Body.Span.SequenceEqual(body))
                    changes.Add(new RowChange.Replace(row.Key, body, row.Tag));
            }

            if (changes.Count > 0 && !(await rows.CommitAsync(Table, id.Value, changes, cancel)).Committed)
                continue; // written meanwhile: look at it again
            if (page.Count < LargeBatch.MaxRowsPerBatch)
                return;
            from = page[^1].Key + "\0";
        }
    }

    private static List<RowChange> Changes(CustomerRecord record, out int headAt)
    {
        var changes = new List<RowChange>(8);
        // Events first: when one is known already, that is what the conflict must name.
        foreach (var hash in record.EventHashes)
            changes.Add(new RowChange.Insert(EventPrefix + hash, TextRow.Write(record.EventFingerprints.GetValueOrDefault(hash, ""))));
        headAt = changes.Count;
        var head = record.NextHead(out var moved);
        var body = CustomerHeadRow.Write(head);
        changes.Add(record.Tag is { } tag ? new RowChange.Replace(CustomerRows.HeadKey, body, tag)
            : new RowChange.Insert(CustomerRows.HeadKey, body));
        if (record.ProfileChanged || record.Tag is null)
            changes.Add(new RowChange.Upsert(CustomerRows.ProfileKey, CustomerProfileRow.Write(record.Profile)));
        if (record.UnannouncedChanged)
            changes.Add(record.Unannounced is { } unannounced
                ? new RowChange.Upsert(CustomerRows.UnannouncedKey, unannounced.Write())
                : new RowChange.Delete(CustomerRows.UnannouncedKey));
        foreach (var policy in record.ChangedPolicies)
        {
            changes.Add(record.Policies.TryGetValue(policy, out var attributes)
                ? new RowChange.Upsert(CustomerRows.PolicyPrefix + policy, PolicyRow.Write(attributes))
                : new RowChange.Delete(CustomerRows.PolicyPrefix + policy));
        }

        foreach (var id in record.ChangedEnrollments)
        {
            changes.Add(record.Enrollments.TryGetValue(id, out var enrollment)
                ? new RowChange.Upsert(CustomerRows.EnrollmentPrefix + id, EnrollmentRow.Write(enrollment))
                : new RowChange.Delete(CustomerRows.EnrollmentPrefix + id));
        }

        LedgerLayout.AddChanges(changes, record.HeadBefore, head);
        foreach (var past in moved)
        {
            changes.Add(new RowChange.Upsert(PastEnrollments.KeyOf(past.Id), PastEnrollmentRow.Write(past.WithoutGoal())));
            if (past.GoalUntil >= moved[^1].EndedAt)
                changes.Add(new RowChange.Upsert(PastEnrollments.GoalKeyOf(past.Id), PastEnrollmentRow.Write(past)));
        }

        foreach (var id in record.ClosedGoals)
            changes.Add(new RowChange.Delete(PastEnrollments.GoalKeyOf(id)));
        foreach (var enrollment in record.Finished)
            changes.Add(new RowChange.Upsert(FinishedPrefix + enrollment.Id, EnrollmentRow.Write(enrollment)));
        if (record.TimelineEvents.Count > 0)
            AddTimeline(changes, TimelineBatchKey(record.Head.TimelineBatches), [.. record.TimelineEvents], record.Stamp, part: 0);
        return changes;
    }

    /// <summary>One row, as a rule; several, in order, for what is too much for one.</summary>
    /// <returns>The number of the next part.</returns>
    private static int AddTimeline(List<RowChange> changes, string key, TimelineEvent[] timelineEvents, string? stamp, int part)
    {
        var body = TimelineEventRow.Write(timelineEvents, stamp);
        if (body.Length > MaxTimelineBytes && timelineEvents.Length > 1)
        {
            var half = timelineEvents.Length / 2;
            part = AddTimeline(changes, key, timelineEvents[..half], stamp, part);
            return AddTimeline(changes, key, timelineEvents[half..], stamp, part);
        }

        changes.Add(new RowChange.Upsert(part == 0 ? key : $"{key}.{part:D4}", body));
        return part + 1;
    }
}

/// <summary>What is over of an erased customer. A row may be looked at twice, so they are counted by their keys.</summary>
public sealed class RedactedHistory
{
    /// <summary>The finished enrollments.</summary>
    internal HashSet<string> Enrollments { get; } = [];

    /// <summary>How many events each row of the timeline has.</summary>
    internal Dictionary<string, int> TimelineEvents { get; } = [];

    /// <summary>The messages that the timeline tells of.</summary>
    internal HashSet<MessageId> Messages { get; } = [];
}

/// <summary>How saving a customer ended.</summary>
public enum SaveOutcome
{
    /// <summary>Everything is durable.</summary>
    Saved,

    /// <summary>Somebody else wrote meanwhile: load and decide again.</summary>
    Conflict,

    /// <summary>The event was taken before; nothing was written.</summary>
    EventKnown,
}
