using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Campaigns.Local.Tests.Hosting;

/// <summary>
/// A real HTTP server on loopback: an Azure Communication Services resource at <c>/sms</c>, a reader of events at <c>/events</c>.
/// </summary>
internal sealed class CloudServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<JsonElement> _texts = System.Threading.Channels.Channel.CreateUnbounded<JsonElement>();
    private readonly Channel<JsonElement> _events = System.Threading.Channels.Channel.CreateUnbounded<JsonElement>();
    private int _refusals;

    private CloudServer(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    /// <summary>Texts it was asked to send.</summary>
    public ChannelReader<JsonElement> Texts => _texts.Reader;

    /// <summary>Events it was told, one by one.</summary>
    public ChannelReader<JsonElement> Events => _events.Reader;

    /// <param name="refusals">How many batches of events it answers with 503 at first.</param>
    public static async Task<CloudServer> StartAsync(int refusals)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new CloudServer(app) { _refusals = refusals };
        app.MapPost("/sms", server.SendAsync);
        app.MapPost("/events", server.TakeAsync);
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task SendAsync(HttpContext context)
    {
        var request = (await JsonDocument.ParseAsync(context.Request.Body)).RootElement;
        await _texts.Writer.WriteAsync(request);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await context.Response.WriteAsync(
            $$"""{ "value": [ { "to": "{{request.GetProperty("smsRecipients")[0].GetProperty("to").GetString()}}", "messageId": "Outgoing_1", "httpStatusCode": 202, "successful": true } ] }""");
    }

    private async Task TakeAsync(HttpContext context)
    {
        var batch = (await JsonDocument.ParseAsync(context.Request.Body)).RootElement;
        if (Interlocked.Decrement(ref _refusals) >= 0)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "0";
            return;
        }

        foreach (var @event in batch.EnumerateArray())
            await _events.Writer.WriteAsync(@event);
    }
}
