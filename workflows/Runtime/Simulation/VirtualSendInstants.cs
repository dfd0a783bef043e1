using Campaigns.Model;
using Campaigns.Runtime.Throttling;
using NodaTime;

namespace Campaigns.Runtime.Simulation;

/// <summary>The sending instants of paced journeys, from memory: one walk takes them all, so nothing is leased.</summary>
internal sealed class VirtualSendInstants : ISendInstants
{
    private readonly Dictionary<JourneyId, Instant> _next = [];

    public Instant? TryAcquire(JourneyId journey, int perMinute, Instant now)
    {
        var at = _next.TryGetValue(journey, out var next) ? Instant.Max(next, now) : now;
        _next[journey] = at + Duration.FromTicks(Math.Ceiling((double)NodaConstants.TicksPerMinute / perMinute));
        return at;
    }

    public ValueTask<IReadOnlyList<Instant>> AcquireAsync(
        JourneyId journey, int perMinute, int count, Instant now, CancellationToken cancel) =>
        throw new InvalidOperationException("every instant is at hand");
}
