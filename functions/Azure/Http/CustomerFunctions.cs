using Campaigns.Api.Customers;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Campaigns.Azure.Http;

/// <summary>Customers and their policies.</summary>
public sealed class CustomerFunctions(ApiFunction api, CampaignApp app)
{
    /// <summary>Finds customers by what they have.</summary>
    [Function("FindCustomers")]
    public Task<IResult> FindAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "customers")] HttpRequest request, CancellationToken cancel) =>
        api.RunAsync(request, async () => await CustomerLookups.FindAsync(
            request, app.Services.Customers, app.Library, app.Time, cancel));

    /// <summary>Writes a customer.</summary>
    [Function("PutCustomer")]
    public Task<IResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "customers/{id}")] HttpRequest request, string id,
        [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        api.RunAsync(request, client, async () => await CustomerWrites.PutAsync(id, request, app.Services.Runner, cancel));

    /// <summary>Reads a customer.</summary>
    [Function("GetCustomer")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "customers/{id}")] HttpRequest request, string id,
            CancellationToken cancel) =>
        api.RunAsync(request, async () => await CustomerReads.GetAsync(id, app.Services.Customers, app.Time, cancel));

    /// <summary>Reads what happened to a customer.</summary>
    [Function("GetTimeline")]
    public Task<IResult> TimelineAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "customers/{id}/timeline")] HttpRequest request, string id,
            CancellationToken cancel) =>
        api.RunAsync(request, async () => await CustomerReads.TimelineAsync(id, request, app.Services.Customers, cancel));

    /// <summary>Reads a customer's calendar of contacts.</summary>
    [Function("GetPressure")]
    public Task<IResult> PressureAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "customers/{id}/pressure")] HttpRequest request, string id,
            CancellationToken cancel) =>
        api.RunAsync(request, async () => await CustomerPressure.GetAsync(id, request, app.Services.Customers, app.Library, cancel));

    /// <summary>Reads what was removed of an erased customer.</summary>
    [Function("GetErasure")]
    public Task<IResult> ErasureAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "customers/{id}/erasure")] HttpRequest request, string id,
            CancellationToken cancel) =>
        api.RunAsync(request, async () => await CustomerReads.ErasureAsync(id, app.Services.Customers, cancel));

    /// <summary>Reads a policy with those who hold it.</summary>
    [Function("GetPolicy")]
    public Task<IResult> PolicyAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "policies/{id}")] HttpRequest request, string id,
            CancellationToken cancel) =>
        api.RunAsync(request, async () => await CustomerLookups.PolicyAsync(
            id, request, app.Services.Customers, app.Time, cancel));

    /// <summary>Writes a policy.</summary>
    [Function("PutPolicy")]
    public Task<IResult> PutPolicyAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "policies/{id}")] HttpRequest request, string id,
        [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        api.RunAsync(request, client, async () => await PolicyWrites.PutAsync(id, request, app.Services.Runner, cancel));
}
