using Campaigns.Api.Http;
using Campaigns.Azure.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Campaigns.Azure.Http;

/// <summary>
/// What every HTTP function does around its handler: the guard of all hosts, and a client for the timers the handler sets.
/// </summary>
/// <param name="timers">The timers.</param>
/// <param name="log">Where what nobody foresaw is told.</param>
public sealed class ApiFunction(DurableTimers timers, ILogger<ApiFunction> log)
{
    /// <summary>Runs a handler that sets no timers.</summary>
    public async Task<IResult> RunAsync(HttpRequest request, Func<Task<IResult>> handler) =>
        (IResult)(await ApiGuard.RunAsync(request.HttpContext, log, async () => await handler()))!;

    /// <summary>Runs a handler that may set timers.</summary>
    public async Task<IResult> RunAsync(HttpRequest request, DurableTaskClient client, Func<Task<IResult>> handler)
    {
        timers.Use(client);
        return await RunAsync(request, handler);
    }
}
