using System.Collections.Immutable;
using Campaigns.Decisions.Contacts;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Runtime.Keys;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;
using NodaTime;

namespace Campaigns.Runtime.Customers;

/// <summary>
/// The contacts that shared caps count, one ledger for each household and each address. Both are kept as their keyed hash only, and a
/// contact names no customer.
/// </summary>
/// <remarks>
/// A message is in a ledger from before it is handed over, so a ledger may have one that never went; it never lacks one that did.
/// </remarks>
public sealed class SharedLedgers(IRowStore rows)
{
    /// <summary>The table; a partition is a household or an address.</summary>
    public const string Table = "sharedcaps";

    private const string Key = "contacts";

    /// <summary>The ledger of a household or an address, as ledgers of customers name it.</summary>
    /// <param name="scope">Which of the two.</param>
    /// <param name="hash">Its hash.</param>
    public static string IdOf(CapScope scope, string hash) => scope == CapScope.Household ? $"household-{hash}" : $"address-{hash}";

    /// <summary>The ledger that a message has to do with; null: it has no such household or address.</summary>
    /// <param name="scope">Which of the two.</param>
    /// <param name="ids">Makes the hash.</param>
    /// <param name="profile">The customer.</param>
    /// <param name="channel">The message's channel.</param>
    /// <param name="to">The address it goes to; null: none.</param>
    internal static string? IdOf(CapScope scope, MessageIds ids, CustomerProfile profile, Channel channel, string? to) => scope switch
    {
        CapScope.Household when profile.Household is { } household => IdOf(scope, ids.HouseholdHash(household)),
        CapScope.Address when !string.IsNullOrEmpty(to) => IdOf(scope, ids.AddressHash(channel, to)),
        _ => null,
    };

    /// <summary>Reads a ledger; one that is not there is empty.</summary>
    public async ValueTask<SharedLedger> ReadAsync(string id, CapScope scope, CancellationToken cancel) =>
        await rows.FindAsync(Table, id, Key, cancel) is { } row
            ? new(id, scope, SharedLedgerRow.Read(row), row.Tag)
            : new(id, scope, [], Tag: null);

    /// <summary>Writes a contact, in the place of the one with the same message.</summary>
    /// <param name="ledger">The ledger as it was read.</param>
    /// <param name="contact">The contact.</param>
    /// <param name="since">Contacts of before are dropped.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The ledger with it; null: somebody else has written the ledger since it was read.</returns>
    public async ValueTask<SharedLedger?> TryWriteAsync(
        SharedLedger ledger, SharedContact contact, Instant since, CancellationToken cancel)
    {
        var others = ledger.Contacts.RemoveAll(known => known.Message == contact.Message || known.At < since);
        if (others.Length >= Limits.SharedContacts)
            others = others.RemoveRange(0, others.Length - Limits.SharedContacts + 1); // they are in the order in which they were written
        return await TryWriteAsync(ledger with { Contacts = others.Add(contact) }, cancel);
    }

    /// <summary>Writes down that the provider has answered about a message.</summary>
    /// <param name="ledger">The ledger as it was with the attempt that began.</param>
    /// <param name="message">The message; one that is not there any more is fine.</param>
    /// <param name="at">When.</param>
    /// <param name="cancel">Stops it.</param>
    public async ValueTask SettleAsync(SharedLedger ledger, MessageId message, Instant at, CancellationToken cancel)
    {
        while (ledger.Contacts.FirstOrDefault(known => known.Message == message) is { } contact
            && await TryWriteAsync(
                ledger with { Contacts = ledger.Contacts.Replace(contact, contact with { At = at, UnderWay = false }) }, cancel) is null)
            ledger = await ReadAsync(ledger.Id, ledger.Scope, cancel);
    }

    /// <summary>Takes a message out of ledgers; one that is not there is fine.</summary>
    /// <param name="ids">The ledgers.</param>
    /// <param name="message">The message.</param>
    /// <param name="until">An attempt that began later is another, which keeps its slot.</param>
    /// <param name="cancel">Stops it.</param>
    public async ValueTask ReleaseAsync(IEnumerable<string> ids, MessageId message, Instant until, CancellationToken cancel)
    {
        foreach (var id in ids)
        {
            SharedLedger ledger;
            ImmutableArray<SharedContact> others;
            do
            {
                ledger = await ReadAsync(id, CapScope.Household, cancel); // what it is a ledger of plays no part
                others = ledger.Contacts.RemoveAll(known => known.Message == message && known.At <= until);
            }
            while (others.Length < ledger.Contacts.Length && await TryWriteAsync(ledger with { Contacts = others }, cancel) is null);
        }
    }

    /// <summary>Of several who write at once one gets on, so that nobody need wait to try again.</summary>
    private async ValueTask<SharedLedger?> TryWriteAsync(SharedLedger ledger, CancellationToken cancel)
    {
        RowChange change = ledger.Tag is not { } tag ? new RowChange.Insert(Key, SharedLedgerRow.Write(ledger.Contacts))
            : ledger.Contacts.IsEmpty ? new RowChange.Delete(Key, tag)
            : new RowChange.Replace(Key, SharedLedgerRow.Write(ledger.Contacts), tag);
        var result = await rows.CommitAsync(Table, ledger.Id, [change], cancel);
        return result.Committed ? ledger with { Tag = result.Tags?[0] } : null;
    }
}

/// <summary>A shared ledger as it was read.</summary>
/// <param name="Id">Which.</param>
/// <param name="Scope">Whether it is of a household or of an address.</param>
/// <param name="Contacts">The contacts.</param>
/// <param name="Tag">The row's tag; null: there is no row, or its tag is not known, and then writing it conflicts.</param>
public sealed record SharedLedger(string Id, CapScope Scope, ImmutableArray<SharedContact> Contacts, string? Tag);
