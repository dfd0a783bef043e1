using Azure;
using Azure.Identity;
using Campaigns.Runtime.Ports;

namespace Campaigns.Storage.Azure;

/// <summary>Calls a storage account, and says in an operator's words why it cannot be reached.</summary>
/// <param name="name">The account, as it is to be named in messages.</param>
/// <param name="budget">How long a call may take with its retries.</param>
internal sealed class AzureAccount(string name, TimeSpan budget)
{
    /// <summary>Does a call.</summary>
    /// <param name="what">What it is for, for the message.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancel">The caller's: an end by it is no failure of the account.</param>
    /// <exception cref="StoreUnavailableException">The account did not answer, or refused for a reason that may pass.</exception>
    public async ValueTask<T> CallAsync<T>(string what, Func<CancellationToken, Task<T>> call, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(budget);
        try
        {
            return await call(patience.Token);
        }
        catch (Exception e) when (Reason(e, cancel) is { } reason)
        {
            throw new StoreUnavailableException($"The storage account {name} is unavailable: {reason} (to {what}: {Detail(e)})", e);
        }
    }

    /// <summary>Why the account cannot be reached; null: that is not what the exception says.</summary>
    private static string? Reason(Exception e, CancellationToken cancel) => e switch
    {
        AggregateException many => many.InnerExceptions.Count > 0 ? Reason(many.InnerExceptions[^1], cancel) : null,
        OperationCanceledException =>
            cancel.IsCancellationRequested ? null : "it did not answer in time; check that it runs and can be reached.",
        RequestFailedException failed => Reason(failed),
        IOException or HttpRequestException => "the connection broke; try again.",
        AuthenticationFailedException =>
            "no token could be acquired; sign in (az login, azd auth login), or check the identity this process runs under.",
        _ => null,
    };

    private static string? Reason(RequestFailedException failed) => failed.Status switch
    {
        0 => "it could not be reached; check that it runs, the network and the connection string.",
        401 or 403 => "it refused the credentials; check the key, or that the identity has the roles Storage Table Data Contributor, "
            + "Storage Queue Data Contributor and Storage Blob Data Reader.",
        408 or 504 => "it did not answer in time; try again.",
        429 or 503 => "it is busy; try again later.",
        >= 500 => "it failed; try again later.",
        409 when failed.ErrorCode?.EndsWith("BeingDeleted", StringComparison.Ordinal) == true =>
            "the table or queue is being deleted; try again in a minute.",
        _ => null,
    };

    private static string Detail(Exception e)
    {
        var last = e is AggregateException { InnerExceptions.Count: > 0 } many ? many.InnerExceptions[^1] : e;
        var text = last is RequestFailedException { ErrorCode: { Length: > 0 } code, Status: var status } ? $"{status} {code}"
            : last.Message;
        var end = text.IndexOfAny(['\r', '\n']);
        return end < 0 ? text : text[..end];
    }
}
