using System.Security.Cryptography;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;

namespace Campaigns.Runtime.Keys;

/// <summary>
/// A random key of the installation, made once and kept in its store: every host and command on the store derives the same
/// ids from it, before and after a restart, and nobody without it can compute them.
/// </summary>
/// <param name="rows">The store.</param>
public sealed class InstallationKey(IRowStore rows)
{
    /// <summary>The table.</summary>
    public const string Table = "settings";

    private const string Partition = "installation-key";
    private const string Key = "v1";
    private const int Bytes = 32;

    /// <summary>
    /// Reads the key; one that is missing is made. Of several that begin at the same moment, one makes it and all have it.
    /// </summary>
    /// <returns>32 bytes.</returns>
    public async ValueTask<byte[]> ReadOrCreateAsync(CancellationToken cancel)
    {
        if (await FindAsync(cancel) is { } known)
            return known;
        var made = TextRow.Write(Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes)));
        await rows.CommitAsync(Table, Partition, [new RowChange.Insert(Key, made)], cancel);
        return await FindAsync(cancel) ?? throw new StoreUnavailableException("the key of the installation was written and is not there");
    }

    /// <summary>Reads the key and writes nothing.</summary>
    /// <returns>32 bytes; null: none has been made.</returns>
    public async ValueTask<byte[]?> FindAsync(CancellationToken cancel) =>
        await rows.FindAsync(Table, Partition, Key, cancel) is { } row ? Convert.FromBase64String(TextRow.Read(Table, row)) : null;
}
