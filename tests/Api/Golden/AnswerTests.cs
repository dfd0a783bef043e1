using Campaigns.Api.Tests.Hosting;
using Campaigns.Api.Tests.OpenApi;
using Campaigns.Golden;

namespace Campaigns.Api.Tests.Golden;

/// <summary>Answers that clients parse, byte for byte, and that each suits the schema that openapi.json promises for it.</summary>
public sealed class AnswerTests(AnswerTests.Answers answers) : IClassFixture<AnswerTests.Answers>
{
    public static TheoryData<string> Files =>
        [.. Answers.Requests.Where(request => request.File.Length > 0).Select(request => request.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Answer_IsAsInItsFile_AndSuitsItsSchema(string file)
    {
        var (request, answer) = answers.Of(file);

        GoldenFile.Holds(file, $"{request.Method} {request.Path}\n{answer.Status} {answer.ContentType}\n\n{answer.Text}");

        var body = System.Text.Encoding.UTF8.GetString(GoldenFile.Read(file)).Split("\n\n", 2)[1];
        var path = answers.Description.PathOf(request.Path.Split('?')[0]);
        if (path is not null && answer.Status is not (404 or 405 or 503))
            Assert.Empty(await answers.Description.CheckAsync(request.Method, path, answer.Status, answer.ContentType, body));
        else
            Assert.Equal(answer.Status, System.Text.Json.JsonElement.Parse(body).GetProperty("status").GetInt32());
    }

    /// <summary>A request, and the file of its answer; empty: it only prepares others.</summary>
    public sealed record Request(string File, string Method, string Path, string? Body = null, string Type = "application/json");

    /// <summary>One host that is asked everything once, in order, on a clock that stands still.</summary>
    public sealed class Answers : IAsyncLifetime
    {
        private const string Events = "application/cloudevents-batch+json";

        private const string Send = """
            { "id": "gift", "name": { "en": "A gift", "zh-Hant": "禮物" }, "category": "service", "transactional": { "because": "a test", "anyHour": true },
              "priority": 40,
              "entry": { "on": "gift.claimed" },
              "steps": [ { "id": "hello", "send": { "channels": ["sms"], "template": "gift/claim" } }, { "id": "pause", "wait": "P1D" } ] }
            """;

        private readonly Dictionary<string, (Request, ApiResponse)> _answers = [];

        private ApiHost Host { get; } = new();

        internal OpenApiDescription Description { get; private set; } = null!;

        internal static IReadOnlyList<Request> Requests { get; } =
        [
            new("health.golden", "GET", "/api/health"),
            new("status.golden", "GET", "/api/status"),
            new("messages-none.golden", "GET", "/api/messages?state=unknown"),
            new("journey-draft.golden", "PUT", "/api/journeys/gift", Send),
            new("journey-published.golden", "POST", "/api/journeys/gift/publish"),
            new("", "PUT", "/api/journeys/ask", Bodies.OnRequest("ask")),
            new("", "POST", "/api/journeys/ask/publish"),
            new("journey-refused.golden", "PUT", "/api/journeys/wrong", """{ "id": "wrong", "steps": [ { "id": "s", "end": 7 } ] }"""),
            new("journeys.golden", "GET", "/api/journeys"),
            new("journey.golden", "GET", "/api/journeys/ask"),
            new("customer-written.golden", "PUT", "/api/customers/anna", """
                { "attributes": { "name": "王小明", "phone": "+886912345678", "email": "anna@insurer.example", "language": "zh-Hant",
                                  "birth_date": "1990-02-28", "churn_risk": 0.25, "app_installed": true, "tags": ["vip", "<b>"],
                                  "last_active_at": "2026-03-01T20:00:00+08:00" },
                  "consents": [ { "channel": "sms", "purpose": "marketing", "granted": true, "at": "2026-01-05T10:00:00+08:00", "how": "branch", "text_version": "v3" },
                                { "channel": "email", "granted": false } ],
                  "preferences": { "channel": "sms" },
                  "do_not_disturb": false }
                """),
            new("", "PUT", "/api/policies/p-1",
                """{ "customer_id": "anna", "attributes": { "product": "paid-medical", "expires_on": "2026-12-31", "premium": 9800 } }"""),
            new("", "PUT", "/api/customers/ben", """{ "attributes": { } }"""),
            new("events-accepted.golden", "POST", "/api/events", Bodies.Event("e1", "gift.claimed", new { customer_id = "anna" })),
            new("events-mixed.golden", "POST", "/api/events", $$"""
                [ {{Bodies.Event("e1", "gift.claimed", new { customer_id = "anna" })}},
                  {{Bodies.Event("e2", "gift.clamied", new { customer_id = "anna", note = "<&>" })}},
                  {{Bodies.Event("e3", "gift.claimed", new { customer_id = "a/b" })}},
                  {{Bodies.EventGrid("e4", "Microsoft.EventGrid.SubscriptionDeletedEvent", new { })}} ]
                """, Events),
            new("enrollment-entered.golden", "POST", "/api/journeys/ask/enrollments", """{ "customer_id": "anna", "policy_id": "p-1" }"""),
            new("enrollment-refused.golden", "POST", "/api/journeys/ask/enrollments", """{ "customer_id": "anna" }"""),
            new("customer.golden", "GET", "/api/customers/anna"),
            new("customer-minimal.golden", "GET", "/api/customers/ben"),
            new("timeline.golden", "GET", "/api/customers/anna/timeline"),
            new("timeline-page.golden", "GET", "/api/customers/anna/timeline?take=1&journey=gift"),
            new("timeline-minimal.golden", "GET", "/api/customers/ben/timeline?journey=gift"),
            new("pressure.golden", "GET", "/api/customers/anna/pressure"),
            new("pressure-minimal.golden", "GET", "/api/customers/ben/pressure"),
            new("statistics.golden", "GET", "/api/journeys/gift/stats"),
            new("problem-many.golden", "PUT", "/api/customers/carl",
                """{ "attributes": { "phone": 7, "birth_date": "soon" }, "extra": 1 }"""),
            new("problem-no-json.golden", "PUT", "/api/customers/carl", """{ "attributes": """),
            new("problem-query.golden", "GET", "/api/customers/anna/timeline?take=0"),
            new("problem-unknown-customer.golden", "GET", "/api/customers/nobody"),
            new("problem-unknown-route.golden", "GET", "/api/nothing"),
            new("problem-method.golden", "DELETE", "/api/customers/anna"),
            new("", "PUT", "/api/journeys/later", Bodies.OnRequest("later")),
            new("problem-conflict.golden", "POST", "/api/journeys/later/resume"),
        ];

        public async ValueTask InitializeAsync()
        {
            await Host.InitializeAsync();
            Description = new OpenApiDescription((await Host.GetAsync("/api/openapi.json")).Json);
            foreach (var request in Requests)
            {
                var answer = await Host.SendAsync(new HttpMethod(request.Method), request.Path, request.Body, request.Type);
                Assert.True(request.File.Length > 0 || answer.Status < 300, answer.Text);
                _answers[request.File] = (request, answer);
            }
        }

        public ValueTask DisposeAsync() => Host.DisposeAsync();

        internal (Request Request, ApiResponse Answer) Of(string file) => _answers[file];
    }
}
