using Campaigns.Runtime.Simulation;

namespace Campaigns.Simulation.Walks;

/// <summary>
/// Walks many customers on all processors. They are read as they are needed, a batch at a time, and forgotten when they have reached the
/// end: memory does not grow with their number, unless a journey's send rate or a shared cap has all of them walked together.
/// </summary>
/// <param name="rules">What holds for all customers.</param>
/// <param name="newWorker">Makes what each thread gathers.</param>
public sealed class SimulationRun(SimulationRules rules, Func<ISimulationWorker> newWorker)
{
    private const int BatchSize = 64;

    /// <summary>How many threads.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Told now and then how many customers have reached the end.</summary>
    public Action<long>? Progress { get; init; }

    /// <summary>Walks them.</summary>
    /// <param name="customers">Who; read by one thread at a time.</param>
    /// <param name="cancel">Stops it after the customers that are under way; what was gathered until then stands.</param>
    /// <returns>How many have reached the end.</returns>
    public async Task<long> RunAsync(IEnumerable<SimulatedCustomer> customers, CancellationToken cancel)
    {
        using var batches = new Batches(rules.IsJoint ? [[.. customers]] : customers.Chunk(BatchSize));
        var threads = rules.IsJoint ? 1 : Threads;
        await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Run(() => Walk(batches, cancel), CancellationToken.None)));
        return batches.Complete;
    }

    private void Walk(Batches batches, CancellationToken cancel)
    {
        var worker = newWorker();
        var walk = new CustomerWalk(rules, worker);
        var one = new SimulatedCustomer[1];
        while (!cancel.IsCancellationRequested && batches.Next() is var (number, customers))
        {
            if (rules.IsJoint)
                walk.Run(customers, cancel);
            foreach (var customer in customers)
            {
                one[0] = customer;
                if (!rules.IsJoint)
                    walk.Run(one, CancellationToken.None);
                worker.Complete(customer);
            }

            worker.CompleteBatch(number);
            Progress?.Invoke(batches.Add(customers.Length));
        }
    }

    /// <summary>The batches, given to one thread at a time.</summary>
    private sealed class Batches(IEnumerable<SimulatedCustomer[]> batches) : IDisposable
    {
        private readonly Lock _lock = new();
        private readonly IEnumerator<SimulatedCustomer[]> _batches = batches.GetEnumerator();
        private long _next;
        private long _complete;

        public long Complete => Interlocked.Read(ref _complete);

        public (long Number, SimulatedCustomer[] Customers)? Next()
        {
            lock (_lock)
                return _batches.MoveNext() ? (_next++, _batches.Current) : null;
        }

        public long Add(int customers) => Interlocked.Add(ref _complete, customers);

        public void Dispose() => _batches.Dispose();
    }
}
