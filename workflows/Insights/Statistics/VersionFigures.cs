using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Library;

namespace Campaigns.Insights.Statistics;

/// <summary>What a ramp looks at, of the counts of a version.</summary>
internal static class VersionFigures
{
    private const string Refused = "refused"; // the reason of a consent that was taken back

    public static RampFigures Of(StatisticsCounts counts)
    {
        var (entered, sent, optOuts, complaints, bounces, failures) = (0L, 0L, 0L, 0L, 0L, 0L);
        foreach (var (key, numbers) in counts)
        {
            switch (key.Kind)
            {
                case TimelineEventKind.Entered:
                    entered += numbers.Count;
                    break;
                // Of a message that a customer objected to: other refusals name no journey.
                case TimelineEventKind.Consent when key.Reason == Refused:
                    optOuts += numbers.Count;
                    break;
                case TimelineEventKind.Sent when key.Channel != Channel.Agent.Name:
                    sent += numbers.Count;
                    break;
                case TimelineEventKind.Failed when key.Channel != Channel.Agent.Name && DeliveryReason.IsComplaint(key.Reason):
                    complaints += numbers.Count;
                    break;
                case TimelineEventKind.Failed when key.Channel != Channel.Agent.Name:
                    failures += numbers.Count;
                    bounces += DeliveryReason.IsBounce(key.Reason) ? numbers.Count : 0;
                    break;
                default: break;
            }
        }

        return new RampFigures(entered, sent, optOuts, complaints, bounces, failures);
    }
}
