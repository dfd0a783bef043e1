using System.Text;
using Campaigns.Api.Access;
using Campaigns.Api.Tests.Hosting;
using Campaigns.Api.Tests.Releases;
using Campaigns.Model;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Keys;
using Campaigns.Senders.Links;

namespace Campaigns.Api.Tests.OpenApi;

/// <summary>
/// The description says what the server does: the same routes, and every promised status is really answered, in the promised shape.
/// </summary>
public sealed class OpenApiTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Description_HasExactlyTheRoutes()
    {
        var description = await DescriptionAsync();
        // HEAD is GET without its content; a description need not repeat it.
        Assert.Equal(host.Routes.Where(route => route.Method != "HEAD").Order(), description.Operations.Order());
    }

    [Fact]
    public async Task Description_EveryExample_MatchesItsSchema()
    {
        var description = await DescriptionAsync();
        var examples = description.Examples.ToList();
        Assert.NotEmpty(examples);
        foreach (var (place, example, schema) in examples)
        {
            var wrong = await description.CheckAsync(example, schema);
            Assert.True(wrong.Count == 0, $"{place}: {string.Join('\n', wrong)}");
        }
    }

    [Fact]
    public async Task Description_HasExactlyTheStatusesReturned()
    {
        await using var own = new ApiHost { IsEmpty = true };
        await own.InitializeAsync();
        var description = await DescriptionAsync();
        await SucceedAsync(own);
        await FailAsync(own);
        await LoseTheStoreAsync(own);
        await ForgetTheKeyAsync(own, description);
        await LackTheScopeAsync(own, description);

        var answered = new HashSet<(string, string, int)>();
        foreach (var exchange in own.Recorder.Exchanges)
        {
            if (description.PathOf(exchange.Path) is not { } path)
                continue;
            // Another method than the path's own concerns all of these.
            var methods = exchange.Status == 405 ? description.MethodsOf(path) : [exchange.Method];
            foreach (var method in methods)
            {
                answered.Add((method, path, exchange.Status));
                Assert.Contains((method, path, exchange.Status), description.Statuses);
                var wrong = await description.CheckAsync(method, path, exchange.Status, exchange.ContentType, exchange.Body);
                Assert.True(wrong.Count == 0, $"{method} {path} {exchange.Status}: {string.Join('\n', wrong)}\n{exchange.Body}");
            }
        }

        Assert.Empty(description.Statuses.Except(answered));
    }

    private async Task<OpenApiDescription> DescriptionAsync() => new((await host.GetAsync("/api/openapi.json")).Json);

    private static async Task SucceedAsync(ApiHost own)
    {
        const string journey = "/api/journeys/walk";
        string Shipped(string file) => Encoding.UTF8.GetString(Repository.Journey(file));
        await own.GetAsync("/api/openapi.json");
        await own.GetAsync("/api/catalog");
        await own.GetAsync("/api/contact-policy");
        await own.PutAsync("/api/catalog", Shipped("catalog.json"));
        await own.PutAsync("/api/contact-policy", Shipped("contact-policy.json"));
        await own.GetAsync("/api/catalog");
        await own.GetAsync("/api/contact-policy");
        await own.PublishAsync("walk",
            Bodies.OnRequest("walk",
                """ "holdout": 20, "goal": { "outcome": "bought" }, "exit": [ { "on": "policy.issued", "outcome": "bought" } ],"""));
        await own.PublishAsync("gift-to-paid", Shipped("gift-to-paid.json"));
        await own.PostAsync("/api/journeys/validate", Shipped("win-back.json"));
        for (var i = 0; i < 20; i++)
        {
            await own.PutAsync($"/api/customers/c{i}",
                """{ "attributes": { "name": "王小明", "phone": "+886912345678" }, "consents": [ { "channel": "sms", "granted": true, "text_version": "v1" } ] }""");
            await own.PostAsync($"{journey}/enrollments", $$"""{ "customer_id": "c{{i}}" }""");
        }

        await own.PutAsync("/api/customers/c1", """
            { "do_not_disturb": { "on": false, "how": "app" }, "suppressions": [ { "channel": "sms", "suppressed": true } ],
              "preferences": { "most_per_month": 2, "less": true, "channel": "sms", "hours": { "from": "18:00", "to": "21:00" } } }
            """);
        await own.PostAsync($"{journey}/enrollments", """{ "customer_id": "c0" }""");
        await own.PutAsync("/api/policies/p1", """{ "customer_id": "c1", "attributes": { "product": "paid-medical" } }""");
        await own.PostAsync("/api/events",
            Bodies.Event("1", "policy.issued", new { customer_id = "c1", policy_id = "p1", premium = 9000 }));
        await own.PostAsync("/api/events",
            $"[{Bodies.Event("1", "policy.issued", new { customer_id = "c1", policy_id = "p1" })}, {Bodies.Event("2", "gift.reqested", new { customer_id = "c2" })}, 7]");
        await own.SendAsync(HttpMethod.Options, "/api/events", headers: ("WebHook-Request-Origin", "eventgrid.azure.net"));
        await own.PostAsync("/api/events", Bodies.SubscriptionValidation);
        await own.GetAsync("/api/customers/c1");
        await own.GetAsync("/api/customers/c2");
        await own.GetAsync("/api/customers?phone=0912345678&take=2");
        await own.GetAsync("/api/policies/p1");
        await own.GetAsync("/api/customers/c1/timeline?take=2");
        await own.GetAsync("/api/customers/c1/pressure");
        await own.PutAsync("/api/customers/gone", """{ "attributes": { "name": "王小明" } }""");
        await own.PostAsync("/api/events", Bodies.Event("3", "customer.erased", new { customer_id = "gone" }));
        await own.PutAsync("/api/customers/gone", "{}");
        await own.PutAsync("/api/policies/p2", """{ "customer_id": "gone" }""");
        foreach (var note in (string[])["a", "b"])
        {
            await own.SendAsync(HttpMethod.Put, "/api/customers/c3", $$"""{ "attributes": { "name": "{{note}}" } }""",
                headers: ("Idempotency-Key", "k"));
            await own.SendAsync(HttpMethod.Put, "/api/policies/p3", $$"""{ "customer_id": "c3", "attributes": { "product": "{{note}}" } }""",
                headers: ("Idempotency-Key", "k"));
        }

        await own.GetAsync("/api/customers/gone/erasure");
        await own.GetAsync($"{journey}/stats");
        await own.GetAsync("/api/journeys");
        await own.GetAsync(journey);
        await own.PutAsync(journey, Bodies.OnRequest("walk", """ "priority": 60,"""));
        await own.PostAsync($"{journey}/publish", """{ "ramp": { "steps": [5, 100], "after": "P1D", "stopAt": { "optOut": 0.02 } } }""");
        await own.PostAsync($"{journey}/ramp", """{ "share": 25, "because": "fine" }""");
        await own.GetAsync(journey);
        await own.GetAsync("/api/journeys");
        await own.GetAsync("/api/status");
        await own.PostAsync($"{journey}/migrate", """{ "from": 1 }"""); // while it ramps
        await own.PostAsync($"{journey}/ramp", """{ "share": 100 }""");
        await own.PutAsync(journey, Bodies.OnRequest("walk").Replace("P1D", "P2D", StringComparison.Ordinal));
        await own.PostAsync($"{journey}/publish");
        await own.PostAsync($"{journey}/migrate", """{ "dry_run": true, "waits": "follow" }""");
        await own.PostAsync($"{journey}/migrate", """{ "map": { "pause": "nowhere" } }"""); // unclear
        await own.PostAsync($"{journey}/migrate", """{ "from": 1, "waits": "keep", "arms": "keep" }""");
        foreach (var change in (string[])["pause", "resume", "retire", "pause", "resume"])
            await own.PostAsync($"{journey}/{change}");
        await own.PostAsync($"{journey}/enrollments", """{ "customer_id": "c0" }""");
        await own.PutAsync("/api/journeys/draft", Bodies.OnRequest("draft").Replace("P1D", "-P1D", StringComparison.Ordinal));
        await own.PutAsync("/api/journeys/draft", Bodies.OnRequest("draft").Replace("service", "nonsense", StringComparison.Ordinal));
        await own.PostAsync("/api/journeys/draft/publish");
        await own.PostAsync("/api/journeys/draft/retire");
        await own.PostAsync("/api/journeys/draft/ramp", """{ "share": 5 }""");
        await own.GetAsync("/api/health");
        await own.Customers.Unknown.AddAsync(
            new(new("m1"), new("c1"), Channel.Sms, new("walk~x~1"), new("s"), default) { Reason = "http-timeout", Provider = "gateway" },
            TestContext.Current.CancellationToken);
        await own.GetAsync("/api/status");
        await own.PutAsync("/api/hold", """{ "because": "wrong premium" }""");
        await own.SendAsync(HttpMethod.Delete, "/api/hold?channel=sms");
        await own.GetAsync("/api/status");
        await own.GetAsync("/api/hold");
        await own.SendAsync(HttpMethod.Delete, "/api/hold");
        await own.GetAsync("/api/messages?state=unknown");
        await own.PostAsync("/api/messages/m1/settle", """{ "outcome": "not-sent", "because": "no trace of it", "again": true }""");
        await own.PostAsync("/api/messages/m1/settle", """{ "outcome": "sent", "because": "in the log of the gateway" }""");
        await ReleaseAsync(own);
        var token = own.Links.Create(new LinkClaims(LinkPurpose.Unsubscribe, new("c3"), new("m"), Channel.Sms));
        await own.GetAsync($"/api/unsubscribe/{token}");
        const string target = "https://insurer.example/m/1";
        await own.GetAsync(
            $"/api/c/{own.Links.Create(new LinkClaims(LinkPurpose.Click, new("c3"), new("m"), Channel.Email, TargetHash.Of(target)))}?to={Uri.EscapeDataString(target)}");
        await own.Customers.Links.SaveAsync(new ShortLink("57j57qpfsjdt0vdm", new("c3"), new("57j57qpfsjdt0vdm82763ayb5e"), target),
            TestContext.Current.CancellationToken);
        await own.GetAsync("/api/m/57j57qpfsjdt0vdm");
        await own.PostAsync($"/api/unsubscribe/{token}", "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded");
    }

    private static async Task ReleaseAsync(ApiHost own)
    {
        var release = await own.MakeReleaseAsync(("journeys/released.json", Bodies.OnRequest("released")), ("campaigns.json", "{}"));
        var broken = await own.MakeReleaseAsync(("journeys/released.json", "{}"));
        List<(string, byte[])> files = [("journeys/released.json", Encoding.UTF8.GetBytes(Bodies.OnRequest("released")))];
        await own.PostAsync("/api/releases/missing", ReleaseCalls.Body(files));
        await own.PostAsync("/api/releases/plan", ReleaseCalls.Body(files, """, "inside": true """));
        await own.PostAsync($"/api/releases/{release}/deploy", """{ "message": "why" }""");
        await own.PostAsync($"/api/releases/{broken}/deploy", """{ "expect": "none" }""");
        await own.PostAsync($"/api/releases/{broken}/deploy", "{}");
        await own.PostAsync($"/api/releases/{release}/deploy", "{}");
        await own.PostAsync("/api/releases/plan", ReleaseCalls.Body(files, """, "inside": true """));
        await own.GetAsync("/api/status");
        await own.GetAsync("/api/releases?take=5");
        await own.GetAsync($"/api/releases/{release}");
        await own.GetAsync($"/api/releases/files/{ReleaseCalls.HashOf(files[0].Item2)}");
        using var large = new HttpRequestMessage(HttpMethod.Put, $"/api/releases/files/{new string('0', 64)}")
        {
            Content = new ByteArrayContent(new byte[1024 * 1024 + 1]) { Headers = { ContentType = new("application/octet-stream") } },
        };
        Assert.Equal(413, (await own.SendAsync(large)).Status);
        own.Rows.IsUnavailable = true;
        Assert.Equal(503, await own.PutFileAsync(files[0].Item2));
        own.Rows.IsUnavailable = false;
        await own.PutAsync("/api/releases", "{}");
        foreach (var path in new[] { "/api/releases/missing", "/api/releases/plan", "/api/releases/000000", "/api/releases/000000/deploy", $"/api/releases/files/{new string('0', 64)}" })
            await own.SendAsync(HttpMethod.Delete, path);
    }

    private static async Task FailAsync(ApiHost own)
    {
        foreach (var row in BadRequestTests.Requests)
            await own.SendAsync(new HttpMethod(row.Data.Item1), $"/api/{row.Data.Item2}", row.Data.Item4, row.Data.Item3);
        foreach (var row in BadRequestTests.Bodied)
            await own.SendAsync(new HttpMethod(row.Data.Item1), $"/api/{row.Data.Item2}", Bodies.Large(1024 * 1024));
        await own.SendAsync(HttpMethod.Options, "/api/events");
        await own.GetAsync("/api/unsubscribe/nonsense");
        await own.GetAsync("/api/c/nonsense?to=https://insurer.example/");
        await own.PutAsync("/api/c/nonsense", "{}");
        await own.PutAsync("/api/customers/x/erasure", "{}");
        await own.GetAsync("/api/m/nonsense");
        await own.PutAsync("/api/m/nonsense", "{}");
        await own.PostAsync("/api/unsubscribe/nonsense", new string('x', 5000), "application/x-www-form-urlencoded");
    }

    private static async Task LoseTheStoreAsync(ApiHost own)
    {
        await own.PublishAsync("open", Bodies.OnRequest("open"));
        var token = own.Links.Create(new LinkClaims(LinkPurpose.Unsubscribe, new("c4"), new("m"), Channel.Sms));
        own.Rows.IsUnavailable = true;
        foreach (var row in StoreOutageTests.Requests)
            await own.SendAsync(new HttpMethod(row.Data.Item1), $"/api/{row.Data.Item2}", row.Data.Item3);
        await own.PostAsync($"/api/unsubscribe/{token}");
        await own.PostAsync("/api/journeys/open/enrollments", """{ "customer_id": "c0" }""");
        await own.GetAsync("/api/journeys/open/stats");
        own.Rows.IsUnavailable = false;
    }

    /// <summary>A key without any scope is refused wherever a key is asked for.</summary>
    private static async Task LackTheScopeAsync(ApiHost own, OpenApiDescription description)
    {
        var secret = await own.AddKeyAsync("nobody", ApiScopes.None);
        foreach (var (method, path) in description.Operations.Where(operation =>
            RouteScopes.Of(operation.Method, operation.Path["/api".Length..]) != ApiScopes.None))
        {
            await own.SendAsync(new HttpMethod(method), path.Replace("{id}", "x", StringComparison.Ordinal),
                headers: ("x-functions-key", secret));
        }
    }

    private static async Task ForgetTheKeyAsync(ApiHost own, OpenApiDescription description)
    {
        own.Client.DefaultRequestHeaders.Remove("x-functions-key");
        foreach (var (method, path) in description.Operations.Where(operation =>
            !operation.Path.Contains("{token}", StringComparison.Ordinal)))
            await own.SendAsync(new HttpMethod(method), path.Replace("{id}", "x", StringComparison.Ordinal));
        foreach (var (path, code) in ((string, int)[])[("/api/nothing", 404), ("/elsewhere", 404)])
            Assert.Equal(code, (await own.GetAsync(path)).Status);
    }
}
