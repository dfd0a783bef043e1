using NodaTime;

namespace Campaigns.Model.Customers.Preferences;

/// <summary>
/// How a customer prefers to be contacted. Preferences narrow what the contact policy allows, and never widen it; notices the law requires
/// are
/// not held by them.
/// </summary>
public sealed record CustomerPreferences
{
    /// <summary>At most so many messages within any thirty days; null: no preference.</summary>
    public int? MostPerMonth { get; init; }

    /// <summary>Fewer messages: half of what each cap of the contact policy allows, at least one.</summary>
    public bool Less { get; init; }

    /// <summary>The channel tried first wherever a send names it; null: no preference.</summary>
    public Channel? Channel { get; init; }

    /// <summary>The only hours of the day for messages; null: no preference.</summary>
    public PreferredHours? Hours { get; init; }

    /// <summary>When the latest of these preferences was set.</summary>
    public required Instant At { get; init; }

    /// <summary>How: <c>web-form</c>, <c>branch</c>, <c>unsubscribe-link</c>.</summary>
    public required string How { get; init; }
}

/// <summary>A time of day in the customer's zone, half-open; crosses midnight where To is before From.</summary>
/// <param name="From">When it begins.</param>
/// <param name="To">When it ends; another time than it begins.</param>
public sealed record PreferredHours(LocalTime From, LocalTime To);
