using Campaigns.Api.Tests.Hosting;
using Campaigns.Insights.Ramps;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Keys;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Api.Tests.Journeys;

/// <summary>A new version before a share of the customers first: who enters what, who goes on with it, and what stops it.</summary>
public sealed class RampTests : IAsyncLifetime
{
    private const string Journey = "/api/journeys/walk";
    private static readonly JourneyId Walk = new("walk");
    private readonly ApiHost _host = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RampWatch Watch => new(_host.Library, _host.Statistics, _host.Incidents, _host.Time);

    private Instant Now => Instant.FromDateTimeOffset(_host.Time.GetUtcNow());

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private Task PublishAsync(string ramp, int priority = 50, string more = "") => _host.PublishAsync("walk",
        Bodies.OnRequest("walk", $""" "priority": {priority}, {(ramp.Length > 0 ? $"\"ramp\": {ramp}," : "")} {more}"""));

    /// <summary>A customer whose place lies within a range of the shares.</summary>
    private static string Someone(double from, double before) => Enumerable.Range(0, 100_000).Select(i => $"c{i}")
        .First(id => EntryRamp.PlaceOf(Walk, new(id)) is var place && place >= from && place < before);

    private async Task<string> EnterAsync(string customer)
    {
        await _host.PutAsync($"/api/customers/{customer}", "{}");
        var answer = await _host.PostAsync($"{Journey}/enrollments", $$"""{ "customer_id": "{{customer}}" }""");
        return answer.Json.GetProperty("outcome").GetString()!;
    }

    private async Task<int?> VersionAsync(string customer) =>
        (await _host.Customers.LoadAsync(new(customer), Cancel)).Enrollments.Values.SingleOrDefault()?.Version;

    private async Task ShareAsync(double share)
    {
        var answer = await _host.PostAsync($"{Journey}/ramp", FormattableString.Invariant($$"""{ "share": {{share}} }"""));
        Assert.True(answer.Status == 200, answer.Text);
    }

    private async Task CountAsync(params (string Kind, string? Reason, int Count)[] counts)
    {
        foreach (var (kind, reason, count) in counts)
        {
            _host.Statistics.Receive(new("x"), [.. Enumerable.Repeat(new TimelineEvent(Now, kind)
            {
                Journey = Walk,
                Version = 2,
                Channel = Channel.Sms,
                Reason = reason,
            }, count)]);
        }

        await _host.Statistics.FlushAsync(Cancel);
    }

    private async Task<JourneyRamp> RampAsync() => (await _host.Library.GetAsync(Walk, Cancel))!.Ramp!;

    [Fact]
    public async Task NewVersion_IsEnteredByTheShare_AndTheFormerByTheOthers()
    {
        var (inside, later, last) = (Someone(0, 5), Someone(5, 25), Someone(25, 100));
        await PublishAsync("");
        await PublishAsync("{ \"steps\": [5, 25, 100] }", priority: 60);

        Assert.Equal("entered", await EnterAsync(inside));
        Assert.Equal("entered", await EnterAsync(later));
        Assert.Equal((2, 1), (await VersionAsync(inside), await VersionAsync(later)));

        await ShareAsync(25);
        Assert.Equal("already_running", await EnterAsync(later)); // nobody is in both versions
        Assert.Equal((2, 1), (await VersionAsync(inside), await VersionAsync(later)));
        var other = Enumerable.Range(0, 100_000).Select(i => $"d{i}").First(id => EntryRamp.PlaceOf(Walk, new(id)) is >= 5 and < 25);
        await EnterAsync(other);
        Assert.Equal(2, await VersionAsync(other));

        await ShareAsync(100);
        await EnterAsync(last);
        Assert.Equal(2, await VersionAsync(last));
        Assert.Null(_host.Library.Snapshot.Find(Walk)!.Ramp);
    }

    [Fact]
    public async Task FirstVersion_TakesTheShareOnly_AndTellsTheOthersWhy()
    {
        await PublishAsync("{ \"steps\": [5, 100] }");

        Assert.Equal("entered", await EnterAsync(Someone(0, 5)));
        Assert.Equal("ramp", await EnterAsync(Someone(5, 100)));
        await ShareAsync(100);
        Assert.Equal("entered", await EnterAsync(Someone(5, 100)));
    }

