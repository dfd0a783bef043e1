using System.Text.Json;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;
using NodaTime;

namespace Campaigns.Runtime.Library;

/// <summary>What is held, as this process has last seen it in the store. One caller at a time follows; anybody may look.</summary>
internal sealed class HoldFollower(DocumentTable documents)
{
    private volatile Seen _seen = new(null, DeliveryHold.None, Instant.MinValue);

    /// <summary>What is held, as last seen.</summary>
    public DeliveryHold Current => _seen.Hold;

    /// <summary>Whether the store was asked so short a time ago; not, when the clock was set back since.</summary>
    public bool IsFresh(Instant now, Duration maxAge) => _seen.At <= now && now - _seen.At < maxAge;

    /// <summary>Takes over what the store has.</summary>
    /// <param name="head">The hold's document; null: nothing was ever held.</param>
    /// <param name="now">When it was read, or a little earlier.</param>
    /// <param name="cancel">Stops it.</param>
    public async ValueTask FollowAsync(TaggedHead? head, Instant now, CancellationToken cancel) =>
        _seen = new(head?.Tag, head?.Tag == _seen.Tag ? _seen.Hold : await ReadAsync(head, cancel), now);

    /// <summary>What a document says is held.</summary>
    public async ValueTask<DeliveryHold> ReadAsync(TaggedHead? head, CancellationToken cancel) =>
        head is not { Head.Live: > 0 } ? DeliveryHold.None
        : await ReadAsync(head.Head.Live, cancel) is { } version ? version.Hold
        : Unreadable(head.Head.ChangedAt);

    /// <summary>What was done in a version, and what was held then; null: it cannot be read.</summary>
    public async ValueTask<(HoldChange Change, DeliveryHold Hold)?> ReadAsync(int number, CancellationToken cancel)
    {
        try
        {
            return await documents.VersionAsync(DocumentIds.Hold, number, cancel) is { } version ? HoldRow.Read(version) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or StoreFormatException)
        {
            return null;
        }
    }

    /// <summary>A hold that says something that this program does not understand is no leave to send.</summary>
    private static DeliveryHold Unreadable(Instant since) => new([new HeldDelivery(null, since, "unknown",
        "what is held cannot be read by this version of the program; releasing everything ends this")]);

    private sealed record Seen(string? Tag, DeliveryHold Hold, Instant At);
}
