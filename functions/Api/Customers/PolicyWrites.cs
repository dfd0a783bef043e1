using Campaigns.Api.Data;
using Campaigns.Api.Http;
using Campaigns.Model;
using Campaigns.Model.Events;
using Campaigns.Runtime;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Campaigns.Api.Customers;

/// <summary><c>PUT /api/policies/{id}</c>: a policy's attributes; what is not named stays as it is.</summary>
public static class PolicyWrites
{
    /// <summary>Changes a policy of a customer; both are created when unknown. A null attribute loses its value.</summary>
    public static async Task<Results<JsonHttpResult<WriteResponse>, Problem>> PutAsync(
        string id, HttpRequest request, CampaignRunner runner, CancellationToken cancel)
    {
        if ((RouteIds.Check(id, "policy") ?? WriteRequest.CheckKey(request)) is { } invalid)
            return invalid;
        var body = await JsonBody.ReadAsync(request, cancel);
        if (!body.TryParse(out var root, out var problem))
            return problem;

        var log = new ProblemLog();
        var policy = ObjectReader.Of(root, "", log, "customer_id", "attributes");
        var customer = policy?.Require("customer_id", "the id of the customer whose policy it is").Id("customer_id", "customer");
        var attributes = policy?.Object("attributes") is { } values
            ? new AttributeReader(log).ReadDeclared(values, "/attributes", runner.Library.Catalog.Of("policy"))
            : [];
        RequestChecks.SameId(attributes, id, "policy", log);
        if (log.Any)
            return log.ToProblem();

        var write = WriteRequest.Of(request, new CustomerId(customer!), $"policies/{id}", body.Bytes, runner.Now);
        write.Add(EventTypes.PolicyUpdated, [.. attributes, new("policy_id", id)]);
        return await write.ApplyAsync(id, runner, cancel);
    }
}
