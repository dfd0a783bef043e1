using System.Text;
using System.Text.Json;
using Campaigns.Api.Tests.Hosting;
using Campaigns.Model;
using Campaigns.Runtime.DeadLetters;
using Campaigns.Runtime.Dispatch;
using Campaigns.Runtime.Incidents;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Timers;
using NodaTime;

namespace Campaigns.Api.Tests.Operations;

/// <summary>What <c>GET /api/status</c> says of an installation in every state.</summary>
public sealed class StatusTests : IAsyncLifetime
{
    private readonly ApiHost _host = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Instant Now => Instant.FromDateTimeOffset(_host.Time.GetUtcNow());

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task<JsonElement> StatusAsync()
    {
        var answer = await _host.GetAsync("/api/status");
        Assert.Equal(200, answer.Status);
        return answer.Json;
    }

    private static List<string> Texts(JsonElement status, string list) =>
        [.. status.GetProperty(list).EnumerateArray().Select(text => text.GetString()!)];

    private static JsonElement DeadLettersOf(JsonElement status, string name) => status.GetProperty("queues").EnumerateArray()
        .Single(queue => queue.GetProperty("name").GetString() == name && queue.GetProperty("kind").GetString() == "dead_letters");

    private async Task SendAsync(string queue, string body) =>
        await _host.Queues.SendAsync(queue, [Encoding.UTF8.GetBytes(body)], Duration.Zero, Cancel);

