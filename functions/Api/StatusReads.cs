using Campaigns.Api.Http;
using Campaigns.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Campaigns.Api;

/// <summary><c>GET /api/status</c>: how the installation is, for an operator.</summary>
public static class StatusReads
{
    /// <summary>200 also when something is broken: the report says so, within two seconds.</summary>
    public static async Task<JsonHttpResult<StatusReport>> GetAsync(OperationsMonitor operations, CancellationToken cancel) =>
        TypedResults.Json(await operations.StatusAsync(cancel), ApiJson.Options);
}
