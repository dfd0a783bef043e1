using Campaigns.Insights.Statistics;
using Campaigns.Model;
using Campaigns.Runtime.Incidents;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Insights.Ramps;

/// <summary>
/// Carries ramps on by their rules, and stops them by their figures. Any number of hosts may do it: the journey's head decides, so each
/// step is made once.
/// </summary>
/// <param name="library">The journeys.</param>
/// <param name="statistics">What came of them.</param>
/// <param name="incidents">Told of those that have stopped, until somebody goes on with them.</param>
/// <param name="time">The clock.</param>
public sealed class RampWatch(CampaignLibrary library, JourneyStatistics statistics, IncidentLog incidents, TimeProvider time)
{
    /// <summary>How often to look.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    /// <summary>Looks at every ramp that is under way: some reads for each, and none where there is none.</summary>
    public async ValueTask LookAsync(CancellationToken cancel)
    {
        foreach (var head in library.List())
        {
            var part = PartOf(head.Id);
            try
            {
                if (head.Head.Ramp is { IsOver: false } ramp && await LookAsync(new JourneyId(head.Id), ramp, cancel) is { Stopped: { } stop })
                    incidents.Report(part, new RampStoppedException(stop));
                else
                    incidents.Resolve(part);
            }
            catch (Exception e) when (e is not (StoreUnavailableException or OperationCanceledException))
            {
                incidents.Report(part, e);
            }
        }
    }

    /// <summary>What came of the version of a ramp, ever.</summary>
    public ValueTask<RampFigures> CountAsync(JourneyId journey, JourneyRamp ramp, CancellationToken cancel) =>
        statistics.ReadFiguresAsync(journey, ramp.Version, ramp.BeganAt.InUtc().Date, Now.InUtc().Date, cancel);

    /// <summary>Sets the share by hand; see <see cref="CampaignLibrary.RampAsync"/>.</summary>
    public async ValueTask<LibraryResult> SetAsync(
        JourneyId journey, double share, string by, string? because, CancellationToken cancel)
    {
        var today = Now.InUtc().Date;
        var document = await library.GetAsync(journey, cancel);
        var counted = document is null ? null
            : document.Ramp is { IsOver: false } ramp ? await CountAsync(journey, ramp, cancel)
            : await statistics.ReadFiguresAsync(journey, document.LiveVersion, today, today, cancel);
        return await library.RampAsync(journey, share, by, because, counted, cancel);
    }

    /// <summary>A ramp with its figures.</summary>
    public async ValueTask<RampView> ViewAsync(JourneyId journey, JourneyRamp ramp, CancellationToken cancel) =>
        RampView.Of(ramp, await CountAsync(journey, ramp, cancel), library.ContactPolicy.TimeZone);

    private async ValueTask<JourneyRamp?> LookAsync(JourneyId journey, JourneyRamp known, CancellationToken cancel)
    {
        if (known.Share > 0)
        {
            var counted = await CountAsync(journey, known, cancel);
            await library.FollowRampAsync(journey, (ramp, now) =>
                ramp.Version == known.Version ? RampCheck.Next(ramp, counted, now, library.ContactPolicy.TimeZone) : null, cancel);
        }

        return library.Snapshot.Heads.GetValueOrDefault(journey.Value)?.Head.Ramp;
    }

    private static string PartOf(string journey) => $"ramp {journey}";

    private sealed class RampStoppedException(RampStop stop) : IncidentException(
        $"stopped at {stop.Share:0.##} % by {stop.Sentence}; nobody enters the new version until its share is set again");
}
