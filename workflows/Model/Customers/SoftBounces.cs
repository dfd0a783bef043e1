using System.Collections.Immutable;
using NodaTime;

namespace Campaigns.Model.Customers;

/// <summary>An address that took a message for now not, several times in a row.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Address">The address.</param>
/// <param name="At">When, the oldest first.</param>
public sealed record SoftBounces(Channel Channel, string Address, ImmutableArray<Instant> At);
