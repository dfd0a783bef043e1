using Campaigns.Model.Timeline;
using Campaigns.Portfolio.Replay;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Simulation;
using Campaigns.Simulation.Walks;
using NodaTime;

namespace Campaigns.Simulation.Replay;

/// <summary>What one thread of a replay gathers: lines of the timeline, and counts.</summary>
internal sealed class ReplayWorker(TextDelivery texts, OrderedLines file, DateTimeZone zone) : ISimulationWorker, IDisposable
{
    private readonly TimelineLines _lines = new(zone);

    public TimelineEventCounter Counter { get; } = new();

    public long Failed { get; private set; }

    public Exception? Failure { get; private set; }

    public DeliveryResult Deliver(DeliveryOrder order) => texts.Deliver(order);

    public void Receive(CustomerWalk walk, SimulatedCustomer customer, IReadOnlyList<TimelineEvent> told)
    {
        _lines.Add(customer.Id, told);
        Counter.Receive(customer.Id, told);
    }

    public void Complete(SimulatedCustomer customer)
    {
        if (customer.Failure is null)
            return;
        Failed++;
        Failure ??= customer.Failure;
    }

    public void CompleteBatch(long batch)
    {
        file.Write(batch, _lines.Written);
        _lines.Clear();
    }

    public void Dispose() => _lines.Dispose();
}
