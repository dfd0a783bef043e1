using Campaigns.Model;
using Campaigns.Runtime.Contacts;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sessions;
using Campaigns.Runtime.Tracing;
using Campaigns.Runtime.UnitsOfWork;

namespace Campaigns.Runtime.Intake;

/// <summary>
/// Takes a batch of one customer's events in one unit of work. Events that were taken before are told apart, and what
/// they led to is made sure of again; a unit that cannot be taken fails by itself, and the others are taken without it.
/// </summary>
internal sealed class EventBatchHandler(UnitOfWorkExecutor executor)
{
    private const int LookedUpAtOnce = 16;

    /// <summary>Takes the units in order and writes into each what became of it.</summary>
    /// <exception cref="StoreUnavailableException">The store is away: what is not marked as taken may or may not have been.</exception>
    public async ValueTask TakeAsync(CustomerId customer, IReadOnlyList<EventUnit> units, CancellationToken cancel)
    {
        var work = executor.Begin();
        try
        {
            await TakeTogetherAsync(customer, units, work, cancel);
            foreach (var unit in units)
                unit.Taken = true;
        }
        catch (Exception e) when (!work.Saved && e is not (StoreUnavailableException or OperationCanceledException))
        {
            // One of them cannot be decided, or all are too much for one batch of the store: halves until it is found.
            if (units.Count == 1)
            {
                units[0].Failure = e;
                return;
            }

            var half = units.Count / 2;
            await TakeAsync(customer, [.. units.Take(half)], cancel);
            await TakeAsync(customer, [.. units.Skip(half)], cancel);
        }
    }

    private async ValueTask TakeTogetherAsync(
        CustomerId customer, IReadOnlyList<EventUnit> units, UnitOfWork work, CancellationToken cancel)
    {
        var known = new Dictionary<string, string>();
        while (await executor.RunAsync(customer, session => Apply(session, units, known), work, cancel) is null)
            await FindKnownAsync(customer, units, known, cancel);
    }

    private static void Apply(CustomerSession session, IReadOnlyList<EventUnit> units, Dictionary<string, string> known)
    {
        foreach (var unit in units)
        {
            unit.Erased = session.Record.Profile.ErasedAt is not null;
            unit.Differs = unit.Events.Any(@event => Differs(session, @event, known));
            if (unit.Differs)
            {
                Array.Clear(unit.Fresh);
                continue;
            }

            if (unit.IsStatement)
            {
                CustomerEventHandler.Apply(session, unit.Events, unit.Fresh, known);
                continue;
            }

            for (var i = 0; i < unit.Events.Count; i++)
                unit.Fresh[i] = !known.ContainsKey(unit.Events[i].Hash) && CustomerEventHandler.Apply(session, unit.Events[i]);
        }

        if (known.Count > 0)
            Recover(session);
        if (CampaignActivities.IsListenedTo)
            CampaignActivities.LinkOrigins(units.Select(unit => unit.Origin));
    }

    /// <summary>Whether an event was taken with other data, before or in this unit of work. Earlier versions kept no fingerprints.</summary>
    private static bool Differs(CustomerSession session, CustomerEvent @event, Dictionary<string, string> known) =>
        @event.Id.Length > 0
        && (known.TryGetValue(@event.Hash, out var fingerprint)
            || session.Record.EventFingerprints.TryGetValue(@event.Hash, out fingerprint))
        && fingerprint.Length > 0 && fingerprint != @event.Mark;

    /// <summary>Makes sure again of what events that are known already led to.</summary>
    private static void Recover(CustomerSession session)
    {
        foreach (var enrollment in session.Record.Enrollments.Values)
        {
            if (enrollment.WakeAt is { } wake)
                session.Timers.Add(new WakeTimer(wake, session.Record.Id, enrollment.Id));
        }

        ContactScheduler.DispatchDue(session, session.Record.Ledger.Entries.Where(
            entry => session.Live(entry.Enrollment.Journey)?.Status != JourneyStatus.Paused));
    }

    /// <summary>The store has refused the batch because it knows one of its events, and has named but one: which are they?</summary>
    private async ValueTask FindKnownAsync(
        CustomerId customer, IReadOnlyList<EventUnit> units, Dictionary<string, string> known, CancellationToken cancel)
    {
        var inQuestion = units.SelectMany(unit => unit.Events).Where(@event => @event.Id.Length > 0).Select(@event => @event.Hash)
            .Where(hash => !known.ContainsKey(hash)).Distinct().ToList();
        var found = new string?[inQuestion.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = LookedUpAtOnce, CancellationToken = cancel };
        await Parallel.ForAsync(0, found.Length, options,
            async (i, token) => found[i] = await executor.Customers.FindEventAsync(customer, inQuestion[i], token));
        for (var i = 0; i < found.Length; i++)
        {
            if (found[i] is { } fingerprint)
                known[inQuestion[i]] = fingerprint;
            else if (found.Length == 1)
                known[inQuestion[i]] = ""; // the only one there is
        }

        if (found.Length != 1 && found.All(fingerprint => fingerprint is null))
            throw new StoreUnavailableException("the store refuses an event as known, but does not find it");
    }
}
