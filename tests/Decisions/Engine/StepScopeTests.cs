using Campaigns.Decisions.Engine;
using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Tests.Support;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Decisions.Tests.Engine;

/// <summary>What <c>steps</c> holds is of the same types as what <c>customer</c>, <c>policy</c> and <c>event</c> hold.</summary>
public sealed class StepScopeTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 31, 2, 0);

    private static object? Evaluate(string source, string zone, params StepResult[] results)
    {
        var clock = DateTimeZoneProviders.Tzdb[zone];
        return Expression.Parse(source).Evaluate(new ExpressionScope(Now.InZone(clock))
            .With("steps", StepScope.Of(new EnrollmentState { Results = [.. results] }, ShippedDocuments.Catalog, clock)));
    }

    private static StepResult Result(string step, Instant at) => new(new(step), at);

    [Theory]
    [InlineData("Asia/Taipei")]
    [InlineData("America/New_York")]
    [InlineData("UTC")]
    public void At_IsAnInstant(string zone)
    {
        Assert.Equal(0, Evaluate("date_diff(steps.a_b.at, now, 'hour')", zone, Result("a-b", Now)));
        Assert.Equal(true, Evaluate("steps.a.at == now && steps.a.at < date_add(now, 1, 'minute')", zone, Result("a", Now)));
        Assert.Equal(25, Evaluate("date_diff(steps.a.at, now, 'hour')", zone, Result("a", Now - Duration.FromHours(25))));
    }

    [Theory]
    [InlineData("steps.q.event.expires_on > now", true)] // an offer until next June
    [InlineData("date_diff(now, steps.q.event.expires_on, 'day')", 426)]
    [InlineData("steps.q.event.expires_on == date.parse('2027-05-31')", true)]
    [InlineData("steps.q.event.type", "policy.issued")]
    [InlineData("steps.q.event.premium > 5", true)]
    [InlineData("steps.q.event.nothing == null", true)]
    [InlineData("steps.p.event == null", true)]
    public void Event_IsOfTheTypesOfTheCatalog(string source, object expected) => Assert.Equal(expected, Evaluate(source, "Asia/Taipei",
        Result("q", Now) with { Event = "policy.issued", Data = AttributeBag.Of([new("expires_on", "2027-05-31"), new("premium", 10m)]) },
        Result("p", Now)));

    [Fact]
    public void At_OfEveryKindOfStep_IsKnownOnceItIsDone()
    {
        var who = new EnrollmentDriver("""
            [ { "id": "pause", "wait": "PT1M" },
              { "id": "until", "wait": { "until": "date" } },
              { "id": "fork", "branch": [ { "when": "true", "then": [ { "id": "set", "update": { "addTags": ["a"] } } ] } ] },
              { "id": "split", "split": [ { "id": "a", "percent": 100, "steps": [ { "id": "tell", "publish": { "type": "x" } } ] } ] },
              { "id": "count", "countdown": { "to": "date", "at": "10:00", "rungs": [ { "before": "P0D", "steps": [
                  { "id": "call", "task": { "to": "policy.agent_id", "template": "renewal/agent-call", "due": "P1D" } } ] } ] } },
              { "id": "hello", "send": { "channels": ["sms"], "template": "renewal/nudge" } },
              { "id": "quiet", "waitFor": { "events": ["app.opened"], "timeout": "P1D" } },
              { "id": "stay", "wait": "P1D" } ]
            """, "2026-06-01 12:00") { Values = { ["date"] = new LocalDate(2026, 6, 2), ["true"] = true } };

        who.Start().RunTo("2026-06-04 12:00");

        Assert.Equal(
        [
            "pause 2026-06-01T10:01:00Z", "until 2026-06-01T22:00:00Z", "fork 2026-06-01T22:00:00Z", "set 2026-06-01T22:00:00Z",
            "split 2026-06-01T22:00:00Z", "tell 2026-06-01T22:00:00Z", "call 2026-06-02T08:00:00Z", "count 2026-06-02T22:00:00Z",
            "hello 2026-06-02T22:00:00Z", "quiet 2026-06-03T22:00:00Z",
        ], who.State.Results.Select(result => $"{result.Step} {result.At}"));
    }
}
