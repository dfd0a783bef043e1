using System.Collections.Concurrent;
using Campaigns.Azure.Durable;
using DurableTask.Core.Entities.OperationFormat;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Entities;

namespace Campaigns.Azure.Tests.Support;

/// <summary>
/// The app's timers of enrollments without a task hub: keeps states and signals in memory, and runs each turn by the worker's own code.
/// </summary>
/// <param name="timer">The timer of any enrollment.</param>
/// <param name="wall">When the wall's clock shows an instant.</param>
internal sealed class EntityHost(Func<ITaskEntity> timer, Func<DateTime, DateTime> wall) : IAsyncDisposable
{
    private const int AtOnce = 32;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, (SemaphoreSlim Turn, StrongState State)> _entities = new();
    private readonly SemaphoreSlim _places = new(AtOnce);
    private SignalClient? _client;
    private int _pending;

    /// <summary>Told of each turn before it counts; true: its process dies after the turn's work, and it is done again.</summary>
    public Predicate<string> Dies { get; init; } = _ => false;

    /// <summary>The app's client.</summary>
    public SignalClient Client => _client ??= new SignalClient((id, wake, at) =>
    {
        Begin(id.ToString(), JsonDataConverter.Default.Serialize(wake)!, at?.UtcDateTime);
        return Task.CompletedTask;
    });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        while (Volatile.Read(ref _pending) > 0)
            await Task.Delay(10);
        _stop.Dispose();
        _places.Dispose();
    }

    private void Begin(string id, string input, DateTime? at)
    {
        Interlocked.Increment(ref _pending);
        _ = Task.Run(async () =>
        {
            try
            {
                var left = at is { } due ? wall(due) - DateTime.UtcNow : TimeSpan.Zero;
                while (left > TimeSpan.Zero) // a delay is at most some weeks
                {
                    await Task.Delay(left < TimeSpan.FromDays(1) ? left : TimeSpan.FromDays(1), _stop.Token);
                    left = wall(at!.Value) - DateTime.UtcNow;
                }

                await RunAsync(id, input);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // The end of the test.
            }
            finally
            {
                Interlocked.Decrement(ref _pending);
            }
        });
    }

    private async Task RunAsync(string id, string input)
    {
        var (turn, state) = _entities.GetOrAdd(id, _ => (new SemaphoreSlim(1), new StrongState()));
        await turn.WaitAsync(_stop.Token);
        await _places.WaitAsync(_stop.Token);
        try
        {
            EntityBatchResult result;
            do
            {
                result = await EntityRuns.RunAsync(timer(), new EntityBatchRequest
                {
                    InstanceId = id,
                    EntityState = state.Text,
                    Operations = [EntityRuns.Operation(EnrollmentTimer.Ring, input)],
                });
            }
            while (Dies(id));
            state.Text = result.EntityState;
            foreach (var signal in result.Actions!.Cast<SendSignalOperationAction>())
                Begin(signal.InstanceId!, signal.Input!, signal.ScheduledTime);
        }
        finally
        {
            _places.Release();
            turn.Release();
        }
    }

    private sealed class StrongState
    {
        public string? Text { get; set; }
    }
}
