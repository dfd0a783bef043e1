using Campaigns.Api.Access;
using Campaigns.Api.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;

namespace Campaigns.Api.Tests.Access;

/// <summary>The audit: who changed what, and whether it was done; customers are not named.</summary>
public sealed class AuditTests
{
    private sealed class Lines : ILogger<ApiAccess>
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? failure, Func<TState, Exception?, string> format) =>
            All.Add(format(state, failure));
    }

    private static async Task<List<string>> AfterAsync(string method, string route, string path, object answer)
    {
        var lines = new Lines();
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        context.Request.Path = path;
        context.Request.Headers[ApiAccess.KeyHeader] = "the key";
        await new ApiAccess(new AccessOptions { Key = "the key" }, new ApiKeyRing([], null, TimeProvider.System), lines)
            .RunAsync(context, route, () => ValueTask.FromResult<object?>(answer));
        return lines.All;
    }

    private static Results<JsonHttpResult<string>, Problem> Nested(bool done) =>
        done ? TypedResults.Json("done", statusCode: 201) : new Problem(422, "Validation errors", "no");

    [Theory]
    [InlineData("PUT", "/journeys/{id}", "/api/journeys/welcome", true, "Audit: the host's key PUT /journeys/welcome 201")]
    [InlineData("POST", "/journeys/{id}/publish", "/api/journeys/welcome/publish", false,
        "Audit: the host's key POST /journeys/welcome/publish 422")]
    [InlineData("POST", "/messages/{id}/settle", "/api/messages/4wh8e6y6gj/settle", false,
        "Audit: the host's key POST /messages/4wh8e6y6gj/settle 422")]
    [InlineData("POST", "/journeys/{id}/publish", "/api/journeys/a b/publish", false, "Audit: the host's key POST /journeys/{id}/publish 422")]
    [InlineData("GET", "/journeys/{id}", "/api/journeys/welcome", true, null)]
    [InlineData("PUT", "/customers/{id}", "/api/customers/ann", true, null)]
    public async Task Change_IsWrittenDownWithItsStatus(string method, string route, string path, bool done, string? line) =>
        Assert.Equal(line is null ? [] : [line], await AfterAsync(method, route, path, Nested(done)));
}
