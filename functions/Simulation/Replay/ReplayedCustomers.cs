using Campaigns.Portfolio.History;
using Campaigns.Portfolio.Replay;
using Campaigns.Runtime.Simulation;
using NodaTime;

namespace Campaigns.Simulation.Replay;

/// <summary>
/// The customers of a history: what happened before the first day is told at its beginning, in order, so that the replay starts from the
/// portfolio as it stood that day.
/// </summary>
internal sealed class ReplayedCustomers(ReplayRequest request)
{
    private long _events;

    /// <summary>How many events have been told.</summary>
    public long Events => Interlocked.Read(ref _events);

    public IEnumerable<SimulatedCustomer> Read()
    {
        foreach (var history in request.History.Customers())
            yield return SimulatedCustomer.New(history[0].Customer, Told(history));
    }

    private IEnumerator<TimedEvents> Told(IReadOnlyList<HistoryEvent> history)
    {
        foreach (var happened in history)
        {
            var at = Instant.Max(happened.At, request.Begins);
            Interlocked.Increment(ref _events);
            yield return new TimedEvents(at, PortfolioEvents.Of(happened, request.Source, at));
        }
    }
}
