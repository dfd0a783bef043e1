using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Decisions.Concurrency;

/// <summary>An enrollment as the limits on concurrency see it. One in the holdout group takes its place like any other.</summary>
/// <param name="Id">The enrollment.</param>
/// <param name="Priority">Its journey's priority.</param>
/// <param name="EnteredAt">When it entered.</param>
/// <param name="Category">Its journey's category.</param>
/// <param name="Exclusive">Its exclusive group, if any.</param>
public sealed record ActiveEnrollment(EnrollmentId Id, int Priority, Instant EnteredAt, string Category, Exclusivity? Exclusive)
{
    /// <summary>
    /// Whether it goes before another: by priority, the earlier among equals. Of two that entered at one instant neither does.
    /// </summary>
    public bool Outranks(ActiveEnrollment other) =>
        Priority > other.Priority || (Priority == other.Priority && EnteredAt < other.EnteredAt);
}
