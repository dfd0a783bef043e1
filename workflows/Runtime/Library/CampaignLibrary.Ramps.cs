using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Runtime.Library;

/// <content>How far new versions come before customers.</content>
public sealed partial class CampaignLibrary
{
    /// <summary>
    /// How old what is known of a ramp may be where a customer is about to enter by it. Refreshing does it more often; this holds too where
    /// nothing refreshes, as in a process that was frozen and goes on.
    /// </summary>
    public static readonly Duration MaxRampAge = Duration.FromSeconds(15);

    /// <summary>
    /// Sets the share of the customers who enter the newest version. A larger one only adds customers; a smaller one takes nobody out who
    /// is inside. Zero keeps everybody from entering it, all ends the ramp.
    /// </summary>
    /// <param name="journey">The journey; a version that was published to all may be taken back to a share of them too.</param>
    /// <param name="share">In percent, from 0 to 100.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="because">Why, in words; null: they do not say.</param>
    /// <param name="counted">What came of the version so far; null: not known.</param>
    /// <param name="cancel">Stops it.</param>
    public ValueTask<LibraryResult> RampAsync(
        JourneyId journey, double share, string by, string? because, RampFigures? counted, CancellationToken cancel) =>
        ChangeRampAsync(journey, (head, now) =>
        {
            var ramp = head.Ramp is { IsOver: false } known ? known
                : new JourneyRamp(head.Live, head.Ramp?.Former ?? FormerOf(head), JourneyRamp.All, head.ChangedAt)
                {
                    Rule = head.Ramp?.Rule ?? RampRule.ByHand,
                    Changes = head.Ramp?.Changes ?? [],
                    BeganAt = now,
                    Before = counted ?? new RampFigures(),
                };
            return ramp.Share == share ? null : ramp.To(share, now, by, because, counted);
        }, cancel);

    /// <summary>Changes a ramp that is under way by its rule.</summary>
    /// <param name="journey">The journey.</param>
    /// <param name="decide">What becomes of it at an instant; null: nothing. Asked again when somebody else was faster.</param>
    /// <param name="cancel">Stops it.</param>
    public ValueTask<LibraryResult> FollowRampAsync(
        JourneyId journey, Func<JourneyRamp, Instant, JourneyRamp?> decide, CancellationToken cancel) =>
        ChangeRampAsync(journey, (head, now) => head is { Status: JourneyStatus.Published, Ramp: { IsOver: false } ramp }
            ? decide(ramp, now) : null, cancel);

    private async ValueTask<LibraryResult> ChangeRampAsync(
        JourneyId journey, Func<DocumentHead, Instant, JourneyRamp?> decide, CancellationToken cancel)
    {
        while (true)
        {
            var known = await _documents.HeadAsync(journey.Value, cancel);
            if (!known.Exists)
                return Answer(LibraryOutcome.NotFound, known.Head, []);
            if (known.Head is not { Live: > 0, Status: JourneyStatus.Published or JourneyStatus.Paused })
                return Answer(LibraryOutcome.NotAllowed, known.Head, []);
            var next = decide(known.Head, Now);
            var head = next is null ? known.Head : known.Head with { Ramp = next };
            if (next is not null && !await _documents.TryReplaceAsync(known, head, cancel))
                continue;
            await RefreshAsync(cancel);
            // Ordered also when nothing is new: a crash may have come between an earlier change and its sweep. Whoever falls to another
            // version has its dates looked at; nobody enters twice.
            if (head.Ramp is { } ramp)
                await OrderDatesAsync(journey, head, ramp.Since, cancel);
            return Answer(next is null ? LibraryOutcome.Unchanged : LibraryOutcome.Done, head, []);
        }
    }

    private static int FormerOf(DocumentHead head) =>
        head.Versions.Select(version => version.Number).Where(number => number < head.Live).DefaultIfEmpty(0).Max();
}
