using System.Text.Json;
using Campaigns.Api.Access;
using Campaigns.Azure.Durable;
using Campaigns.Azure.Http;
using Campaigns.Runtime.Timers;
using Campaigns.Storage.Embedded;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Campaigns.Azure.Tests;

/// <summary>What is answered where the host finds no other route: the same as by the local host.</summary>
public sealed class UnknownRouteTests
{
    [Theory]
    [InlineData("nothing/here", 404, "")]
    [InlineData("", 404, "")]
    [InlineData("journeys/hello/publish/now", 404, "")]
    [InlineData("journeys", 405, "GET, HEAD")]
    [InlineData("journeys/", 405, "GET, HEAD")]
    [InlineData("Journeys/hello", 405, "GET, HEAD, PUT")]
    [InlineData("journeys/validate", 405, "GET, HEAD, POST, PUT")] // "validate" is a journey's id, too
    [InlineData("events", 405, "OPTIONS, POST")]
    [InlineData("customers/c-1/timeline", 405, "GET, HEAD")]
    public async Task Address_WithoutARoute_IsAnsweredAsAProblem_WithTheMethodsThatThereAre(string path, int status, string allow)
    {
        var folder = Directory.CreateTempSubdirectory("campaigns-routes-");
        await using (var store = EmbeddedStore.Open(Path.Combine(folder.FullName, "routes.db"), TimeProvider.System, Durability.Process))
        {
            var api = new ApiFunction(new DurableTimers(new TimerTable(store.Rows), TimeProvider.System),
                new ApiAccess(new AccessOptions(), new ApiKeyRing([], null, TimeProvider.System), NullLogger<ApiAccess>.Instance),
                NullLogger<ApiFunction>.Instance);
            await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
            var context = new DefaultHttpContext { RequestServices = services };
            using var body = new MemoryStream();
            context.Response.Body = body;

            var function = new UnknownRouteFunction(api, new RouteTable(new GeneratedFunctionMetadataProvider()));
            await (await function.RunAsync(context.Request, path)).ExecuteAsync(context);

            Assert.Equal(
                (status, "application/problem+json", allow),
                (context.Response.StatusCode, context.Response.ContentType, context.Response.Headers.Allow.ToString()));
            Assert.Equal(status, JsonElement.Parse(body.ToArray()).GetProperty("status").GetInt32());
        }

        folder.Delete(recursive: true);
    }
}
