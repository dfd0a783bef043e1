using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Campaigns.Api.OpenApi;

/// <summary><c>GET /api/openapi.json</c>: this interface described (OpenAPI 3.1).</summary>
public static class OpenApiDocument
{
    /// <summary>The description as written.</summary>
    public static Stream Open() => typeof(OpenApiDocument).Assembly.GetManifestResourceStream("openapi.json")!;

    /// <summary>The description.</summary>
    public static FileStreamHttpResult Get() => TypedResults.Stream(Open(), "application/json; charset=utf-8");
}
