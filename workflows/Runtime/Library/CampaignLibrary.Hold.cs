using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;
using NodaTime;

namespace Campaigns.Runtime.Library;

/// <content>The switch that holds deliveries: a document of which every version is kept, so that it is audited as well.</content>
public sealed partial class CampaignLibrary
{
    /// <summary>
    /// How old what is known of the hold may be where a message is about to go. Refreshing does it more often; this holds too where
    /// nothing refreshes, as in a process that was frozen and goes on.
    /// </summary>
    public static readonly Duration MaxHoldAge = Duration.FromSeconds(15);

    private const int ShownChanges = 20;

    /// <inheritdoc/>
    public DeliveryHold Hold => _hold.Current;

    /// <inheritdoc/>
    public ValueTask<DeliveryHold> LookAtHoldAsync(CancellationToken cancel) =>
        _hold.IsFresh(Now, MaxHoldAge) ? ValueTask.FromResult(Hold) : FollowHoldAsync(MaxHoldAge, cancel);

    /// <summary>Holds a channel, or all of them; what is held already stays as it is.</summary>
    /// <param name="channel">The channel; null: all.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="because">Why, in words; null: they do not say.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>Whether anything changed.</returns>
    public ValueTask<bool> HoldAsync(Channel? channel, string by, string? because, CancellationToken cancel) =>
        ChangeHoldAsync(at => new HoldChange(at, Released: false, channel, by, because),
            (hold, change) => hold.With(new HeldDelivery(channel, change.At, by, because)), cancel);

    /// <summary>Releases a channel, or everything; where all channels are held, the others stay so.</summary>
    /// <param name="channel">The channel; null: everything that is held.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>Whether anything changed.</returns>
    public ValueTask<bool> ReleaseAsync(Channel? channel, string by, CancellationToken cancel) => ChangeHoldAsync(
        at => new HoldChange(at, Released: true, channel, by, Because: null), (hold, _) => hold.Without(channel), cancel);

    /// <summary>What is held, as the store has it now.</summary>
    public ValueTask<DeliveryHold> FollowHoldAsync(CancellationToken cancel) => FollowHoldAsync(Duration.Zero, cancel);

    /// <summary>Who held and released what, the latest first: the last twenty.</summary>
    public async ValueTask<IReadOnlyList<HoldChange>> HoldChangesAsync(CancellationToken cancel)
    {
        var head = await _documents.HeadAsync(DocumentIds.Hold, cancel);
        var changes = new List<HoldChange>();
        foreach (var version in head.Head.Versions.Reverse().Take(ShownChanges))
        {
            if (await _hold.ReadAsync(version.Number, cancel) is { } document)
                changes.Add(document.Change);
        }

        return changes;
    }

    /// <summary>Looks at the store, unless that was done so short a time ago.</summary>
    private async ValueTask<DeliveryHold> FollowHoldAsync(Duration maxAge, CancellationToken cancel)
    {
        await _refreshing.WaitAsync(cancel);
        try
        {
            var now = Now;
            if (!_hold.IsFresh(now, maxAge))
                await _hold.FollowAsync(await _documents.HeadAsync(DocumentIds.Hold, cancel), now, cancel);
            return Hold;
        }
        finally
        {
            _refreshing.Release();
        }
    }

    private async ValueTask<bool> ChangeHoldAsync(
        Func<Instant, HoldChange> changeAt, Func<DeliveryHold, HoldChange, DeliveryHold> apply, CancellationToken cancel)
    {
        while (true)
        {
            var known = await _documents.HeadAsync(DocumentIds.Hold, cancel);
            var hold = await _hold.ReadAsync(known, cancel);
            var change = changeAt(Now);
            var next = apply(hold, change);
            var changed = !next.Held.SequenceEqual(hold.Held);
            if (changed)
            {
                var version = await _documents.AddVersionAsync(
                    DocumentIds.Hold, known.Head.Live, new StoredDocument(HoldRow.Write(change, next), change.At), cancel);
                var head = new DocumentHead
                {
                    Status = JourneyStatus.Published,
                    Live = version,
                    ChangedAt = change.At,
                    Versions = known.Head.Versions.Add(new PublishedVersion(version, change.At)),
                };
                if (!await _documents.TryReplaceAsync(known, head, cancel))
                    continue;
            }

            await FollowHoldAsync(cancel);
            return changed;
        }
    }
}