    [Fact]
    public async Task NothingToDo_IsOk()
    {
        var status = await StatusAsync();

        Assert.Equal("ok", status.GetProperty("status").GetString());
        Assert.Empty(Texts(status, "reasons"));
        Assert.Empty(Texts(status, "notes"));
        Assert.Equal(0, status.GetProperty("unknown").GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task AMessageThatWaits_IsTold_SinceItsTurnCame()
    {
        var turn = Now - Duration.FromMinutes(20);
        var request = new MessageRequest(Channel.Sms, new("c1"), new("m1")) { Stamp = new DispatchStamp(turn.ToUnixTimeMilliseconds(), 0) };
        await _host.Queues.SendAsync("sms", [MessageRequestCodec.Write(request)], Duration.Zero, Cancel);

        var status = await StatusAsync();

        Assert.Equal("degraded", status.GetProperty("status").GetString());
        var channel = Assert.Single(status.GetProperty("channels").EnumerateArray());
        Assert.Equal(("sms", 1, "2026-03-02T03:40:00Z"),
            (channel.GetProperty("channel").GetString(), channel.GetProperty("waiting").GetInt32(),
                channel.GetProperty("oldest").GetString()));
        Assert.Equal(
            ["Messages by sms wait since 2026-03-02 03:40:00Z.", "No provider is set up for sms in this process; its messages wait."],
            Texts(status, "reasons"));
    }

    [Fact]
    public async Task DeadLetters_AreNoted_SinceTheyAreDead_AndNothingIsDegraded()
    {
        foreach (var minutes in (int[])[5, 90])
        {
            await _host.Queues.SendAsync("email-poison",
                [DeadLetter.Write("ann\nm1"u8.ToArray(), "why", Now - Duration.FromMinutes(minutes))], Duration.Zero, Cancel);
        }

        await SendAsync("work-poison", "not one of ours");

        var status = await StatusAsync();

        Assert.Equal("ok", status.GetProperty("status").GetString());
        Assert.Equal(
            [
                "2 dead letters of email, the oldest since 2026-03-02 02:30:00Z: see 'campaigns dead-letters list'.",
                "1 dead letter of work, the oldest since 2026-03-02 04:00:00Z: see 'campaigns dead-letters list'.",
            ], Texts(status, "notes"));
        Assert.Equal(("dead_letters", 2), (DeadLettersOf(status, "email").GetProperty("kind").GetString(),
            DeadLettersOf(status, "email").GetProperty("count").GetInt32()));
    }

    [Fact]
    public async Task TimersThatAreOverdue_AreAReason()
    {
        await new TimerTable(_host.Rows).SetAsync([new WakeTimer(Now - Duration.FromMinutes(10), new("c1"), null)], Cancel);

        var status = await StatusAsync();

        Assert.Equal(600, status.GetProperty("timers").GetProperty("behind_seconds").GetInt64());
        Assert.Equal("Timers are overdue since 2026-03-02 03:50:00Z.", Assert.Single(Texts(status, "reasons")));
    }

    [Fact]
    public async Task AScheduleThatDidNotFire_IsBehind()
    {
        await _host.PublishAsync("daily", """
            { "id": "daily", "name": { "en": "Daily" }, "category": "service",
              "entry": { "schedule": { "cron": "0 3 * * *", "timeZone": "UTC" },
                         "audience": { "over": "customers", "where": "customer.app_installed == true" } },
              "steps": [ { "id": "w", "wait": "P1D" }, { "id": "e", "end": "done" } ] }
            """);
        var table = _host.Sweeps;
        var scheduler = new Campaigns.Runtime.Sweeps.Scheduler(table, _host.Library, _host.Incidents);
        await scheduler.FireDueAsync(Now - Duration.FromDays(2), Cancel); // it is watched since then, and has not fired

        var schedule = Assert.Single((await StatusAsync()).GetProperty("schedules").EnumerateArray());

        Assert.Equal(("daily", "0 3 * * *", "2026-03-03T03:00:00Z"),
            (schedule.GetProperty("journey").GetString(), schedule.GetProperty("cron").GetString(),
                schedule.GetProperty("next").GetString()));
        Assert.Equal(Duration.FromHours(25).TotalSeconds, schedule.GetProperty("behind_seconds").GetInt64());
        Assert.False(schedule.TryGetProperty("last", out _)); // it began to be watched, which is no occurrence
        Assert.Equal("2026-02-28T04:00:00Z", schedule.GetProperty("watched_since").GetString());

        await scheduler.FireDueAsync(Now, Cancel);
        schedule = Assert.Single((await StatusAsync()).GetProperty("schedules").EnumerateArray());
        Assert.Equal("2026-03-02T03:00:00Z", schedule.GetProperty("last").GetString());
        Assert.False(schedule.TryGetProperty("watched_since", out _));
    }

    [Fact]
    public async Task AnIncident_IsAReason_WithoutWhatTheExceptionSays()
    {
        _host.Incidents.Report("loop sms", new InvalidOperationException("王小明 +886912345678"));
        _host.Incidents.Report("template a/b.sms.en.scriban", new IncidentException("line 3 is wrong"));

        var answer = await _host.GetAsync("/api/status");

        Assert.DoesNotContain("王", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("886", answer.Text, StringComparison.Ordinal);
        Assert.Equal("Loop sms fails since 2026-03-02 04:00:00Z: an internal error (InvalidOperationException); see the log.",
            Assert.Single(Texts(answer.Json, "reasons")));
        var health = await _host.GetAsync("/api/health");
        Assert.Equal(
            "Loop sms fails since 2026-03-02 04:00:00Z; the status says why. "
            + "Template a/b.sms.en.scriban fails since 2026-03-02 04:00:00Z; the status says why.",
            health.Json.GetProperty("reason").GetString());
        Assert.DoesNotContain("line 3", health.Text, StringComparison.Ordinal);
        Assert.Equal("line 3 is wrong", answer.Json.GetProperty("incidents")[1].GetProperty("error").GetString());
    }

    [Fact]
    public async Task AStoreThatHangs_IsTold_ByHealthWith503_AndByStatusInFull()
    {
        _host.Rows.Hangs = true;

        var health = await InTimeAsync(_host.GetAsync("/api/health"));
        var status = await InTimeAsync(_host.GetAsync("/api/status"));

        Assert.Equal((503, "application/problem+json"), (health.Status, health.ContentType));
        Assert.Equal("no-answer", Assert.Single(health.Codes));
        Assert.Equal("The store did not answer within 1.5 seconds.", health.Json.GetProperty("detail").GetString());
        Assert.NotNull(health.Headers.RetryAfter);
        Assert.Equal((200, "failing"), (status.Status, status.Json.GetProperty("status").GetString()));
        Assert.Contains("the timers", Texts(status.Json, "unanswered"));
    }

    /// <summary>Lets the limit pass for whoever waits by then.</summary>
    private async Task<ApiResponse> InTimeAsync(Task<ApiResponse> asked)
    {
        // The request sets its timers when it is handled, so they may not be there at the first step.
        while (await Task.WhenAny(asked, Task.Delay(20, Cancel)) != asked)
            _host.Time.Advance(Campaigns.Operations.OperationsMonitor.Limit);
        return await asked;
    }

    [Fact]
    public async Task UnknownMessages_AreCounted_Listed_AndSettledByTheNameOfTheKey()
    {
        await _host.PutAsync("/api/customers/ann", """{ "attributes": { "phone": "+886912345678" } }""");
        foreach (var id in (string[])["m1", "m2"])
        {
            await _host.Customers.Unknown.AddAsync(
                new(new(id), new("ann"), Channel.Sms, new("hello~x~1"), new("s"), Now - Duration.FromHours(1)) { Reason = "http-timeout" },
                Cancel);
        }

        var status = await StatusAsync();
        Assert.Equal(2, status.GetProperty("unknown").GetProperty("count").GetInt32());
        Assert.Contains("2 messages of unknown outcome", Assert.Single(Texts(status, "notes")), StringComparison.Ordinal);
        var page = (await _host.GetAsync("/api/messages?state=unknown&take=1")).Json;
        Assert.Equal(("m1", "m1"), (page.GetProperty("messages")[0].GetProperty("id").GetString(), page.GetProperty("next").GetString()));
        page = (await _host.GetAsync("/api/messages?state=unknown&after=m1")).Json;
        Assert.Equal("m2", Assert.Single(page.GetProperty("messages").EnumerateArray()).GetProperty("id").GetString());

        var secret = await _host.AddKeyAsync("night-shift", Campaigns.Runtime.Keys.ApiScopes.Operator);
        var settled = await _host.SendAsync(HttpMethod.Post, "/api/messages/m1/settle",
            """{ "outcome": "sent", "because": "in the log of the gateway" }""", headers: ("x-campaigns-key", secret));

        Assert.Equal((200, """{"id":"m1","outcome":"sent","queued":false}"""), (settled.Status, settled.Text));
        var timeline = (await _host.GetAsync("/api/customers/ann/timeline")).Text;
        Assert.Contains("\"by\":\"night-shift\"", timeline, StringComparison.Ordinal);
        Assert.Equal(404, (await _host.PostAsync("/api/messages/m1/settle", """{ "outcome": "sent", "because": "x" }""")).Status);
        Assert.Equal(409, (await _host.PostAsync("/api/messages/m2/settle",
            """{ "outcome": "not-sent", "because": "x", "again": true }""")).Status);
    }
}
