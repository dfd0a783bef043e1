using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Incidents;
using Campaigns.Runtime.Ports;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Campaigns.Api.Http;

/// <summary>Turns what a handler throws into a problem: a caller sees a status and a reason, never a stack trace.</summary>
public static partial class ApiGuard
{
    private const string Part = "requests";

    /// <summary>Runs a handler. For hosts that call handlers themselves; mapped routes are guarded already.</summary>
    public static async ValueTask<object?> RunAsync(HttpContext context, ILogger log, Func<ValueTask<object?>> handler)
    {
        try
        {
            var answer = await handler();
            if ((answer is INestedHttpResult nested ? nested.Result : answer) is not Problem) // a refusal may not have asked the store
                context.RequestServices?.GetService<IncidentLog>()?.Resolve(Part);
            return answer;
        }
        catch (StoreUnavailableException e)
        {
            // The host tells of an incident once, not with each request.
            if (context.RequestServices?.GetService<IncidentLog>() is { } incidents)
                incidents.Report(Part, e);
            else
                LogUnavailable(log, FailureText.Of(e));
            return Problem.StoreUnavailable;
        }
        catch (LimitExceededException e)
        {
            return new Problem(StatusCodes.Status422UnprocessableEntity, "Limit exceeded", $"Nothing was changed: {e.Message}.")
            {
                Errors = [new("", e.Code, e.Message)],
            };
        }
        catch (BadHttpRequestException e)
        {
            return new Problem(e.StatusCode, "Bad request", e.StatusCode == StatusCodes.Status413PayloadTooLarge ? "The body is too large."
                : "The request was cut short or malformed.");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return Results.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }
#pragma warning disable CA1031 // the last line of defence, where everything unforeseen is told and logged
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogUnforeseen(log, context.Request.Method, context.TraceIdentifier, FailureText.Of(e));
            return new Problem(
                StatusCodes.Status500InternalServerError, "Internal server error",
                $"The error was logged with the trace id {context.TraceIdentifier}. The request can be sent again.");
        }
    }

    [LoggerMessage(LogLevel.Warning, "The store is unavailable: {Reason}")]
    private static partial void LogUnavailable(ILogger log, string reason);

    // The path may hold a customer id, which does not belong in a log.
    [LoggerMessage(LogLevel.Error, "A {Method} request failed: {Trace}: {Failure}")]
    private static partial void LogUnforeseen(ILogger log, string method, string trace, string failure);
}
