using Campaigns.Api.Access;
using Campaigns.Api.Customers;
using Campaigns.Api.Events;
using Campaigns.Api.Events.EventGrid;
using Campaigns.Api.Hold;
using Campaigns.Api.Http;
using Campaigns.Api.Journeys;
using Campaigns.Api.Messages;
using Campaigns.Api.OpenApi;
using Campaigns.Api.Releases;
using Campaigns.Api.Rules;
using Campaigns.Api.Tracking;
using Campaigns.Api.Unsubscribe;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Campaigns.Api;

/// <summary>Maps the interface onto a host's routes.</summary>
/// <remarks>
/// Asks the host's services for <c>CampaignRunner</c>, <c>CustomerStore</c>, <c>CampaignLibrary</c>,
/// <c>JourneyStatistics</c>, <c>RampWatch</c>, <c>MigrationPreview</c>, <c>LinkSigner</c>, <c>OperationsMonitor</c> and <c>TimeProvider</c>. A host with its own routes calls the
/// same handlers,
/// each within <see cref="ApiGuard.RunAsync"/>.
/// </remarks>
public static class CampaignsApi
{
    /// <summary>Maps every route; what lies under the prefix and is none of them is answered with 404 or 405.</summary>
    public static void MapCampaignsApi(this IEndpointRouteBuilder routes, CampaignsApiOptions? options = null)
    {
        options ??= new CampaignsApiOptions();
        var logs = routes.ServiceProvider.GetRequiredService<ILoggerFactory>();
        var log = logs.CreateLogger("Campaigns.Api");
        var access = new ApiAccess(new AccessOptions { Key = options.ApiKey },
            options.Keys ?? new ApiKeyRing([], null, TimeProvider.System), logs.CreateLogger<ApiAccess>());
        var open = routes.MapGroup(options.Prefix);
        open.AddEndpointFilter((context, next) => ApiGuard.RunAsync(context.HttpContext, log, () => next(context)));
        MapOpen(open);

        var guarded = open.MapGroup("");
        guarded.AddEndpointFilter((context, next) =>
            access.RunAsync(context.HttpContext, RouteOf(context.HttpContext, options.Prefix), () => next(context)));
        MapData(guarded);
        MapJourneys(guarded);
        MapReleases(guarded);
        open.MapFallback("{**path}", () => Problem.UnknownRoute);
    }

    private static void MapOpen(RouteGroupBuilder routes)
    {
        Route(routes, "/health", ("GET", Health.GetAsync));
        Route(routes, "/c/{token}", ("GET", ClickLinks.GetAsync));
        Route(routes, "/m/{code}", ("GET", ClickLinks.GetShortAsync));
        Route(routes, "/unsubscribe/{token}", ("GET", UnsubscribeLinks.Get), ("POST", UnsubscribeLinks.PostAsync));
    }

    private static void MapData(RouteGroupBuilder routes)
    {
        Route(routes, "/events", ("POST", EventIntake.PostAsync), ("OPTIONS", WebhookHandshake.Options));
        Route(routes, "/customers", ("GET", CustomerLookups.FindAsync));
        Route(routes, "/customers/{id}", ("PUT", CustomerWrites.PutAsync), ("GET", CustomerReads.GetAsync));
        Route(routes, "/customers/{id}/timeline", ("GET", CustomerReads.TimelineAsync));
        Route(routes, "/customers/{id}/erasure", ("GET", CustomerReads.ErasureAsync));
        Route(routes, "/customers/{id}/pressure", ("GET", CustomerPressure.GetAsync));
        Route(routes, "/policies/{id}", ("PUT", PolicyWrites.PutAsync), ("GET", CustomerLookups.PolicyAsync));
        Route(routes, "/status", ("GET", StatusReads.GetAsync));
        Route(routes, "/hold", ("GET", HoldSwitch.GetAsync), ("PUT", HoldSwitch.PutAsync), ("DELETE", HoldSwitch.DeleteAsync));
        Route(routes, "/messages", ("GET", UnknownReads.GetAsync));
        Route(routes, "/messages/{id}/settle", ("POST", Settlements.PostAsync));
        Route(routes, "/openapi.json", ("GET", OpenApiDocument.Get));
    }

    private static void MapJourneys(RouteGroupBuilder routes)
    {
        Route(routes, "/journeys", ("GET", JourneyReads.ListAsync));
        Route(routes, "/journeys/validate", ("POST", JourneyWrites.ValidateAsync));
        Route(routes, "/journeys/{id}", ("GET", JourneyReads.GetAsync), ("PUT", JourneyWrites.PutAsync));
        Route(routes, "/journeys/{id}/publish", ("POST", JourneyWrites.PublishAsync));
        Route(routes, "/journeys/{id}/pause", ("POST", JourneyWrites.PauseAsync));
        Route(routes, "/journeys/{id}/resume", ("POST", JourneyWrites.ResumeAsync));
        Route(routes, "/journeys/{id}/retire", ("POST", JourneyWrites.RetireAsync));
        Route(routes, "/journeys/{id}/ramp", ("POST", RampWrites.PostAsync));
        Route(routes, "/journeys/{id}/migrate", ("POST", MigrationWrites.PostAsync));
        Route(routes, "/journeys/{id}/enrollments", ("POST", Enrollments.PostAsync));
        Route(routes, "/journeys/{id}/stats", ("GET", StatisticsReads.GetAsync));
        Route(routes, "/contact-policy", ("GET", RuleDocuments.GetContactPolicyAsync), ("PUT", RuleDocuments.PutContactPolicyAsync));
        Route(routes, "/catalog", ("GET", RuleDocuments.GetCatalogAsync), ("PUT", RuleDocuments.PutCatalogAsync));
    }

    private static void MapReleases(RouteGroupBuilder routes)
    {
        Route(routes, "/releases", ("GET", ReleaseReads.ListAsync), ("POST", ReleaseWrites.PostAsync));
        Route(routes, "/releases/missing", ("POST", ReleaseWrites.MissingAsync));
        Route(routes, "/releases/plan", ("POST", ReleaseWrites.PlanAsync));
        Route(routes, "/releases/files/{hash}", ("GET", ReleaseReads.FileAsync), ("PUT", ReleaseWrites.PutFileAsync));
        Route(routes, "/releases/{id}", ("GET", ReleaseReads.GetAsync));
        Route(routes, "/releases/{id}/deploy", ("POST", ReleaseWrites.DeployAsync));
    }

    /// <summary>The template of the route that was found, without the prefix; null: its path does not take the method.</summary>
    private static string? RouteOf(HttpContext context, string prefix) =>
        context.GetEndpoint() is RouteEndpoint endpoint && endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is not null
            ? endpoint.RoutePattern.RawText![prefix.Length..] : null;

    /// <summary>Maps the methods of a path, and a 405 that names them for every other.</summary>
    private static void Route(RouteGroupBuilder routes, string path, params ReadOnlySpan<(string Method, Delegate Handler)> methods)
    {
        var allow = new List<string>();
        foreach (var (method, handler) in methods)
        {
            // HEAD is GET without its content (RFC 9110, 9.3.2); the server leaves the content out.
            string[] answered = method == HttpMethods.Get ? [method, HttpMethods.Head] : [method];
            routes.MapMethods(path, answered, handler);
            allow.AddRange(answered);
        }

        var problem = Problem.MethodNotAllowed(allow);
        routes.Map(path, () => problem).WithOrder(1);
    }
}