    [Fact]
    public async Task EventsAndRequests_OfBothVersions_AreHeardByTheirOwnCustomers()
    {
        var (inside, outside) = (Someone(0, 5), Someone(5, 100));
        await _host.PublishAsync("walk", Bodies.OnEvent("walk", "app.opened"));
        await PublishAsync("{ \"steps\": [5, 100] }");
        foreach (var customer in (string[])[inside, outside])
        {
            await _host.PutAsync($"/api/customers/{customer}", "{}");
            await _host.PostAsync("/api/events", Bodies.Event(customer, "app.opened", new { customer_id = customer }));
        }

        Assert.Equal((null, 1), (await VersionAsync(inside), await VersionAsync(outside)));
        Assert.Equal("entered", await EnterAsync(inside));
        Assert.Equal("ramp", await EnterAsync(Someone(50, 100))); // the former version takes no requests
        Assert.Equal(2, await VersionAsync(inside));
    }

    [Fact]
    public async Task ThirdVersion_WhileTheSecondRamps_FallsBackToTheFirst()
    {
        await PublishAsync("");
        await PublishAsync("{ \"steps\": [5, 100] }", priority: 60);
        await PublishAsync("{ \"steps\": [1, 100] }", priority: 70);

        Assert.Equal((3, 1, 1), (await RampAsync() is var ramp ? ramp.Version : 0, ramp.Former, ramp.Share));
        await EnterAsync(Someone(1, 5));
        Assert.Equal(1, await VersionAsync(Someone(1, 5)));

        await _host.PutAsync(Journey, Bodies.OnRequest("walk", """ "priority": 71, "ramp": { "steps": [1, 100] },"""));
        await _host.PostAsync($"{Journey}/publish", """{ "ramp": false }""");
        Assert.Null((await _host.Library.GetAsync(Walk, Cancel))!.Ramp);
        await _host.PutAsync(Journey, Bodies.OnRequest("walk", """ "priority": 72,"""));
        await _host.PostAsync($"{Journey}/publish", """{ "ramp": { "steps": [10, 100], "after": "P2D", "stopAt": { "optOut": 0.02 } } }""");
        ramp = await RampAsync();
        Assert.Equal((5, 4, 10, 0.02), (ramp.Version, ramp.Former, ramp.Share, ramp.Rule.StopAt.OptOut));
    }

    [Fact]
    public async Task TextThatWasBeforeAll_ComesBeforeAllAtOnce_OneThatWasStoppedDoesNot()
    {
        const string First = "{ \"steps\": [5, 100] }";
        await PublishAsync(First);
        await ShareAsync(100);
        await PublishAsync(First, priority: 60); // version 2, before some only
        await PublishAsync(First); // back to what all had
        Assert.Null((await _host.Library.GetAsync(Walk, Cancel))!.Ramp);

        await PublishAsync(First, priority: 60); // that never came before all
        Assert.Equal((4, 3, 5), (await RampAsync() is var ramp ? ramp.Version : 0, ramp.Former, ramp.Share));
        await ShareAsync(100);
        await PublishAsync(First);
        await PublishAsync(First, priority: 60); // and now it has
        Assert.Null((await _host.Library.GetAsync(Walk, Cancel))!.Ramp);
    }

    [Fact]
    public async Task Rule_GoesOnWhenTimeAndEntriesAllow_AndEndsWithAll()
    {
        await PublishAsync("");
        await PublishAsync("""{ "steps": [5, 25, 100], "after": "P1D", "atLeast": 2 }""", priority: 60);
        await CountAsync((TimelineEventKind.Entered, null, 2));
        await Watch.LookAsync(Cancel);
        Assert.Equal(5, (await RampAsync()).Share); // the day is not over

        _host.Time.Advance(TimeSpan.FromDays(1));
        await Watch.LookAsync(Cancel);
        Assert.Equal(25, (await RampAsync()).Share);
        _host.Time.Advance(TimeSpan.FromDays(1));
        await Watch.LookAsync(Cancel);
        Assert.Equal(25, (await RampAsync()).Share); // nobody has entered in this step
        await CountAsync((TimelineEventKind.Entered, null, 1));
        await Watch.LookAsync(Cancel);
        Assert.Equal(25, (await RampAsync()).Share);
        await CountAsync((TimelineEventKind.Entered, null, 1));

        await _host.PostAsync($"{Journey}/pause");
        await Watch.LookAsync(Cancel);
        Assert.Equal(25, (await RampAsync()).Share); // not while it is paused
        await _host.PostAsync($"{Journey}/resume");
        await Watch.LookAsync(Cancel);
        var ramp = await RampAsync();
        Assert.True(ramp.IsOver);
        Assert.Equal(["5 the host's key", "25 the rule", "100 the rule"], ramp.Changes.Select(change => $"{change.Share} {change.By}"));
        Assert.Empty(_host.Incidents.Open);
    }

