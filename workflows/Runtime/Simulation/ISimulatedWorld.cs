using Campaigns.Model.Timeline;
using Campaigns.Runtime.Delivery;

namespace Campaigns.Runtime.Simulation;

/// <summary>What lies outside of a simulated customer: providers, and people who answer. One thread uses it.</summary>
public interface ISimulatedWorld
{
    /// <summary>A customer's walk begins: what happens to them whatever is sent may be planned.</summary>
    /// <param name="walk">Takes the plans.</param>
    /// <param name="customer">Who.</param>
    void Begin(CustomerWalk walk, SimulatedCustomer customer)
    {
    }

    /// <summary>Hands a message over; what became of it is known at once.</summary>
    DeliveryResult Deliver(DeliveryOrder order);

    /// <summary>Hears the timeline events of one unit of work, in order, and may plan what the customer does about them.</summary>
    /// <param name="walk">Takes the plans.</param>
    /// <param name="customer">Whose they are.</param>
    /// <param name="told">The events; not to be kept.</param>
    void Receive(CustomerWalk walk, SimulatedCustomer customer, IReadOnlyList<TimelineEvent> told);
}
