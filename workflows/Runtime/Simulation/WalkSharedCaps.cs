using System.Collections.Immutable;
using Campaigns.Decisions.Contacts;
using Campaigns.Runtime.Contacts;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Sessions;

namespace Campaigns.Runtime.Simulation;

/// <summary>The ledgers of households and addresses in a walk: what <see cref="SharedLedgers"/> keeps in the store.</summary>
internal sealed class WalkSharedCaps(SimulationRules rules)
{
    private readonly Dictionary<string, ImmutableArray<SharedContact>> _ledgers = new(StringComparer.Ordinal);

    public void Clear() => _ledgers.Clear();

    /// <summary>Gives a message that finds no room another place.</summary>
    /// <returns>Whether it found none.</returns>
    public bool PutOff(CustomerSession session, DeliveryOrder order)
    {
        var scopes = SharedCaps.ScopesOf(order.Entry!, session.Policy);
        if (scopes.IsEmpty)
            return false;
        var shared = new List<SharedContacts>(scopes.Length);
        foreach (var scope in scopes)
        {
            if (SharedLedgers.IdOf(scope, rules.Ids, order.Profile, order.Request.Channel, order.To) is { } id)
                shared.Add(new(scope, _ledgers.GetValueOrDefault(id, [])));
        }

        return SharedCaps.AreFull(order.Entry!, shared, order.Profile, session.Policy, session.Instant)
            && ContactScheduler.Defer(session, order.Entry!, order.Enrollment, shared) is not null;
    }

    /// <summary>Counts a message that its provider has taken.</summary>
    public void Add(CustomerSession session, DeliveryOrder order)
    {
        var entry = order.Entry!;
        foreach (var scope in SharedCaps.ScopesOf(entry, session.Policy))
        {
            if (!SharedCaps.Count(entry, scope, session.Policy)
                || SharedLedgers.IdOf(scope, rules.Ids, order.Profile, order.Request.Channel, order.To) is not { } id)
                continue;
            var since = session.Instant - LedgerHorizon.OfShared(session.Policy);
            _ledgers[id] = _ledgers.GetValueOrDefault(id, []).RemoveAll(contact => contact.At < since)
                .Add(new(entry.Message, session.Instant, entry.Channel, entry.Category, entry.Enrollment.Journey));
        }
    }
}
