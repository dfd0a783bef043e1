using System.Runtime;
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
    public Task<long> RunAsync(IEnumerable<SimulatedCustomer> customers, CancellationToken cancel) =>
        RunAsync(customers.ToAsyncEnumerable(), cancel);

    /// <inheritdoc cref="RunAsync(IEnumerable{SimulatedCustomer}, CancellationToken)"/>
    public async Task<long> RunAsync(IAsyncEnumerable<SimulatedCustomer> customers, CancellationToken cancel)
    {
        await using var batches = new Batches(customers.Chunk(rules.IsJoint ? int.MaxValue : BatchSize));
        var threads = rules.IsJoint ? 1 : Threads;
        // Nobody waits for an answer here: collections that run beside the program would only take its processors.
        var latency = GCSettings.LatencyMode;
        GCSettings.LatencyMode = GCLatencyMode.Batch;
        try
        {
            await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Run(() => WalkAsync(batches, cancel), CancellationToken.None)));
        }
        finally
        {
            GCSettings.LatencyMode = latency;
        }

        return batches.Complete;
    }

    private async Task WalkAsync(Batches batches, CancellationToken cancel)
    {
        var worker = newWorker();
        var walk = new CustomerWalk(rules, worker);
        var one = new SimulatedCustomer[1];
        while (!cancel.IsCancellationRequested && await batches.NextAsync() is var (number, customers))
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
    private sealed class Batches(IAsyncEnumerable<SimulatedCustomer[]> batches) : IAsyncDisposable
    {
        private readonly SemaphoreSlim _turn = new(1, 1);
        private readonly IAsyncEnumerator<SimulatedCustomer[]> _batches = batches.GetAsyncEnumerator();
        private long _next;
        private long _complete;

        public long Complete => Interlocked.Read(ref _complete);

        public async ValueTask<(long Number, SimulatedCustomer[] Customers)?> NextAsync()
        {
            await _turn.WaitAsync();
            try
            {
                return await _batches.MoveNextAsync() ? (_next++, _batches.Current) : null;
            }
            finally
            {
                _turn.Release();
            }
        }

        public long Add(int customers) => Interlocked.Add(ref _complete, customers);

        public async ValueTask DisposeAsync()
        {
            _turn.Dispose();
            await _batches.DisposeAsync();
        }
    }
}
