using Campaigns.Model;
using Campaigns.Model.Timeline;

namespace Campaigns.Insights.Pressure;

/// <summary>
/// A message that was held back and has not been heard of since: who held it back, so that its later sending can be credited.
/// </summary>
internal sealed class HeldMessage(TimelineEvent timelineEvent)
{
    private readonly EnrollmentId? _enrollment = timelineEvent.Enrollment;
    private readonly PolicyId? _policy = timelineEvent.Policy;

    public JourneyId Journey { get; } = timelineEvent.Journey!.Value;

    /// <summary>The reasons met, each once.</summary>
    public HashSet<string> Reasons { get; } = new(StringComparer.Ordinal);

    /// <summary>In which way whose messages stood in the way, each once.</summary>
    public HashSet<(JourneyId WentFirst, CollisionKind Kind)> Collisions { get; } = [];

    /// <summary>Whether it stood back for messages nobody knows the journey of.</summary>
    public bool Unattributed { get; set; }

    /// <summary>
    /// Whether the end of an enrollment ends this message's hope. A written timeline names no enrollment, but journey and policy.
    /// </summary>
    public bool EndsWith(TimelineEvent end) =>
        end.Enrollment is { } enrollment && _enrollment is { } own ? enrollment == own : end.Journey == Journey && end.Policy == _policy;
}
