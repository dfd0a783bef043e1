using Campaigns.Api.Rules;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Campaigns.Azure.Http;

/// <summary>The contact policy and the attribute catalog.</summary>
public sealed class RuleFunctions(ApiFunction api, CampaignApp app)
{
    /// <summary>Reads the contact policy.</summary>
    [Function("GetContactPolicy")]
    public Task<IResult> GetContactPolicyAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "contact-policy")] HttpRequest request, CancellationToken cancel) =>
        api.RunAsync(request, async () => await RuleDocuments.GetContactPolicyAsync(app.Library, cancel));

    /// <summary>Puts the contact policy in force.</summary>
    [Function("PutContactPolicy")]
    public Task<IResult> PutContactPolicyAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "contact-policy")] HttpRequest request, CancellationToken cancel) =>
        api.RunAsync(request, async () => await RuleDocuments.PutContactPolicyAsync(request, app.Library, cancel));

    /// <summary>Reads the catalog.</summary>
    [Function("GetCatalog")]
    public Task<IResult> GetCatalogAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "catalog")] HttpRequest request, CancellationToken cancel) =>
        api.RunAsync(request, async () => await RuleDocuments.GetCatalogAsync(app.Library, cancel));

    /// <summary>Puts the catalog in force.</summary>
    [Function("PutCatalog")]
    public Task<IResult> PutCatalogAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "catalog")] HttpRequest request, CancellationToken cancel) =>
        api.RunAsync(request, async () => await RuleDocuments.PutCatalogAsync(request, app.Library, cancel));
}
