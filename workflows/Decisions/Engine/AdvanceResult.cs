using System.Collections.Immutable;
using NodaTime;

namespace Campaigns.Decisions.Engine;

/// <summary>What the engine answers to a signal.</summary>
/// <param name="State">The next state.</param>
/// <param name="Effects">What to do, in order.</param>
/// <param name="Question">What must be answered before it can go on; null: it waits or is over.</param>
/// <param name="WakeAt">When to wake it; null: only an event does, or nothing any more.</param>
public sealed record AdvanceResult(EnrollmentState State, ImmutableArray<Effect> Effects, Effect? Question, Instant? WakeAt);