    [Theory]
    [InlineData(TimelineEventKind.Consent, "refused", 2, false)] // too few to say anything
    [InlineData(TimelineEventKind.Consent, "refused", 7, false)] // 3.5 %, by chance perhaps: at least 1.71 %
    [InlineData(TimelineEventKind.Consent, "refused", 12, true)] // 6 %, at least 3.46 %
    [InlineData(TimelineEventKind.Failed, "complained", 2, false)]
    [InlineData(TimelineEventKind.Failed, "complained", 3, true)]
    [InlineData(TimelineEventKind.Failed, "hard-bounce", 30, true)]
    [InlineData(TimelineEventKind.Failed, "http-500", 30, false)] // failures have no limit here
    [InlineData(TimelineEventKind.Consent, "granted", 50, false)]
    public async Task Limit_StopsIt(string kind, string reason, int count, bool stops)
    {
        await PublishAsync("");
        await PublishAsync("""{ "stopAt": { "optOut": 0.02, "complaint": 0.001, "bounce": 0.05 } }""", priority: 60);
        await CountAsync((TimelineEventKind.Sent, null, 200), (kind, reason, count));

        await Watch.LookAsync(Cancel);

        var ramp = await RampAsync();
        Assert.Equal((stops, stops ? 0 : 5), (ramp.Stopped is not null, ramp.Share));
    }

    [Fact]
    public async Task Stopped_TheFormerGoesOn_AndAllAreTold_UntilSomebodyGoesOnWithIt()
    {
        var inside = Someone(0, 5);
        await PublishAsync("");
        await PublishAsync("""{ "stopAt": { "complaint": 0.001 } }""", priority: 60);
        await EnterAsync(inside);
        await CountAsync((TimelineEventKind.Sent, null, 200), (TimelineEventKind.Failed, "complained", 4));
        await Watch.LookAsync(Cancel);
        await Watch.LookAsync(Cancel);

        Assert.Equal(2, await VersionAsync(inside)); // who is inside goes on
        var later = Enumerable.Range(0, 100_000).Select(i => $"d{i}").First(id => EntryRamp.PlaceOf(Walk, new(id)) < 5);
        await EnterAsync(later);
        Assert.Equal(1, await VersionAsync(later));
        const string Why = "complaints: 4 of 200 messages (2.00 %), more than 0.10 %";
        Assert.Equal($"stopped at 5 % by {Why}; nobody enters the new version until its share is set again",
            Assert.Single(_host.Incidents.Open, incident => incident.Part == "ramp walk").Error);
        var status = (await _host.GetAsync("/api/status")).Json;
        Assert.Equal($"Version 2 of walk takes nobody since 2026-03-02 04:00:00Z ({Why}): see 'campaigns ramp walk'.",
            Assert.Single(status.GetProperty("reasons").EnumerateArray()).GetString());
        var shown = (await _host.GetAsync(Journey)).Json.GetProperty("ramp");
        Assert.Equal(("stopped", 0, Why), (shown.GetProperty("status").GetString(), shown.GetProperty("share").GetInt32(),
            shown.GetProperty("changes")[0].GetProperty("because").GetString()));

        await ShareAsync(5);
        await Watch.LookAsync(Cancel);
        Assert.Equal(5, (await RampAsync()).Share); // what was before does not count any more
        Assert.Empty(_host.Incidents.Open);
        await CountAsync((TimelineEventKind.Sent, null, 100), (TimelineEventKind.Failed, "complained", 3));
        await Watch.LookAsync(Cancel);
        Assert.Equal(0, (await RampAsync()).Share);
    }

    [Fact]
    public async Task AnotherHost_ThatHasNotHeard_LetsNobodyInWhomTheStopKeepsOut()
    {
        var inside = Someone(0, 5);
        await PublishAsync("");
        await PublishAsync("{ \"steps\": [5, 100] }", priority: 60);
        using var other = await _host.NewLibraryAsync();
        var runner = _host.RunnerOver(other);
        await _host.PutAsync($"/api/customers/{inside}", "{}");
        await ShareAsync(0);
        _host.Time.Advance(CampaignLibrary.MaxRampAge.ToTimeSpan()); // it was frozen meanwhile

        Assert.Equal(5, other.Snapshot.Find(Walk)!.Ramp!.Share);
        Assert.Equal(Runtime.Entries.EntryOutcome.Entered,
            await runner.EnrollAsync(other.Snapshot.Find(Walk)!, new(inside), null, Model.Customers.AttributeBag.Empty, Cancel));
        Assert.Equal(1, await VersionAsync(inside));
    }

