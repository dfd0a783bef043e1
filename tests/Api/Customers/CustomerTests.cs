using Campaigns.Api.Tests.Hosting;
using Campaigns.Model;

namespace Campaigns.Api.Tests.Customers;

public sealed class CustomerTests(ApiHost host) : IClassFixture<ApiHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Put_ThenGet_ReturnsTheSame()
    {
        var put = await host.PutAsync("/api/customers/anna", """
            { "attributes": { "name": "王小明", "email": "anna@insurer.example", "birth_date": "1990-02-28", "churn_risk": 0.25, "app_installed": true, "tags": ["vip"],
                              "last_active_at": "2026-03-01T20:00:00+08:00" },
              "consents": [ { "channel": "sms", "purpose": "marketing", "granted": true, "at": "2026-01-05T10:00:00+08:00", "how": "branch", "text_version": "v3" },
                            { "channel": "email", "granted": false } ],
              "do_not_disturb": false }
            """);
        Assert.True(put.Status == 200, put.Text);
        Assert.Equal("accepted", put.Json.GetProperty("result").GetString());
        await host.PutAsync("/api/policies/p-1",
            """{ "customer_id": "anna", "attributes": { "product": "paid-medical", "expires_on": "2026-12-31", "premium": 9800 } }""");

        var got = (await host.GetAsync("/api/customers/anna")).Json;
        Assert.Equal("王小明", got.GetProperty("attributes").GetProperty("name").GetString());
        Assert.Equal(0.25m, got.GetProperty("attributes").GetProperty("churn_risk").GetDecimal());
        Assert.False(got.GetProperty("do_not_disturb").GetBoolean());
        var consent = got.GetProperty("consents")[0];
        Assert.Equal("2026-01-05T02:00:00Z", consent.GetProperty("at").GetString());
        Assert.Equal("v3", consent.GetProperty("text_version").GetString());
        Assert.False(got.GetProperty("consents")[1].GetProperty("granted").GetBoolean());
        Assert.Equal(9800m, got.GetProperty("policies")[0].GetProperty("premium").GetDecimal());
    }

    [Fact]
    public async Task Put_Null_RemovesTheValue_AndKeepsOthers()
    {
        await host.PutAsync("/api/customers/bert", """{ "attributes": { "phone": "+886912345678", "city": "Taipei" } }""");
        await host.PutAsync("/api/customers/bert", """{ "attributes": { "phone": null } }""");
        var attributes = (await host.Customers.LoadAsync(new("bert"), Cancel)).Profile.Attributes;
        Assert.False(attributes.Contains("phone"));
        Assert.Equal("Taipei", attributes["city"]);

        await host.PutAsync("/api/policies/b", """{ "customer_id": "bert", "attributes": { "premium": 1, "discount": 5 } }""");
        await host.PutAsync("/api/policies/b", """{ "customer_id": "bert", "attributes": { "discount": null } }""");
        var policy = (await host.Customers.LoadAsync(new("bert"), Cancel)).Policies[new("b")];
        Assert.False(policy.Contains("discount"));
        Assert.Equal(1m, policy["premium"]);
    }

    [Fact]
    public async Task Put_SameIdempotencyKey_ChangesDataOnce()
    {
        var path = "/api/customers/carl";
        Task<ApiResponse> Put(string city) =>
            host.SendAsync(HttpMethod.Put, path, $$"""{ "attributes": { "city": "{{city}}" } }""", "application/json",
                ("Idempotency-Key", "k-1"));
        Assert.Equal("accepted", (await Put("Tainan")).Json.GetProperty("result").GetString());
        await host.PutAsync(path, """{ "attributes": { "city": "Taichung" } }""");
        Assert.Equal("duplicate", (await Put("Tainan")).Json.GetProperty("result").GetString());
        Assert.Equal("Taichung", (await host.Customers.LoadAsync(new("carl"), Cancel)).Profile.Attributes["city"]);
    }

    [Fact]
    public async Task Put_IdempotencyKeyTooLong_IsRefused()
    {
        var answer = await host.SendAsync(HttpMethod.Put, "/api/customers/carl", "{}", "application/json",
            ("Idempotency-Key", new string('k', 256)));
        Assert.Equal(400, answer.Status);
    }

    [Fact]
    public async Task Put_EmptyBody_CreatesTheCustomer()
    {
        Assert.Equal(200, (await host.PutAsync("/api/customers/dora", "{}")).Status);
        Assert.Equal(200, (await host.GetAsync("/api/customers/dora")).Status);
    }

    [Fact]
    public async Task Put_DoNotDisturb_TurnsOnAndOff()
    {
        foreach (var on in (bool[])[true, false])
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            await host.PutAsync("/api/customers/emil", $$"""{ "do_not_disturb": {{(on ? "true" : "false")}} }""");
            Assert.Equal(on, (await host.Customers.LoadAsync(new("emil"), Cancel)).Profile.DoNotDisturb);
        }
    }

    [Fact]
    public async Task Put_Preferences_AreSetAndRemovedOneByOne()
    {
        const string path = "/api/customers/hana";
        var put = await host.PutAsync(path, """
            { "attributes": { "email": "hana@insurer.example" },
              "do_not_disturb": { "on": false, "at": "2026-03-01T08:00:00+08:00", "how": "app" },
              "preferences": { "most_per_month": 2, "less": true, "channel": "email", "hours": { "from": "18:00", "to": "21:30" }, "how": "app" } }
            """);
        Assert.True(put.Status == 200, put.Text);
        var got = (await host.GetAsync(path)).Json;
        Assert.Equal("2026-03-01T00:00:00Z", got.GetProperty("do_not_disturb_evidence").GetProperty("at").GetString());
        var preferences = got.GetProperty("preferences");
        Assert.Equal((2, true, "email", "18:00:00", "21:30:00", "app"), (
            preferences.GetProperty("most_per_month").GetInt32(), preferences.GetProperty("less").GetBoolean(),
            preferences.GetProperty("channel").GetString(),
            preferences.GetProperty("hours").GetProperty("from").GetString(),
            preferences.GetProperty("hours").GetProperty("to").GetString(), preferences.GetProperty("how").GetString()));

        host.Time.Advance(TimeSpan.FromSeconds(1));
        await host.PutAsync(path, """{ "preferences": { "hours": null, "less": false } }""");
        preferences = (await host.GetAsync(path)).Json.GetProperty("preferences");
        Assert.False(preferences.TryGetProperty("hours", out _) || preferences.GetProperty("less").GetBoolean());
        Assert.Equal(2, preferences.GetProperty("most_per_month").GetInt32());

        host.Time.Advance(TimeSpan.FromSeconds(1));
        await host.PostAsync("/api/events",
            Bodies.Event("h-1", "customer.preferences", new { customer_id = "hana", most_per_month = (int?)null, channel = "sms" },
                time: null));
        preferences = (await host.GetAsync(path)).Json.GetProperty("preferences");
        Assert.False(preferences.TryGetProperty("most_per_month", out _));
        Assert.Equal("sms", preferences.GetProperty("channel").GetString());

        host.Time.Advance(TimeSpan.FromSeconds(1));
        await host.PutAsync(path, """{ "preferences": null }""");
        preferences = (await host.GetAsync(path)).Json.GetProperty("preferences");
        Assert.False(preferences.TryGetProperty("channel", out _));
    }

    [Fact]
    public async Task Put_Suppression_IsSetWithItsCause_AndRemoved()
    {
        const string path = "/api/customers/ivo";
        await host.PutAsync(path,
            """{ "attributes": { "email": "ivo@insurer.example" }, "suppressions": [ { "channel": "email", "suppressed": true, "cause": "bad-address", "until": "2026-12-01T00:00:00Z" } ] }""");
        var suppression = Assert.Single((await host.GetAsync(path)).Json.GetProperty("suppressions").EnumerateArray());
        Assert.Equal(("ivo@insurer.example", "bad-address", "2026-12-01T00:00:00Z"), (
            suppression.GetProperty("address").GetString(), suppression.GetProperty("cause").GetString(),
            suppression.GetProperty("until").GetString()));

        host.Time.Advance(TimeSpan.FromSeconds(1));
        await host.PutAsync(path, """{ "suppressions": [ { "channel": "email", "suppressed": false, "how": "support-desk" } ] }""");
        Assert.Empty((await host.GetAsync(path)).Json.GetProperty("suppressions").EnumerateArray());
        var timelineEvents = (await host.GetAsync($"{path}/timeline")).Json.GetProperty("facts").EnumerateArray()
            .Select(timelineEvent => $"{timelineEvent.GetProperty("kind")} {timelineEvent.GetProperty("reason")}");
        Assert.Equal(["suppressed bad-address", "unsuppressed support-desk"], timelineEvents);
    }

    [Fact]
    public async Task Timeline_Consents_HaveTheirEvidence()
    {
        const string path = "/api/customers/jun";
        await host.PutAsync(path,
            """{ "consents": [ { "channel": "sms", "granted": true, "at": "2026-01-05T10:00:00Z", "how": "branch", "text_version": "v3" } ] }""");
        await host.PostAsync("/api/events",
            Bodies.Event("late", "customer.refused", new { customer_id = "jun", channel = "sms" }, time: "2025-12-31T10:00:00Z"));
        var timelineEvents = (await host.GetAsync($"{path}/timeline")).Json.GetProperty("facts").EnumerateArray().ToList();
        Assert.Equal(["granted", "refused"], timelineEvents.Select(timelineEvent => timelineEvent.GetProperty("reason").GetString()));
        Assert.Equal(("2026-01-05T10:00:00Z", "branch", "v3"), (
            timelineEvents[0].GetProperty("detail").GetProperty("at").GetString(),
            timelineEvents[0].GetProperty("detail").GetProperty("how").GetString(),
            timelineEvents[0].GetProperty("detail").GetProperty("text_version").GetString()));
        Assert.Equal("/policy-system#late", timelineEvents[1].GetProperty("detail").GetProperty("source").GetString());
        Assert.True(timelineEvents[1].GetProperty("detail").GetProperty("superseded").GetBoolean());
        Assert.True((await host.Customers.LoadAsync(new("jun"), Cancel)).Profile.HasConsent(Channel.Sms, "marketing"));
    }

    [Fact]
    public async Task Timeline_PagedAndFilteredByJourney_ReturnsMatchingEvents()
    {
        foreach (var journey in (string[])["first-walk", "second-walk"])
        {
            await host.PublishAsync(journey, Bodies.OnRequest(journey));
            await host.PutAsync("/api/customers/fay", "{}");
            Assert.Equal(201, (await host.PostAsync($"/api/journeys/{journey}/enrollments", """{ "customer_id": "fay" }""")).Status);
        }

        var all = (await host.GetAsync("/api/customers/fay/timeline")).Json;
        var kinds = all.GetProperty("facts").EnumerateArray().Select(timelineEvent => timelineEvent.GetProperty("kind").GetString())
            .ToList();
        Assert.Equal(2, kinds.Count(kind => kind == "entered"));
        Assert.False(all.TryGetProperty("next", out _));

        var one = (await host.GetAsync("/api/customers/fay/timeline?journey=second-walk")).Json.GetProperty("facts");
        Assert.All(one.EnumerateArray(), timelineEvent => Assert.Equal("second-walk", timelineEvent.GetProperty("journey").GetString()));

        var (pages, next) = (new List<string?>(), "0");
        while (next is not null)
        {
            var page = (await host.GetAsync($"/api/customers/fay/timeline?take=1&after={next}")).Json;
            pages.AddRange(page.GetProperty("facts").EnumerateArray()
                .Select(timelineEvent => timelineEvent.GetProperty("kind").GetString()));
            next = page.TryGetProperty("next", out var place) ? place.GetRawText() : null;
        }

        Assert.Equal(kinds, pages);
    }

    [Fact]
    public async Task Get_EnrolledCustomer_HasEnrollments()
    {
        await host.PublishAsync("shown", Bodies.OnRequest("shown"));
        await host.PutAsync("/api/customers/gus", "{}");
        await host.PostAsync("/api/journeys/shown/enrollments", """{ "customer_id": "gus" }""");
        var enrollment = (await host.GetAsync("/api/customers/gus")).Json.GetProperty("enrollments")[0];
        Assert.Equal("shown", enrollment.GetProperty("journey").GetString());
        Assert.Equal("pause", enrollment.GetProperty("at").GetString());
        Assert.Equal(1, enrollment.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Pressure_WithinDays_HasMessagesHeldBack()
    {
        await host.PublishAsync("calls", """
            { "id": "calls", "name": { "en": "Calls" }, "category": "renewal", "entry": { "api": true },
              "steps": [ { "id": "hello", "send": { "channels": ["sms"], "template": "winback/last" } } ] }
            """);
        await host.PutAsync("/api/customers/hal", """{ "attributes": { "time_zone": "Asia/Taipei" } }""");
        await host.PostAsync("/api/journeys/calls/enrollments", """{ "customer_id": "hal" }""");

        var calendar = (await host.GetAsync("/api/customers/hal/pressure")).Json;
        Assert.Equal("Asia/Taipei", calendar.GetProperty("time_zone").GetString());
        var entry = Assert.Single(calendar.GetProperty("entries").EnumerateArray());
        Assert.Equal(("refused", "hello", "no-consent:sms:marketing", false),
            (entry.GetProperty("mark").GetString(), entry.GetProperty("step").GetString(), entry.GetProperty("reason").GetString(),
                entry.GetProperty("ahead").GetBoolean()));
        Assert.Empty((await host.GetAsync("/api/customers/hal/pressure?from=2001-01-01&to=2001-12-31")).Json.GetProperty("entries")
            .EnumerateArray());
    }

    [Fact]
    public async Task Put_IdInAnyScript_IsAccepted()
    {
        var id = Uri.EscapeDataString("客戶 1:a");
        Assert.Equal(200, (await host.PutAsync($"/api/customers/{id}", "{}")).Status);
        Assert.Equal("客戶 1:a", (await host.GetAsync($"/api/customers/{id}")).Json.GetProperty("id").GetString());
    }
}
