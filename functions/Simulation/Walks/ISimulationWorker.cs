using Campaigns.Runtime.Simulation;

namespace Campaigns.Simulation.Walks;

/// <summary>What one thread of a simulation gathers: the world around its customers, without anything shared with other threads.</summary>
public interface ISimulationWorker : ISimulatedWorld
{
    /// <summary>A customer has reached the end, or <see cref="SimulatedCustomer.Failure"/>.</summary>
    void Complete(SimulatedCustomer customer);

    /// <summary>The customers of a batch are complete: what was gathered about them may be written out.</summary>
    /// <param name="batch">Its number; batches are numbered from 0 in the order of the customers.</param>
    void CompleteBatch(long batch);
}
