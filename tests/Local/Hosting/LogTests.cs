using System.Text;
using System.Text.Json;
using Campaigns.Portfolio.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Campaigns.Local.Tests.Hosting;

/// <summary>
/// Personal data in every field of every request, a provider and a receiver of events that repeat them in their errors, and a store that
/// goes away: the log of the host has none of it, and one line for what happens again and again.
/// </summary>
public sealed class LogTests : IDisposable
{
    private const string Name = "Annabel Leighworth";
    private const string Street = "17 Camphor Lane";
    private const string Phone = "+886912345678";
    private const string Email = "annabel.l@private.example";
    private const string Customer = "cust-4711-annabel";

    private static readonly string[] Secrets = ["Annabel", "Leighworth", "Camphor", "912345678", "private.example", "4711"];

    private const string Journey = """
        { "id": "ping", "name": { "en": "Ping" }, "category": "service", "transactional": { "because": "a test", "anyHour": true },
          "entry": { "on": "app.opened", "key": ["event.screen"] },
          "steps": [ { "id": "hello", "send": { "channels": ["sms"], "template": "gift/claim" } } ] }
        """;

    private readonly TestWorkspace _place = new();
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _place.Dispose();
    }

    [Fact]
    public async Task Run_OverHostileData_LogsNothingPersonal()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        var cancel = patience.Token;
        var (messages, events) = (0, 0);
        await using var echo = await EchoAsync(path =>
            _ = path == "/messages" ? Interlocked.Increment(ref messages) : Interlocked.Increment(ref events), cancel);
        var address = echo.Urls.First();
        var senders = _place.Write("senders.json", $$"""
            { "providers": { "hook": { "kind": "webhook",
                  "webhook": { "url": "{{address}}/messages", "secret": "change-me-change-me", "honoursIdempotencyKey": true } } },
              "channels": { "sms": "hook" }, "publish": { "kind": "cloudEvents", "endpoint": "{{address}}/events", "source": "/insurer" } }
            """);
        var host = await HostProcess.StartAsync(_place.Path("data"), "--senders", senders);
        try
        {
            await SendAsync(HttpMethod.Put, host, "journeys/ping", Journey, cancel);
            await SendAsync(HttpMethod.Post, host, "journeys/ping/publish", "", cancel);
            var person = $$"""{ "name": "{{Name}}, {{Street}}", "given_name": "Annabel", "phone": "{{Phone}}", """
                + $$"""
                "email": "{{Email}}", "language": "en" }
                """;
            await SendAsync(HttpMethod.Put, host, $"customers/{Customer}", $$"""{ "attributes": {{person}} }""", cancel);
            for (var screen = 0; screen < 8; screen++)
            {
                await SendAsync(HttpMethod.Post, host, "events", JsonSerializer.Serialize(new
                {
                    specversion = "1.0",
                    id = $"{Name}-{screen}",
                    source = $"/{Street}",
                    type = "app.opened",
                    subject = Customer,
                    data = new { screen = $"{screen}", note = $"{Name}, {Street}, {Phone}" },
                }), cancel);
            }

            foreach (var (method, path, body) in BadRequests(person))
                await TryAsync(method, host, path, body, cancel);
            while (Volatile.Read(ref messages) < 4 || Volatile.Read(ref events) < 2)
                await Task.Delay(50, cancel);
            File.Move(_place.Path("data/campaigns.db"), _place.Path("data/moved.db"));
            for (var i = 0; i < 5; i++)
                await TryAsync(HttpMethod.Put, host, $"customers/{Customer}", $$"""{ "attributes": {{person}} }""", cancel);
            await Task.Delay(TimeSpan.FromSeconds(2), cancel); // the loops find it gone as well
        }
        finally
        {
            host.Kill();
            host.Dispose();
        }

        var log = await host.Said;
        Assert.All(Secrets, secret => Assert.DoesNotContain(secret, log, StringComparison.OrdinalIgnoreCase));
        Assert.Contains("The provider hook does not answer", log, StringComparison.Ordinal);
        Assert.Contains("ublication", log, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", log, StringComparison.Ordinal); // no stack trace
        Assert.Single(log.Split('\n'), line => line.Contains("requests: the store is unavailable", StringComparison.Ordinal));
        Assert.Single(log.Split('\n'), line => line.Contains("publication", StringComparison.OrdinalIgnoreCase)
            && line.Contains("http-500", StringComparison.Ordinal));
    }

    private static IEnumerable<(HttpMethod Method, string Path, string Body)> BadRequests(string person)
    {
        yield return (HttpMethod.Put, $"customers/{Customer}", "{ \"attributes\": { \"" + Name + "\": \"" + Phone);
        yield return (HttpMethod.Put, $"customers/{Uri.EscapeDataString(Name + "\n" + Phone)}", person);
        yield return (HttpMethod.Post, "events", $"[{person}, 7, \"{Name}\"]");
        yield return (HttpMethod.Post, "events",
            JsonSerializer.Serialize(new { specversion = "1.0", id = Name, source = "/x", type = Street, subject = Phone, data = Email }));
        yield return (HttpMethod.Put, $"policies/{Uri.EscapeDataString(Street)}", person);
        yield return (HttpMethod.Put, $"journeys/{Uri.EscapeDataString(Name)}", person);
        yield return (HttpMethod.Post, "journeys/ping/enrollments", $$"""{ "customer_id": "{{Name}}", "data": {{person}} }""");
        yield return (HttpMethod.Get, $"c/{Uri.EscapeDataString(Email)}", "");
        yield return (HttpMethod.Get, $"unsubscribe/{Uri.EscapeDataString(Email)}", "");
        yield return (HttpMethod.Get, $"journeys/ping/stats?from={Uri.EscapeDataString(Name)}", "");
        yield return (HttpMethod.Delete, $"nothing/{Uri.EscapeDataString(Name)}", person);
    }

    /// <summary>Refuses everything, in the words of what it was sent.</summary>
    private static async Task<WebApplication> EchoAsync(Action<string> asked, CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        application.Map("/{**path}", async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync(context.RequestAborted);
            asked(context.Request.Path);
            context.Response.StatusCode = 500;
            await context.Response.WriteAsync($"cannot deliver to {Name}, {Street}, {Phone}: {body}", context.RequestAborted);
        });
        await application.StartAsync(cancel);
        return application;
    }

    private async Task SendAsync(HttpMethod method, HostProcess host, string path, string body, CancellationToken cancel)
    {
        using var answer = await TryAsync(method, host, path, body, cancel);
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {await answer.Content.ReadAsStringAsync(cancel)}");
    }

    private async Task<HttpResponseMessage> TryAsync(
        HttpMethod method, HostProcess host, string path, string body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, new Uri(host.Address, path));
        if (method != HttpMethod.Get)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await _http.SendAsync(request, cancel);
    }
}
