using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;
using NodaTime;

namespace Campaigns.Runtime.Keys;

/// <summary>The API keys of an installation: in its store, so that all hosts on it know them and none needs a restart.</summary>
/// <param name="rows">The store.</param>
public sealed class ApiKeyTable(IRowStore rows)
{
    /// <summary>The table; one partition, the row key is the key's name.</summary>
    public const string Table = "keys";

    private const string Partition = "api";
    private const int MaxKeys = 1000; // a page of Azure Tables; far more than an installation has clients

    /// <summary>All keys, those that were revoked too, by name.</summary>
    public async ValueTask<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancel) =>
        [.. (await rows.ReadAsync(Table, Partition, "", "\uE000", MaxKeys, cancel)).Select(ApiKeyRow.Read)];

    /// <summary>Adds a key; false when its name was used before, also by a key that is revoked: the audit must tell them apart.</summary>
    public async ValueTask<bool> AddAsync(ApiKey key, CancellationToken cancel) =>
        (await rows.CommitAsync(Table, Partition, [new RowChange.Insert(key.Name, ApiKeyRow.Write(key))], cancel)).Committed;

    /// <summary>Revokes a key; once more changes nothing.</summary>
    /// <returns>The key as it stands now; null: there is none of that name.</returns>
    public async ValueTask<ApiKey?> RevokeAsync(string name, Instant now, CancellationToken cancel)
    {
        while (await rows.FindAsync(Table, Partition, name, cancel) is { } row)
        {
            var key = ApiKeyRow.Read(row);
            if (key.RevokedAt is not null)
                return key;
            key = key with { RevokedAt = now };
            if ((await rows.CommitAsync(Table, Partition, [new RowChange.Replace(name, ApiKeyRow.Write(key), row.Tag)], cancel)).Committed)
                return key;
        }

        return null;
    }
}
