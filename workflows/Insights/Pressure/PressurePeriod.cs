using NodaTime;

namespace Campaigns.Insights.Pressure;

/// <summary>The days a view of the pressure looks at, both included; an open end is null.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
public readonly record struct PressurePeriod(LocalDate? From, LocalDate? To)
{
    /// <summary>All days.</summary>
    public static readonly PressurePeriod Always;

    /// <summary>Whether the day is looked at.</summary>
    public bool Contains(LocalDate day) => !(day < From) && !(day > To);
}
