using Campaigns.Runtime.Ports;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using NodaTime;

namespace Campaigns.Azure;

/// <summary>
/// Follows what is published and what is held: every five seconds while the instance works, once a minute while it does not, and before
/// the first piece of work after a rest. So whatever works knows what was published a few seconds ago, and rest costs little.
/// </summary>
/// <param name="app">The app.</param>
public sealed class LibraryFollower(CampaignApp app)
{
    /// <summary>How old what is known may be when work begins: a little more than between two looks of an instance that works.</summary>
    private static readonly Duration MaxAge = Duration.FromSeconds(6);

    /// <summary>An instance that has done nothing for so long rests.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    /// <summary>How long work waits for a look at most: then it goes on with what is known, as without the store.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private long _worked = app.Time.GetTimestamp();

    /// <summary>Whether the instance has worked lately, or has just started. What comes by the clock is no work.</summary>
    public bool IsWorking => app.Time.GetElapsedTime(Interlocked.Read(ref _worked)) < Rest;

    /// <summary>To be called every few seconds.</summary>
    public ValueTask TickAsync(CancellationToken cancel) =>
        IsWorking ? app.Library.RefreshAsync(cancel) : app.Library.RefreshAsync(Duration.FromTimeSpan(Rest), cancel);

    /// <summary>To be called before each function.</summary>
    /// <param name="byClock">Whether a timer triggers it.</param>
    /// <param name="cancel">Stops it.</param>
    public async ValueTask BeforeAsync(bool byClock, CancellationToken cancel)
    {
        if (!byClock)
            Interlocked.Exchange(ref _worked, app.Time.GetTimestamp());
        try
        {
            await app.Library.RefreshAsync(MaxAge, cancel).AsTask().WaitAsync(Patience, app.Time, cancel);
        }
        catch (Exception e) when (e is StoreUnavailableException or TimeoutException or InvalidDataException)
        {
            // What was read before stays in force; the loop tells of it. Whoever sends looks at the hold by themselves.
        }
    }
}

/// <summary>Has the library followed before each function.</summary>
internal sealed class LibraryMiddleware(LibraryFollower follower) : IFunctionsWorkerMiddleware
{
    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        await follower.BeforeAsync(
            context.FunctionDefinition.InputBindings.Values.Any(binding => binding.Type.Equals("timerTrigger", StringComparison.OrdinalIgnoreCase)),
            context.CancellationToken);
        await next(context);
    }
}
