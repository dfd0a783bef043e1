using NodaTime;

namespace Campaigns.Definitions.ContactPolicies;

/// <summary>When an address that bounces only for now is left alone for a time.</summary>
/// <param name="Limit">After so many soft bounces in a row.</param>
/// <param name="Within">The first and the last no further apart.</param>
/// <param name="SuppressFor">It is left alone for so long.</param>
public sealed record SoftBounceRule(int Limit, Duration Within, Duration SuppressFor)
{
    /// <summary>Three in a row within seven days: thirty days.</summary>
    public static readonly SoftBounceRule Default = new(3, Duration.FromDays(7), Duration.FromDays(30));
}
