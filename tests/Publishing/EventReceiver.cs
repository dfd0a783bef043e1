using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Campaigns.Publishing.Tests;

/// <summary>A real HTTP server on loopback that takes batches of events.</summary>
internal sealed class EventReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EventReceiver(WebApplication app) => _app = app;

    public string Address => _app.Urls.First() + "/api/events";

    public ConcurrentQueue<(string Address, IHeaderDictionary Headers, JsonElement Body)> Requests { get; } = new();

    /// <summary>What it answers; 200 by default.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    public static async Task<EventReceiver> StartAsync(Func<HttpContext, Task>? answer = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new EventReceiver(app) { Answer = answer ?? (_ => Task.CompletedTask) };
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            receiver.Requests.Enqueue((
                context.Request.Path
                + context.Request.QueryString, new HeaderDictionary(context.Request.Headers.ToDictionary()),
                JsonElement.Parse(body.ToArray())));
            await receiver.Answer(context);
        });
        await app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
