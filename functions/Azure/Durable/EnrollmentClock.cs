using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Campaigns.Azure.Durable;

/// <summary>
/// The timers of one enrollment as earlier versions kept them: none is begun any more. One that runs fires once at its instant, when
/// <see cref="AdvanceActivity"/> sets the <see cref="EnrollmentTimer"/>, and ends. It must not change, so that its history replays.
/// </summary>
/// <remarks>
/// A wait that is given up still takes an event that nobody newer waits for, and nobody hears of it; so there is one wait at a
/// time, and it is over before the clock begins anew.
/// </remarks>
public static class EnrollmentClock
{
    /// <summary>The orchestration's name.</summary>
    public const string Name = "EnrollmentClock";

    /// <summary>The event that sets another timer: an instant.</summary>
    public const string Signal = "signal";

    /// <summary>How long a clock with nothing to fire for stays, for timers on their way to it.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>Timers fired between two new beginnings, which keep the history short.</summary>
    private const int MaxRounds = 16;

    /// <summary>Runs it.</summary>
    [Function(Name)]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var state = context.GetInput<ClockState>()
            ?? throw new InvalidOperationException("The orchestration needs a customer id as its input.");
        var signal = context.WaitForExternalEvent<DateTime>(Signal);
        for (var rounds = 0; ; rounds++)
        {
            using var giveUp = new CancellationTokenSource();
            var until = state.Next ?? context.CurrentUtcDateTime + Grace;
            var timer = context.CreateTimer(until, giveUp.Token);
            if (rounds < MaxRounds)
                await Task.WhenAny(signal, timer);
            else
            {
                context.SendEvent(context.InstanceId, Signal, until); // by itself, so that the wait is over
                await signal;
            }

            if (signal.IsCompleted)
            {
                giveUp.Cancel(); // nothing but durable tasks may be awaited here
                context.ContinueAsNew(state.With(await signal));
                return;
            }

            if (state.Next is null)
                return;
            state = state.After(context.CurrentUtcDateTime);
            if (await AdvanceAsync(context, new AdvanceInput(state.Customer, context.InstanceId)) is { } next)
                state = state.With(next);
        }
    }

    /// <summary>Histories in which the activity failed for good have ended, so what follows upon that is in none that replays.</summary>
    private static async Task<DateTime?> AdvanceAsync(TaskOrchestrationContext context, AdvanceInput input)
    {
        try
        {
            return await context.CallActivityAsync<DateTime?>(AdvanceActivity.Name, input, AdvanceActivity.Retries);
        }
        catch (TaskFailedException)
        {
            await context.CallActivityAsync(QueueAdvanceActivity.Name, input, AdvanceActivity.Retries);
            return null;
        }
    }
}
