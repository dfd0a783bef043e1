using Campaigns.Decisions.Contacts;
using Campaigns.Model;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Dispatch;
using Campaigns.Runtime.Sessions;
using NodaTime;

namespace Campaigns.Runtime.Simulation;

/// <summary>
/// The way of a walk's messages from their slot to the provider: the checks and notes of <see cref="DeliveryService"/>, in one unit of work
/// instead of three, since nobody can come in between.
/// </summary>
internal sealed class WalkDeliveries(CustomerWalk walk, SimulationRules rules, ISimulatedWorld world)
{
    private static readonly Channel[] Channels = [.. Channel.Contactable, Channel.Agent];
    private readonly Queue<(SimulatedCustomer Customer, MessageRequest Request)>[] _queues = [.. Channels.Select(_ => new Queue<(SimulatedCustomer, MessageRequest)>())];
    private readonly Dictionary<(string Hash, Channel Channel), SharedSuppression> _suppressions = [];
    private readonly WalkSharedCaps _sharedCaps = new(rules);

    public void Clear()
    {
        foreach (var queue in _queues)
            queue.Clear();
        _suppressions.Clear();
        _sharedCaps.Clear();
    }

    public void Add(SimulatedCustomer customer, MessageRequest request) =>
        _queues[Array.IndexOf(Channels, request.Channel)].Enqueue((customer, request));

    /// <summary>Remembers the addresses that a unit of work has suppressed for whoever has them.</summary>
    public void Note(CustomerSession session)
    {
        foreach (var (address, suppression) in session.SharedSuppressions)
        {
            if (!_suppressions.TryGetValue(address, out var known) || known.At <= suppression.At)
                _suppressions[address] = suppression;
        }
    }

    /// <summary>Hands over what is queued, channel by channel.</summary>
    public void Run()
    {
        foreach (var queue in _queues)
        {
            while (queue.TryDequeue(out var next))
                Deliver(next.Customer, next.Request);
        }
    }

    private void Deliver(SimulatedCustomer customer, MessageRequest request) => walk.Decide(customer, session =>
    {
        var record = session.Record;
        if (record.Ledger.Find(request.Message) is not { Status: ContactStatus.Reserved } entry || !request.IsCurrent(entry))
            return;
        var enrollment = record.Enrollments.GetValueOrDefault(entry.Enrollment) ?? customer.Finished.GetValueOrDefault(entry.Enrollment);
        var order = DeliveryOrder.Of(request, entry, enrollment, record, rules.Library, session.Instant, rules.Ids);
        if (entry.Channel == Channel.Agent || MayGo(session, order))
        {
            Begin(session, order);
            var result = world.Deliver(order);
            DeliveryRecorder.Settle(session, order, result);
            if (result.Status != DeliveryStatus.Failed)
                _sharedCaps.Add(session, order);
        }
    });

    private bool MayGo(CustomerSession session, DeliveryOrder order)
    {
        var entry = order.Entry!;
        if (DeliveryChecks.IsPaused(rules.Library, order.Enrollment.Journey))
            return false;
        if ((DeliveryChecks.Refusal(order, rules.Library, session.Instant) ?? SharedRefusal(order, session.Instant)
            ?? DeliveryChecks.MissingAttribute(order, rules.Library, rules.Templates)) is { } refusal)
        {
            DeliveryRecorder.Release(session, entry, order.Enrollment, refusal.Reason);
            return false;
        }

        return entry.At <= session.Instant && DeliveryChecks.Recheck(session, entry.Message, order) is null
            && !_sharedCaps.PutOff(session, order);
    }

    private BlockingReason? SharedRefusal(DeliveryOrder order, Instant now)
    {
        var channel = order.Entry!.Channel;
        return _suppressions.Count > 0 && SuppressionIndex.Covers(channel) && order.Profile.AddressOf(channel) is { } address
            && _suppressions.TryGetValue((rules.Ids.AddressHash(channel, address), channel), out var suppression)
            && suppression.Cause is not null && !(suppression.Until <= now)
            ? DeliveryChecks.Because(suppression)
            : null;
    }

    /// <summary>Notes the attempt and where it goes to: reports of the provider ask for that.</summary>
    private static void Begin(CustomerSession session, DeliveryOrder order)
    {
        var entry = order.Entry!;
        session.Record.Set(session.Record.Ledger.With(entry with
        {
            Status = ContactStatus.Sending,
            AddressHash = entry.Channel == Channel.Agent ? null : session.Ids.AddressHash(entry.Channel, order.To),
        }));
    }
}
