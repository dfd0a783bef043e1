using System.Collections.Immutable;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Decisions.Contacts;

/// <summary>A message asking for its place.</summary>
/// <param name="Message">Its id.</param>
/// <param name="Channels">The channels in order of preference.</param>
/// <param name="Category">The journey's category.</param>
/// <param name="Priority">The journey's priority.</param>
/// <param name="Journey">The journey.</param>
/// <param name="Enrollment">Whose message it is.</param>
/// <param name="Step">Which step's.</param>
/// <param name="Deadline">After this it is not worth sending.</param>
public sealed record ContactRequest(
    MessageId Message, ImmutableArray<Channel> Channels, string Category, int Priority,
    JourneyId Journey, EnrollmentId Enrollment, StepId Step, Instant Deadline)
{
    /// <summary>Whether a later instant will do; otherwise whatever blocks now refuses.</summary>
    public bool MayWait { get; init; } = true;

    /// <summary>Not before this, by choice: a pace, the customer's best hour. Null: as soon as it may.</summary>
    public Instant? NotBefore { get; init; }

    /// <summary>Whether the customer is in the journey's holdout group.</summary>
    public bool Holdout { get; init; }

    /// <summary>Whether it keeps its slot against the other messages of its journey.</summary>
    public bool Important { get; init; }

    /// <summary>Whether it goes out in quiet hours too, being exempt.</summary>
    public bool AnyHour { get; init; }

    /// <summary>By channel, the attribute that the channel's text requires and the data lack. A channel that is not in it has its text.</summary>
    public IReadOnlyDictionary<Channel, string> Missing { get; init; } = ImmutableDictionary<Channel, string>.Empty;

    /// <summary>The customer's own limit, which can only lower a cap.</summary>
    public int? LimitOverride { get; init; }
}
