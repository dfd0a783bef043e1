using Campaigns.Model;
using NodaTime;

namespace Campaigns.Runtime.Ports;

/// <summary>
/// The timers: wakes customers at an instant, at least once. On Azure, Durable Functions for enrollments; on the
/// local host, a due-time index.
/// </summary>
public interface ITimers
{
    /// <summary>Makes sure the timers fire. Setting one again is harmless, and so is one that turns out to be needless.</summary>
    ValueTask SetAsync(IReadOnlyList<WakeTimer> timers, CancellationToken cancel);
}

/// <summary>A request to be woken.</summary>
/// <param name="At">When; the past means at once.</param>
/// <param name="Customer">Whom.</param>
/// <param name="Enrollment">Which enrollment; null: look whether the customer enters a journey by a date.</param>
public readonly record struct WakeTimer(Instant At, CustomerId Customer, EnrollmentId? Enrollment);
