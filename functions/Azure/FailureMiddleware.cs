using Campaigns.Runtime.Incidents;
using Campaigns.Runtime.Ports;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Campaigns.Azure;

/// <summary>
/// The Functions host logs what a function throws, message, stack and all. The message of an exception that nobody foresaw may quote
/// personal data, so functions that a queue or the clock triggers throw on what a log may have.
/// </summary>
internal sealed class FailureMiddleware : IFunctionsWorkerMiddleware
{
    private static readonly string[] Triggers = ["queueTrigger", "timerTrigger"];

    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (e is not (StoreUnavailableException or OperationCanceledException) && IsTriggered(context))
        {
            throw new IncidentException(FailureText.Of(e)); // without the exception itself, which would be logged with it
        }
    }

    private static bool IsTriggered(FunctionContext context) =>
        context.FunctionDefinition.InputBindings.Values.Any(binding => Triggers.Contains(binding.Type, StringComparer.OrdinalIgnoreCase));
}
