using Campaigns.Runtime.Keys;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Runtime.StoredRows;

/// <summary>Table <c>keys</c>: an API key by its hash; its name is the row key.</summary>
internal sealed class ApiKeyRow
{
    public string[] Scopes { get; set; } = [];

    public string Hash { get; set; } = "";

    public Instant CreatedAt { get; set; }

    public Instant? RevokedAt { get; set; }

    public static byte[] Write(ApiKey key) => RowJson.Write(
        new ApiKeyRow
        {
            Scopes = [.. ApiScopeNames.Of(key.Scopes)],
            Hash = key.Hash,
            CreatedAt = key.CreatedAt,
            RevokedAt = key.RevokedAt,
        }, RowJson.Context.ApiKeyRow);

    // A scope that only a newer program knows gives nothing here.
    public static ApiKey Read(Row row) => RowJson.Read(ApiKeyTable.Table, row, RowJson.Context.ApiKeyRow,
        read => new ApiKey(row.Key, ApiScopeNames.Parse(read.Scopes), read.Hash, read.CreatedAt) { RevokedAt = read.RevokedAt });
}
