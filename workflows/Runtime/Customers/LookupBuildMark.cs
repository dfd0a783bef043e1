using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;

namespace Campaigns.Runtime.Customers;

/// <summary>
/// Says in the store how far the customers of earlier versions have been entered into the <see cref="LookupIndex"/>; a store that was
/// empty when this version came has nothing to enter.
/// </summary>
/// <param name="rows">The store.</param>
public sealed class LookupBuildMark(IRowStore rows)
{
    private const string Table = "settings";
    private const string Partition = "lookup";
    private const string BuiltKey = "built";
    private const string PlaceKey = "place";
    private bool _built;

    /// <summary>Whether all customers are in the index.</summary>
    public async ValueTask<bool> IsBuiltAsync(CancellationToken cancel) =>
        _built = _built || await rows.FindAsync(Table, Partition, BuiltKey, cancel) is not null;

    /// <summary>Marks a store that has no customers yet.</summary>
    internal async ValueTask SetIfNewAsync(CancellationToken cancel)
    {
        if (!await IsBuiltAsync(cancel) && (await new CustomerDirectory(rows).PageAsync(after: null, 1, cancel)).Count == 0)
            await SetBuiltAsync(cancel);
    }

    /// <summary>The customer up to whom the directory has been read; null: it begins.</summary>
    internal async ValueTask<RowAddress?> PlaceAsync(CancellationToken cancel) =>
        await rows.FindAsync(Table, Partition, PlaceKey, cancel) is { } row
        && TextRow.Read(Table, row).Split('\n', 2) is [var bucket, var id]
            ? new(bucket, id) : null;

    /// <summary>Remembers it.</summary>
    internal async ValueTask SetPlaceAsync(RowAddress place, CancellationToken cancel) =>
        await rows.CommitAsync(
            Table, Partition, [new RowChange.Upsert(PlaceKey, TextRow.Write($"{place.Partition}\n{place.Key}"))], cancel);

    /// <summary>All customers are in it.</summary>
    internal async ValueTask SetBuiltAsync(CancellationToken cancel)
    {
        await rows.CommitAsync(Table, Partition,
            [new RowChange.Upsert(BuiltKey, ReadOnlyMemory<byte>.Empty), new RowChange.Delete(PlaceKey)], cancel);
        _built = true;
    }
}
