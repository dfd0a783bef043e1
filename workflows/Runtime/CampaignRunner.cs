using Campaigns.Workflows.Contacts;
using Campaigns.Workflows.Engine;
using Campaigns.Workflows.Journeys;
using Campaigns.Workflows.Ports;
using Campaigns.Workflows.Runtime.Publication;
using Campaigns.Workflows.Runtime.Pacing;
using Campaigns.Workflows.Runtime.Places;
using Campaigns.Workflows.Runtime.Sweeps;
using NodaTime;

namespace Campaigns.Workflows.Runtime;

/// <summary>
/// Carries customers on: loads a customer, lets the pure parts decide, saves by compare-and-swap, then does what was
/// decided. Every entrance of the system ends here.
/// </summary>
/// <remarks>
/// A crash at any point loses nothing: alarms are set before the save that needs them (a needless one is harmless), and
/// a message whose queueing was lost is queued again by the alarm that stands for it.
/// </remarks>
public sealed class CampaignRunner(
    CustomerStore customers, CustomerDirectory directory, IAlarms alarms, IDelayedQueue queues, ICampaignLibrary library, IFactSink facts, TimeProvider time,
    FactOutbox? outbox = null)
{
    /// <summary>How long after a lost hand-over the message is queued again.</summary>
    private static readonly Duration Recovery = Duration.FromSeconds(30);

    private const int MostAttempts = 64;

    /// <summary>The events taken in one unit of work: each has a row that must be in the batch that decides.</summary>
    private const int MostEvents = 64;
    private readonly PaceDesk _pace = new(customers.Rows);

    /// <summary>The instant of the clock this runner lives by.</summary>
    public Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    /// <summary>The customers.</summary>
    public CustomerStore Customers => customers;

    /// <summary>What has been deployed.</summary>
    public ICampaignLibrary Library => library;

    /// <summary>Takes an event: once, however often it is given.</summary>
    /// <returns>False when it had been taken before; then everything it led to is made sure of again.</returns>
    public async ValueTask<bool> TakeAsync(CustomerEvent @event, CancellationToken cancel)
    {
        var taken = await RunAsync(@event.Customer, session => EventWalk.Apply(session, @event), standing: null, cancel);
        if (taken is null)
            await RunAsync(@event.Customer, Settle, standing: null, cancel);
        return taken is not null;
    }

    /// <summary>Takes several events of one customer in one unit of work: a row of an import, a page of a history. Very many are taken in several.</summary>
    /// <returns>How many had not been taken before.</returns>
    public async ValueTask<int> TakeAsync(IReadOnlyList<CustomerEvent> events, CancellationToken cancel)
    {
        var customer = events[0].Customer;
        if (events.Any(@event => @event.Customer != customer))
            throw new ArgumentException("the events concern several customers", nameof(events));
        if (events.Count > MostEvents)
            return await TakeAsync([.. events.Take(MostEvents)], cancel) + await TakeAsync([.. events.Skip(MostEvents)], cancel);
        var fresh = 0;
        var taken = await RunAsync(customer, session => fresh = events.Count(@event => EventWalk.Apply(session, @event)), standing: null, cancel);
        if (taken is not null)
            return fresh;
        // One of them was known: tell them apart.
        fresh = 0;
        foreach (var @event in events)
            fresh += await TakeAsync(@event, cancel) ? 1 : 0;
        return fresh;
    }

    /// <summary>Rings an alarm: carries one enrollment on, or looks at the customer's dates.</summary>
    public async ValueTask WakeAsync(Alarm alarm, CancellationToken cancel) =>
        await RunAsync(alarm.Customer, session => Wake(session, alarm, afterPause: false), alarm.Enrollment, cancel);

    /// <summary>Carries one enrollment on for an alarm clock that keeps one alarm for each, and asks for the next.</summary>
    /// <returns>When the enrollment, or a message of it, is to be woken next if nothing happens before; null: not by time.</returns>
    /// <remarks>Asked again after a crash it answers from the record, so an alarm is never lost with the answer.</remarks>
    public async ValueTask<Instant?> AdvanceAsync(CustomerId customer, EnrollmentId enrollment, CancellationToken cancel)
    {
        var session = await RunAsync(customer, session =>
        {
            Wake(session, new Alarm(session.Instant, customer, enrollment), afterPause: false);
            session.Alarms.RemoveAll(alarm => alarm.Enrollment == enrollment); // the answer stands for them
        }, enrollment, cancel);
        return session is null ? null : NextWake.Of(session, enrollment);
    }

    /// <summary>Enrolls a customer on request.</summary>
    public async ValueTask<EntryOutcome> EnrollAsync(
        JourneyDefinition journey, CustomerId customer, PolicyId? policy, Customers.AttributeBag data, CancellationToken cancel)
    {
        var outcome = EntryOutcome.NotFound;
        await RunAsync(customer, session =>
        {
            var entry = journey.Entries.OfType<Entry.OnRequest>().First();
            outcome = !session.Record.Exists || (policy is { } id && !session.Record.Policies.ContainsKey(id))
                ? EntryOutcome.NotFound
                : EntryWalk.TryEnter(session, journey, entry, policy, data);
        }, standing: null, cancel);
        return outcome;
    }

    /// <summary>Lets a customer enter a journey by its audience: once for each occurrence of the schedule, however often it is swept.</summary>
    /// <returns>How many enrollments began.</returns>
    public async ValueTask<int> EnrollAudienceAsync(
        JourneyDefinition journey, Schedule schedule, Instant occurrence, CustomerId customer, CancellationToken cancel)
    {
        var entered = 0;
        var swept = await RunAsync(customer, session =>
        {
            entered = EntryWalk.OnAudience(session, journey, schedule.Entry, schedule.Entry.Audience);
            // Who may enter again as soon as it is over would, when a crash has the page done twice.
            if (entered > 0 && schedule.Entry.Reentry.Allowed)
                session.Record.EventHashes.Add(StableHash.Id($"sweep\n{journey.Id}\n{schedule.Id}\n{occurrence}"));
        }, standing: null, cancel);
        return swept is null ? 0 : entered;
    }

    /// <summary>Looks at a customer's dates for a journey that has just been published.</summary>
    public async ValueTask EnrollByDatesAsync(JourneyId journey, CustomerId customer, CancellationToken cancel) =>
        await RunAsync(customer, session => EntryWalk.OnDates(session, [.. session.Record.Policies.Keys], customer: true, journey), standing: null, cancel);

    /// <summary>After a journey is resumed or retired: carries on, or ends, the customer's enrollments in it.</summary>
    public async ValueTask ResumeAsync(JourneyId journey, CustomerId customer, CancellationToken cancel) =>
        await RunAsync(customer, session =>
        {
            foreach (var enrollment in session.Record.Enrollments.Values.Where(e => e.Journey == journey).ToList())
                Wake(session, new Alarm(session.Instant, customer, enrollment.Id), afterPause: true);
            // Enrollments that are over may have left messages that came to their turn during the pause.
            if (session.Live(journey)?.Status != JourneyStatus.Paused)
                ContactWalk.DispatchDue(session, entry => entry.Enrollment.Journey == journey);
        }, standing: null, cancel);

    /// <summary>After the contact policy's concurrency changed: holds or lets go on whom it concerns.</summary>
    public async ValueTask SettlePlacesAsync(CustomerId customer, CancellationToken cancel) =>
        await RunAsync(customer, WalkingPlaces.Settle, standing: null, cancel);

    /// <summary>Ends the customer's enrollments in a journey.</summary>
    public async ValueTask StopAsync(JourneyId journey, string outcome, CustomerId customer, CancellationToken cancel) =>
        await RunAsync(customer, session =>
        {
            foreach (var enrollment in session.Running(e => e.Journey == journey))
            {
                if (library.Find(journey, enrollment.Version) is { } definition)
                    new EnrollmentWalk(session, definition, enrollment).Take(new Signal.Stopped(outcome));
            }
        }, standing: null, cancel);

    /// <summary>One unit of work: decide in memory, save, hand over. Decides again when somebody else wrote meanwhile.</summary>
    /// <param name="customer">Whom.</param>
    /// <param name="decide">Decides; called again with fresh data after a conflict.</param>
    /// <param name="standing">The enrollment whose alarm has rung and is not cleared yet: should its hand-over be lost, it rings again.</param>
    /// <param name="cancel">Stops it between steps.</param>
    /// <param name="loaded">The record, when it has been read already and nothing was changed in it.</param>
    /// <returns>The session as saved, or null when its event had been taken before.</returns>
    internal async ValueTask<CustomerSession?> RunAsync(CustomerId customer, Action<CustomerSession> decide, EnrollmentId? standing, CancellationToken cancel, CustomerRecord? loaded = null)
    {
        ChapterNotice? notice = null;
        var tickets = new PaceTickets(_pace);
        for (var attempt = 1; ; attempt++)
        {
            var record = loaded ?? await customers.LoadAsync(customer, cancel);
            loaded = null;
            // Without the version a wake would come to nothing, and its alarm be spent.
            if (record.Enrollments.Values.Any(enrollment => library.Find(enrollment.Journey, enrollment.Version) is null))
                await library.CatchUpAsync(cancel);
            tickets.BeginAgain();
            var session = new CustomerSession(record, library, Now, tickets);
            decide(session);
            ContactWalk.TellMoves(session);
            if (tickets.Short)
            {
                await tickets.FetchAsync(Now, cancel);
                continue;
            }

            // What was withdrawn again in the same unit of work has nothing to hand over.
            session.Dispatches.RemoveAll(d => session.Record.Ledger.Find(d.Message) is not { Status: ContactStatus.Reserved });
            session.NumberHandOvers();
            foreach (var enrollment in session.Dispatches.Select(d => session.Record.Ledger.Find(d.Message)!.Enrollment).Distinct())
            {
                if (enrollment != standing)
                    session.Alarms.Add(new Alarm(session.Instant + Recovery, customer, enrollment));
            }

            if (!record.Exists && record.Changed)
                await directory.AddAsync(customer, cancel);
            if (session.Alarms.Count > 0)
                await alarms.SetAsync(session.Alarms, cancel);
            if (outbox is not null)
                notice = await outbox.AnnounceAsync(record, notice, Now, cancel);
            switch (await customers.SaveAsync(record, cancel))
            {
                case SaveOutcome.Saved:
                    // An alarm that has rung between its setting and the save found nothing to do yet.
                    if (session.Alarms.Exists(alarm => alarm.At <= Now))
                        await alarms.SetAsync(session.Alarms.FindAll(alarm => alarm.At <= Now), cancel);
                    if (session.Dispatches.Count > 0)
                        await HandOverAsync(session, cancel);
                    if (outbox is not null)
                        await outbox.ConfirmAsync(notice, Now, cancel);
                    if (record.Facts.Count > 0)
                        facts.Take(customer, record.Facts);
                    if (record.Profile.ErasedAt is not null && record.Head.Forgetting)
                        await ForgetAsync(customer, cancel);
                    return session;
                case SaveOutcome.EventKnown:
                    return null;
                default:
                    if (attempt == MostAttempts)
                        throw new StoreUnavailableException($"customer {customer} was changed by others {attempt} times in a row");
                    break;
            }
        }
    }

    /// <summary>Empties what is over of an erased customer's data. Until it is done, everything that happens to the customer begins it again, an alarm at the latest.</summary>
    private async ValueTask ForgetAsync(CustomerId customer, CancellationToken cancel)
    {
        await customers.ForgetPastAsync(customer, cancel);
        await RunAsync(customer, session => session.Record.Set(session.Record.Head with { Forgetting = false }), standing: null, cancel);
    }

    private async ValueTask HandOverAsync(CustomerSession session, CancellationToken cancel)
    {
        if (session.Dispatches.Count == 1)
        {
            var only = session.Dispatches[0];
            await queues.SendAsync(only.Channel.Name, [QueuedMessage.Write(only)], Duration.Zero, cancel);
            return;
        }

        foreach (var channel in session.Dispatches.Distinct().GroupBy(dispatch => dispatch.Channel))
            await queues.SendAsync(channel.Key.Name, [.. channel.Select(QueuedMessage.Write)], Duration.Zero, cancel);
    }

    private static void Wake(CustomerSession session, Alarm alarm, bool afterPause)
    {
        if (alarm.Enrollment is not { } id)
        {
            EntryWalk.OnDates(session, [.. session.Record.Policies.Keys], customer: true);
            return;
        }

        WalkingPlaces.Settle(session);
        if (session.Record.Enrollments.TryGetValue(id, out var enrollment))
        {
            var paused = session.Live(enrollment.Journey)?.Status == JourneyStatus.Paused;
            if (!enrollment.Held && !paused && session.Library.Find(enrollment.Journey, enrollment.Version) is { } journey)
                EnrollmentWalk.GoOn(session, journey, enrollment, afterPause);
            if (paused)
                return;
        }

        ContactWalk.DispatchDue(session, entry => entry.Enrollment == id);
    }

    /// <summary>Makes sure again of what an event that is known already led to.</summary>
    private static void Settle(CustomerSession session)
    {
        foreach (var enrollment in session.Record.Enrollments.Values)
        {
            if (enrollment.WakeAt is { } wake)
                session.Alarms.Add(new Alarm(wake, session.Record.Id, enrollment.Id));
        }

        ContactWalk.DispatchDue(session, entry => session.Live(entry.Enrollment.Journey)?.Status != JourneyStatus.Paused);
    }
}