    [Fact]
    public async Task ManyHosts_AtOnce_MakeEachStepOnce()
    {
        await PublishAsync("");
        await PublishAsync("""{ "steps": [5, 25, 100], "after": "P1D" }""", priority: 60);
        _host.Time.Advance(TimeSpan.FromDays(1));
        var libraries = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _host.NewLibraryAsync()));

        await Task.WhenAll(libraries.Select(library =>
            new RampWatch(library, _host.Statistics, _host.Incidents, _host.Time).LookAsync(Cancel).AsTask()));

        Assert.Equal([5, 25], (await RampAsync()).Changes.Select(change => change.Share));
        foreach (var library in libraries)
            library.Dispose();
    }

    [Fact]
    public async Task Draft_Retired_AndWithoutARamp()
    {
        await _host.PutAsync(Journey, Bodies.OnRequest("walk"));
        Assert.Equal(409, (await _host.PostAsync($"{Journey}/ramp", """{ "share": 5 }""")).Status);
        await PublishAsync("");
        Assert.Equal("unchanged", (await _host.PostAsync($"{Journey}/ramp", """{ "share": 100 }""")).Json.GetProperty("result").GetString());

        await PublishAsync("", priority: 60); // before all, and taken back to a few
        await ShareAsync(5);
        Assert.Equal((2, 1), (await RampAsync() is var ramp ? ramp.Version : 0, ramp.Former));
        await EnterAsync(Someone(5, 100));
        Assert.Equal(1, await VersionAsync(Someone(5, 100)));

        await _host.PostAsync($"{Journey}/retire");
        Assert.Equal(409, (await _host.PostAsync($"{Journey}/ramp", """{ "share": 50 }""")).Status);
    }

    [Theory]
    [InlineData(ApiScopes.Approver, 200)]
    [InlineData(ApiScopes.Operator, 200)]
    [InlineData(ApiScopes.Author, 403)]
    public async Task ApproversAndOperatorsSetIt(ApiScopes scope, int status)
    {
        await PublishAsync("{}");
        var secret = await _host.AddKeyAsync("someone", scope);
        _host.Client.DefaultRequestHeaders.Remove("x-functions-key");
        Assert.Equal(status,
            (await _host.SendAsync(HttpMethod.Post, $"{Journey}/ramp", """{ "share": 25 }""", headers: ("x-functions-key", secret))).Status);
    }

    [Fact]
    public async Task OptOutAndComplaint_InAnswerToItsMessage_CountForItsVersion_AlsoWhenTheEnrollmentIsOver()
    {
        var journey = """
            { "id": "walk", "name": { "en": "Walk" }, "category": "service", "transactional": { "because": "a test", "anyHour": true },
              "entry": { "api": true }, "ramp": {}, "steps": [ { "id": "s", "send": { "channels": ["sms"], "template": "winback/last" } } ] }
            """;
        await PublishAsync("");
        await _host.PublishAsync("walk", journey);
        var inside = Someone(0, 5);
        await _host.PutAsync($"/api/customers/{inside}",
            """{ "attributes": { "phone": "+886912345678", "given_name": "Ann", "language": "en" }, "consents": [ { "channel": "sms", "granted": true } ] }""");
        await _host.PostAsync($"{Journey}/enrollments", $$"""{ "customer_id": "{{inside}}" }""");
        var record = await _host.Customers.LoadAsync(new(inside), Cancel);
        Assert.Empty(record.Enrollments);
        var message = Assert.Single(record.Ledger.Entries).Message;
        _host.Time.Advance(TimeSpan.FromMinutes(1));
        foreach (var (id, type) in ((string, string)[])[("1", "customer.refused"), ("2", "customer.refused"), ("3", "message.complained")])
        {
            await _host.PostAsync("/api/events", Bodies.Event(id, type,
                new { customer_id = inside, message_id = message.Value, channel = "sms", how = "link" }, time: "2026-03-02T12:00:30+08:00"));
        }

        await _host.Statistics.FlushAsync(Cancel);
        var figures = await Watch.CountAsync(Walk, await RampAsync(), Cancel);
        Assert.Equal(new RampFigures(Entered: 1, OptOuts: 1, Complaints: 1), figures);
    }
}
