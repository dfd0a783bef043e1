using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Journeys;

namespace Campaigns.Definitions.Validation.Expressions;

/// <summary>An expression in a journey, and what it can see from where it stands.</summary>
/// <param name="Expression">The expression.</param>
/// <param name="Pointer">Where it stands.</param>
internal sealed record ExpressionSite(Expression Expression, string Pointer)
{
    /// <summary>The event types <c>event</c> may be; null: there is no event; empty: any.</summary>
    public IReadOnlyList<string>? Events { get; init; } = [];

    /// <summary>The event types that may have begun the enrollment; null: none did; empty: any.</summary>
    public IReadOnlyList<string>? EntryEvents { get; init; } = [];

    /// <summary>Whether some customer is here with a policy.</summary>
    public bool HasPolicy { get; init; } = true;

    /// <summary>Whether any step may have been done.</summary>
    public bool HasSteps { get; init; } = true;

    /// <summary>The step it belongs to, if any: what is done later is not known there.</summary>
    public Step? Step { get; init; }
}
