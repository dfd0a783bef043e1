using System.Collections.Immutable;
using Campaigns.Decisions.Contacts;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Dispatch;
using NodaTime;

namespace Campaigns.Runtime.Delivery;

/// <summary>
/// Takes slots under the caps that a message shares with those of other customers, right before its provider is called: several hosts at
/// once never take more than there are, for each takes them by compare-and-swap in the one ledger of the household or the address.
/// </summary>
/// <param name="runner">Has the policy, the store and the clock.</param>
internal sealed class SharedCapClaims(CampaignRunner runner)
{
    private ContactPolicy Policy => runner.Library.ContactPolicy;

    /// <summary>Reads the ledgers that concern a message; none where no shared cap does, and then nothing is read.</summary>
    public async ValueTask<IReadOnlyList<SharedLedger>> ReadAsync(DeliveryOrder order, CancellationToken cancel)
    {
        var scopes = SharedCaps.ScopesOf(order.Entry!, Policy);
        if (scopes.IsEmpty)
            return [];
        var ids = await runner.Customers.MessageIdsAsync(cancel);
        var ledgers = new List<SharedLedger>(scopes.Length);
        foreach (var scope in scopes)
        {
            if (SharedLedgers.IdOf(scope, ids, order.Profile, order.Request.Channel, order.To) is { } id)
                ledgers.Add(await runner.Customers.Shared.ReadAsync(id, scope, cancel));
        }

        return ledgers;
    }

    /// <summary>The ledgers in which a message takes a slot: those of which a cap counts it.</summary>
    public ImmutableArray<string> SlotsOf(DeliveryOrder order, IReadOnlyList<SharedLedger> ledgers) =>
        [.. ledgers.Where(ledger => IsCounted(order, ledger)).Select(ledger => ledger.Id)];

    /// <summary>Whether there is room in ledgers as they were read.</summary>
    /// <returns>Null: there is; otherwise the others' contacts, of which some are in the way.</returns>
    public IReadOnlyList<SharedContacts>? FindRoom(DeliveryOrder order, IReadOnlyList<SharedLedger> ledgers)
    {
        if (ledgers.Count == 0)
            return null;
        SharedContacts[] others =
        [
            .. ledgers.Select(ledger => new SharedContacts(
                ledger.Scope, ledger.Contacts.RemoveAll(contact => contact.Message == order.Request.Message))),
        ];
        return SharedCaps.AreFull(order.Entry!, others, order.Profile, Policy, runner.Now) ? others : null;
    }

    /// <summary>Takes the slots, also those that an earlier attempt has taken: they count from this one.</summary>
    /// <param name="order">The message, of which no other attempt is under way.</param>
    /// <param name="ledgers">The ledgers as they were read.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The order with its slots; or the others' contacts, of which some are in the way.</returns>
    public async ValueTask<(DeliveryOrder Order, IReadOnlyList<SharedContacts>? Full)> TakeAsync(
        DeliveryOrder order, IReadOnlyList<SharedLedger> ledgers, CancellationToken cancel)
    {
        var entry = order.Entry!;
        var taken = new Dictionary<string, SharedLedger>(StringComparer.Ordinal);
        while (true)
        {
            if (FindRoom(order, ledgers) is { } full)
                return (order, full);
            var contact = new SharedContact(entry.Message, runner.Now, entry.Channel, entry.Category, entry.Enrollment.Journey)
            {
                UnderWay = true,
            };
            var since = contact.At - LedgerHorizon.OfShared(Policy);
            var lost = false;
            foreach (var ledger in ledgers)
            {
                if (lost || taken.ContainsKey(ledger.Id) || !IsCounted(order, ledger))
                    continue;
                if (await runner.Customers.Shared.TryWriteAsync(ledger, contact, since, cancel) is { } written)
                    taken.Add(ledger.Id, written);
                else
                    lost = true; // to another message, which got on
            }

            if (!lost)
                return (order with { Slots = [.. taken.Values] }, null);
            ledgers = await ReadAsync(order, cancel);
        }
    }

    /// <summary>Writes down that the provider has answered, so that the slots count from now on and not from the attempt's latest end.</summary>
    public async ValueTask SettleAsync(DeliveryOrder order, Instant at, CancellationToken cancel)
    {
        foreach (var ledger in order.Slots)
            await runner.Customers.Shared.SettleAsync(ledger, order.Request.Message, at, cancel);
    }

    /// <summary>
    /// Gives back what a message may have taken that does not go, or not now: whoever wrote that down may have been killed before giving
    /// the slots back. Those of a household or an address that the customer has left since end with their windows.
    /// </summary>
    public async ValueTask ReleaseAsync(CustomerRecord record, MessageRequest request, CancellationToken cancel)
    {
        var now = runner.Now;
        if (Policy.SharedCaps.IsEmpty || record.Ledger.Find(request.Message) is { } entry
            && (entry.Status != ContactStatus.Reserved || entry.At <= now || !entry.SharedLedgers.IsEmpty))
            return;
        var ids = await runner.Customers.MessageIdsAsync(cancel);
        var address = record.Profile.AddressOf(request.Channel);
        await runner.Customers.Shared.ReleaseAsync(
            Policy.SharedCaps.Select(cap => cap.Per).Distinct()
                .Select(scope => SharedLedgers.IdOf(scope, ids, record.Profile, request.Channel, address)).OfType<string>(),
            request.Message, now, cancel);
    }

    private bool IsCounted(DeliveryOrder order, SharedLedger ledger) =>
        SharedCaps.Count(order.Entry!, ledger.Scope, Policy);
}
