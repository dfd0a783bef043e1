using Campaigns.Api.Http;
using Campaigns.Api.Journeys;
using Campaigns.Runtime.Library;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Campaigns.Api.Rules;

/// <summary>The contact policy and the attribute catalog: in force as soon as they are saved.</summary>
public static class RuleDocuments
{
    /// <summary><c>GET /api/contact-policy</c>.</summary>
    public static async Task<Results<JsonHttpResult<DocumentView>, Problem>> GetContactPolicyAsync(
        CampaignLibrary library, CancellationToken cancel) =>
        Answer(await library.GetContactPolicyAsync(cancel), "contact policy");

    /// <summary><c>GET /api/catalog</c>.</summary>
    public static async Task<Results<JsonHttpResult<DocumentView>, Problem>> GetCatalogAsync(
        CampaignLibrary library, CancellationToken cancel) =>
        Answer(await library.GetCatalogAsync(cancel), "catalog");

    /// <summary><c>PUT /api/contact-policy</c>.</summary>
    public static async Task<Results<JsonHttpResult<ChangeResponse>, Problem>> PutContactPolicyAsync(
        HttpRequest request, CampaignLibrary library, CancellationToken cancel)
    {
        var body = await JsonBody.ReadAsync(request, cancel);
        return body.Problem is { } unreadable ? unreadable
            : ChangeResponse.Of(await library.SaveContactPolicyAsync(body.Bytes, cancel), StatusCodes.Status400BadRequest, "saved");
    }

    /// <summary><c>PUT /api/catalog</c>.</summary>
    public static async Task<Results<JsonHttpResult<ChangeResponse>, Problem>> PutCatalogAsync(
        HttpRequest request, CampaignLibrary library, CancellationToken cancel)
    {
        var body = await JsonBody.ReadAsync(request, cancel);
        return body.Problem is { } unreadable ? unreadable
            : ChangeResponse.Of(await library.SaveCatalogAsync(body.Bytes, cancel), StatusCodes.Status400BadRequest, "saved");
    }

    private static Results<JsonHttpResult<DocumentView>, Problem> Answer(JourneyDocument? document, string what) => document is null
        ? Problem.NotFound("not-saved", $"No {what} has been saved yet.")
        : TypedResults.Json(DocumentView.Of(document), ApiJson.Options);
}
