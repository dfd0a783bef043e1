using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Campaigns.Api.Tests.Hosting;

/// <summary>An answer with its body read.</summary>
public sealed record ApiResponse(
    int Status, string? ContentType, string Text, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public JsonElement Json => JsonElement.Parse(Text);

    /// <summary>The pointers of a problem's errors.</summary>
    public IEnumerable<string> Pointers =>
        Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("pointer").GetString()!);

    /// <summary>The codes of a problem's errors.</summary>
    public IEnumerable<string> Codes => Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("code").GetString()!);
}

/// <summary>Requests in a line.</summary>
internal static class Calls
{
    public static Task<ApiResponse> GetAsync(this ApiHost host, string path) => host.SendAsync(HttpMethod.Get, path);

    public static Task<ApiResponse> PostAsync(this ApiHost host, string path, string? body = null, string type = "application/json") =>
        host.SendAsync(HttpMethod.Post, path, body, type);

    public static Task<ApiResponse> PutAsync(this ApiHost host, string path, string? body, string type = "application/json") =>
        host.SendAsync(HttpMethod.Put, path, body, type);

    public static async Task<ApiResponse> SendAsync(
        this ApiHost host, HttpMethod method, string path, string? body = null, string type = "application/json",
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            if (type.Length > 0)
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await host.SendAsync(request);
    }

    public static async Task<ApiResponse> SendAsync(this ApiHost host, HttpRequestMessage request)
    {
        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return new ApiResponse(
            (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Headers, response.Content.Headers);
    }

    /// <summary>Publishes a shipped journey.</summary>
    public static async Task PublishAsync(this ApiHost host, string id, string json)
    {
        Assert.Equal(200, (await host.PutAsync($"/api/journeys/{id}", json)).Status);
        var published = await host.PostAsync($"/api/journeys/{id}/publish");
        Assert.True(published.Status == 200, published.Text);
    }
}
