using System.Text;
using System.Text.Json;
using Campaigns.Api.Access;
using Campaigns.Api.Http;
using Campaigns.Runtime.Keys;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Campaigns.Api.Tests.Access;

/// <summary>Behind a platform that checks keys or callers of its own, as the Functions host and App Service authentication do.</summary>
public sealed class PlatformAccessTests
{
    private const string Secret = "ck_of-the-desk";
    private const string Person = "7c0f0b53-8a35-4f0f-9d6b-0d6d3a6c2a11";

    public static TheoryData<bool, bool, string?, string?, string, int> Requests => new()
    {
        // all scopes by function key, platform authenticates, key with scopes, roles, request, status
        { true, false, null, null, "POST /journeys/{id}/publish", 200 },
        { false, false, null, null, "POST /journeys/{id}/publish", 401 },
        { false, false, Secret, null, "GET /customers/{id}", 200 },
        { true, false, Secret, null, "GET /customers/{id}", 200 },
        { true, false, Secret, null, "POST /journeys/{id}/publish", 403 },
        { true, false, "ck_unknown", null, "GET /customers/{id}", 401 },
        { false, true, null, "Campaigns.Approver", "POST /journeys/{id}/publish", 200 },
        { false, true, null, "approver", "POST /journeys/{id}/publish", 200 },
        { false, true, null, "Campaigns.Author,Campaigns.Reader", "POST /journeys/{id}/publish", 403 },
        { false, true, null, "Somebody.Else", "GET /journeys", 403 },
        // Whoever sends the header where the platform does not set it is nobody.
        { false, false, null, "Campaigns.Approver", "POST /journeys/{id}/publish", 401 },
        { true, true, Secret, "Campaigns.Approver", "POST /journeys/{id}/publish", 403 },
        // A route that has no scope in the table.
        { true, false, null, null, "POST /unlisted", 200 },
        { true, false, Secret, null, "POST /unlisted", 403 },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task ARequest_IsAnsweredByItsKeyOrPrincipal(
        bool functionKeysHaveAllScopes, bool authenticates, string? key, string? roles, string request, int status)
    {
        var context = new DefaultHttpContext();
        (context.Request.Method, var route) = (request.Split(' ')[0], request.Split(' ')[1]);
        context.Request.Headers[ApiAccess.KeyHeader] = "the platform's own";
        if (key is not null)
            context.Request.Headers[ApiAccess.ScopedKeyHeader] = key;
        if (roles is not null)
        {
            context.Request.Headers["X-MS-CLIENT-PRINCIPAL-ID"] = Person;
            context.Request.Headers["X-MS-CLIENT-PRINCIPAL"] = Principal(roles.Split(','));
        }

        Assert.Equal(status, await StatusAsync(context, route, functionKeysHaveAllScopes, authenticates));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no base64!")]
    [InlineData("bm8ganNvbg==")] // no json
    [InlineData("W10=")] // []
    [InlineData("eyJjbGFpbXMiOjN9")] // {"claims":3}
    [InlineData("eyJjbGFpbXMiOlt7InR5cCI6InJvbGVzIn1dfQ==")] // a claim without a value
    [InlineData("eyJjbGFpbXMiOlt7InR5cCI6InJvbGVzIiwidmFsIjp7fX1dfQ==")] // a value that is no text
    public async Task APrincipal_ThatCannotBeRead_IsNobody(string header)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "GET";
        context.Request.Headers["X-MS-CLIENT-PRINCIPAL"] = header;

        Assert.Equal(401, await StatusAsync(context, "/journeys", functionKeysHaveAllScopes: false, authenticates: true));
    }

    [Theory]
    [InlineData("GET", "journeys/validate", "/journeys/{id}")]
    [InlineData("POST", "journeys/validate", "/journeys/validate")]
    [InlineData("POST", "/Journeys/walk/Publish/", "/journeys/{id}/publish")]
    [InlineData("GET", "customers/王%202/timeline", "/customers/{id}/timeline")]
    [InlineData("GET", "customers", "/customers")]
    [InlineData("GET", "policies", null)]
    [InlineData("DELETE", "journeys/walk", null)]
    public void AnAddress_BelongsToItsRoute(string method, string path, string? route) =>
        Assert.Equal(route, RouteScopes.Match(method, path));

    private static async Task<int> StatusAsync(HttpContext context, string route, bool functionKeysHaveAllScopes, bool authenticates)
    {
        var access = new ApiAccess(
            new AccessOptions
            {
                PlatformChecksKeys = true,
                PlatformKeyHasAllScopes = functionKeysHaveAllScopes,
                PlatformAuthenticates = authenticates,
            },
            new ApiKeyRing([new ApiKey("desk", ApiScopes.Reader, ApiKey.HashOf(Secret), default)], null, TimeProvider.System),
            NullLogger<ApiAccess>.Instance);
        var answer = await access.RunAsync(context, route, () => new(Results.Ok()));
        return answer is Problem problem ? problem.Status : 200;
    }

    private static string Principal(string[] roles) => Convert.ToBase64String(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new
    {
        auth_typ = "aad",
        name_typ = "name",
        role_typ = "roles",
        claims = roles.Select(role => new { typ = "roles", val = role }).Prepend(new { typ = "name", val = "Operator" }),
    })));
}
