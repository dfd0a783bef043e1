using Campaigns.Decisions.Engine;
using Campaigns.Model;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Runtime.Customers;

/// <summary>The truth about one enrollment: what is stored, and all a runner needs to carry it on.</summary>
/// <param name="Id">The enrollment.</param>
/// <param name="Subject">What its key evaluated to: the identity that never runs twice at the same time.</param>
/// <param name="Journey">The journey.</param>
/// <param name="Version">The version it entered with and stays on.</param>
/// <param name="EnteredAt">When it began.</param>
public sealed record EnrollmentRecord(EnrollmentId Id, string Subject, JourneyId Journey, int Version, Instant EnteredAt)
{
    /// <summary>The policy it is about, if any.</summary>
    public PolicyId? Policy { get; init; }

    /// <summary>What the event that began it carried, for <c>event.*</c>.</summary>
    public AttributeBag? Event { get; init; }

    /// <summary>Whether it runs without being contacted.</summary>
    public bool Holdout { get; init; }

    /// <summary>Held by a better journey of its exclusive group.</summary>
    public bool Held { get; init; }

    /// <summary>Where it stands.</summary>
    public EnrollmentState State { get; init; } = EnrollmentState.Initial;

    /// <summary>When it must be woken; null: only an event does.</summary>
    public Instant? WakeAt { get; init; }

    /// <summary>Counts the writes.</summary>
    public int Revision { get; init; }
}

/// <summary>What is remembered of an enrollment that is over.</summary>
/// <param name="Id">The enrollment.</param>
/// <param name="Subject">Its identity, for re-entry.</param>
/// <param name="Version">The version it was on.</param>
/// <param name="EndedAt">When it ended.</param>
public sealed record PastEnrollment(EnrollmentId Id, string Subject, int Version, Instant EndedAt)
{
    /// <summary>The policy it was about.</summary>
    public PolicyId? Policy { get; init; }

    /// <summary>Until when a conversion still counts; null: none does any more.</summary>
    public Instant? GoalUntil { get; init; }

    /// <summary>Of what began it, what its goal asks about; null when nothing, or when the goal can no longer be reached.</summary>
    public AttributeBag? Entry { get; init; }

    /// <summary>While a conversion still counts: when it sent its first and its last message; null: none.</summary>
    public TouchSpan? Touches { get; init; }

    /// <summary>Whether it was in the holdout group.</summary>
    public bool Holdout { get; init; }

    /// <summary>The same, when its goal can no longer be reached, or has been.</summary>
    public PastEnrollment WithoutGoal() => this with { GoalUntil = null, Entry = null, Touches = null };
}

/// <summary>When an enrollment sent its first and its last message.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last.</param>
public readonly record struct TouchSpan(Instant First, Instant Last)
{
    /// <summary>The messages that an enrollment has sent so far; null: none.</summary>
    public static TouchSpan? Of(EnrollmentState state)
    {
        TouchSpan? span = null;
        foreach (var result in state.Results)
        {
            if (result.Status is "sent" or "delivered")
                span = span is { } known
                    ? new(Instant.Min(known.First, result.At), Instant.Max(known.Last, result.At))
                    : new(result.At, result.At);
        }

        return span;
    }
}
