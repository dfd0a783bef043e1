using Campaigns.Model;
using Campaigns.Runtime.Keys;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Customers;

/// <summary>
/// Points from telephone numbers, mailboxes and policies to the customers who have them. Only keyed hashes of them are kept here.
/// </summary>
/// <remarks>
/// An entry is written before its customer is saved and removed after, so nobody is missing; one may point to a customer who does not have
/// the address any more, or not yet. Whoever reads asks the customer.
/// </remarks>
/// <param name="rows">The store.</param>
public sealed class LookupIndex(IRowStore rows)
{
    /// <summary>The table; a partition is the hash of a term, a row key a customer.</summary>
    public const string Table = "lookup";

    /// <summary>After any customer's id, in whatever script.</summary>
    private const string Last = "\uffff";

    private MessageIds? _hashes;
    private bool _marked;

    /// <summary>Whether stores of earlier versions have been read for it.</summary>
    public LookupBuildMark Mark { get; } = new(rows);

    /// <summary>
    /// The hash that a term is kept under: under the installation's key, whatever the ids of messages are made with.
    /// </summary>
    internal async ValueTask<string> HashAsync(LookupTerm term, CancellationToken cancel)
    {
        _hashes ??= MessageIds.Under(await new InstallationKey(rows).ReadOrCreateAsync(cancel));
        return _hashes.LookupHash(term.Field.ToString(), term.Value);
    }

    /// <summary>Writes an entry anew, also where there is one: its tag then tells of this write.</summary>
    /// <returns>The entry's tag; null: the store does not tell.</returns>
    internal async ValueTask<string?> AddAsync(string hash, CustomerId customer, CancellationToken cancel)
    {
        if (!_marked)
        {
            await Mark.SetIfNewAsync(cancel);
            _marked = true;
        }

        var result = await rows.CommitAsync(Table, hash, [new RowChange.Upsert(customer.Value, ReadOnlyMemory<byte>.Empty)], cancel);
        return result.Tags?[0];
    }

    /// <summary>The tag of an entry; null: there is none.</summary>
    internal async ValueTask<string?> TagAsync(string hash, CustomerId customer, CancellationToken cancel) =>
        (await rows.FindAsync(Table, hash, customer.Value, cancel))?.Tag;

    /// <summary>Removes an entry, unless it has been written since it had this tag.</summary>
    /// <param name="hash">The hash.</param>
    /// <param name="customer">The customer.</param>
    /// <param name="tag">The tag; null: removes it whoever wrote it.</param>
    /// <param name="cancel">Stops it.</param>
    internal async ValueTask RemoveAsync(string hash, CustomerId customer, string? tag, CancellationToken cancel) =>
        await rows.CommitAsync(Table, hash, [new RowChange.Delete(customer.Value, tag)], cancel);

    /// <summary>The customers who may be found by a term, in the order of their ids.</summary>
    internal async ValueTask<IReadOnlyList<CustomerId>> ReadAsync(
        LookupTerm term, CustomerId? after, int take, CancellationToken cancel)
    {
        var from = after is { } last ? last.Value + "\0" : "";
        var found = await rows.ReadAsync(Table, await HashAsync(term, cancel), from, Last, take, cancel);
        return [.. found.Select(row => new CustomerId(row.Key))];
    }
}
