using System.Collections.Immutable;
using Campaigns.Runtime.Keys;

namespace Campaigns.Api.Access;

/// <summary>
/// The keys with scopes: those of the host's settings, and those of the store, which are read anew every few seconds, so
/// that a key is added or revoked without a restart.
/// </summary>
/// <param name="configured">Keys of the settings.</param>
/// <param name="stored">Keys of the store; null: there are none.</param>
/// <param name="time">The clock.</param>
public sealed class ApiKeyRing(IEnumerable<ApiKey> configured, ApiKeyTable? stored, TimeProvider time)
{
    /// <summary>The longest that a revoked key goes on being taken.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    /// <summary>How often an unknown key makes the store be read: guessing must not become load on it.</summary>
    private static readonly TimeSpan MissInterval = TimeSpan.FromSeconds(1);

    private readonly ImmutableArray<ApiKey> _configured = [.. configured];
    private volatile Snapshot? _snapshot;

    /// <summary>The key of a secret; null: there is none, or it was revoked.</summary>
    public async ValueTask<ApiKey?> FindAsync(string secret, CancellationToken cancel)
    {
        var hash = ApiKey.HashOf(secret);
        return Find(await ReadAsync(Lifetime, cancel), hash) ?? Find(await ReadAsync(MissInterval, cancel), hash);
    }

    /// <summary>
    /// Whether a key was ever made, one that is revoked by now included: revoking the last key must not open the host to everybody.
    /// </summary>
    public async ValueTask<bool> AnyAsync(CancellationToken cancel) => !(await ReadAsync(Lifetime, cancel)).IsEmpty;

    /// <summary>Whether there is a key that opens anything now.</summary>
    public async ValueTask<bool> AnyActiveAsync(CancellationToken cancel) =>
        (await ReadAsync(TimeSpan.Zero, cancel)).Any(key => key.RevokedAt is null);

    // Every key is compared, so that the time tells nothing about which one was nearly right.
    private static ApiKey? Find(ImmutableArray<ApiKey> keys, string hash)
    {
        ApiKey? found = null;
        foreach (var key in keys)
        {
            if (key.Matches(hash) && key.RevokedAt is null)
                found = key;
        }

        return found;
    }

    private async ValueTask<ImmutableArray<ApiKey>> ReadAsync(TimeSpan maxAge, CancellationToken cancel)
    {
        if (stored is null)
            return _configured;
        var now = time.GetTimestamp();
        if (_snapshot is { } known && time.GetElapsedTime(known.ReadAt, now) < maxAge)
            return known.Keys;
        ImmutableArray<ApiKey> keys = [.. _configured, .. await stored.ListAsync(cancel)];
        _snapshot = new Snapshot(keys, now);
        return keys;
    }

    private sealed record Snapshot(ImmutableArray<ApiKey> Keys, long ReadAt);
}
