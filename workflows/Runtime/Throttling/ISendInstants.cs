using Campaigns.Model;
using NodaTime;

namespace Campaigns.Runtime.Throttling;

/// <summary>Gives out the instants at which the messages of paced journeys may go.</summary>
public interface ISendInstants
{
    /// <summary>The next instant at hand from now on, or null when a block must be leased first.</summary>
    Instant? TryAcquire(JourneyId journey, int perMinute, Instant now);

    /// <summary>So many instants from now on, leased as needed.</summary>
    ValueTask<IReadOnlyList<Instant>> AcquireAsync(JourneyId journey, int perMinute, int count, Instant now, CancellationToken cancel);
}
