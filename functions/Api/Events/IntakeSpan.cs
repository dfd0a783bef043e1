using System.Diagnostics;
using Campaigns.Runtime.Tracing;

namespace Campaigns.Api.Events;

/// <summary>What the span of an intake says: how many events were taken, nothing of what is in them.</summary>
internal static class IntakeSpan
{
    /// <summary>Counts the answers on the current span, if anybody listens.</summary>
    public static void Describe(IReadOnlyList<EventResponse> answers)
    {
        if (!CampaignActivities.IsListenedTo || Activity.Current is not { } activity
            || activity.Source.Name != CampaignActivities.SourceName)
            return;
        var accepted = answers.Count(answer => answer.Result == EventResult.Accepted);
        activity.SetTag(SpanTags.Accepted, accepted).SetTag(SpanTags.NotAccepted, answers.Count - accepted);
    }
}
