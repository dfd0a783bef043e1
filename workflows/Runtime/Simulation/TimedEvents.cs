using Campaigns.Runtime.Customers;
using NodaTime;

namespace Campaigns.Runtime.Simulation;

/// <summary>Events of one customer that are taken together at an instant: one unit of work.</summary>
/// <param name="At">When.</param>
/// <param name="Events">The events, in order.</param>
public readonly record struct TimedEvents(Instant At, IReadOnlyList<CustomerEvent> Events);
