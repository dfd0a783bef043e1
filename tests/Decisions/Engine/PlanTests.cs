using Campaigns.Decisions.Engine;

namespace Campaigns.Decisions.Tests.Engine;

/// <summary>What a journey knows of its own future.</summary>
public sealed class PlanTests
{
    private const string Send = """{ "id": "s", "send": { "channels": ["sms"], "template": "x" } }""";
    private const string Other = """{ "id": "o", "send": { "channels": ["sms"], "template": "x" } }""";
    private const string Wait = """{ "id": "w", "wait": "P2D" }""";

    [Theory]
    [InlineData(Wait + "," + Send, "s 2026-05-03 12:00")]
    [InlineData("""{ "id": "w", "wait": { "until": "policy.expires_on", "offset": "-P1D", "at": "10:00" } },""" + Send,
        "s 2026-05-09 10:00")]
    [InlineData(Wait + """, { "id": "u", "update": { "addTags": ["x"] } },""" + Send, "s 2026-05-03 12:00")]
    [InlineData(Wait + """, { "id": "sp", "split": [ { "id": "a", "percent": 100, "steps": [""" + Send
        + """] }, { "id": "b", "percent": 0, "steps": [""" + Other + "] } ] }", "s 2026-05-03 12:00")]
    [InlineData(Wait + """, { "id": "sp", "split": [ { "id": "a", "percent": 100, "steps": [] } ] },""" + Send, "s 2026-05-03 12:00")]
    // goes on after what holds it
    [InlineData("""{ "id": "sp", "split": [ { "id": "a", "percent": 100, "steps": [""" + Wait + "] } ] }," + Send, "s 2026-05-03 12:00")]
    public void WaitBeforeASend_ThatIsCertain_PlansIt(string steps, string planned)
    {
        var who = new EnrollmentDriver($"[ {steps} ]", "2026-05-01 12:00");
        who.Values["policy.expires_on"] = "2026-05-10";

        Assert.Equal([planned], who.Start().Planned);
    }

    [Theory]
    [InlineData(Wait + """, { "id": "b", "branch": [ { "when": "customer.vip", "then": [""" + Send + "] } ] }")] // depends on data of then
    [InlineData(Wait + """, { "id": "f", "waitFor": { "events": [ { "on": "app.opened" } ], "timeout": "P1D" } },""" + Send)]
    [InlineData(Wait + """, { "id": "e", "end": "done" }""")]
    [InlineData(Wait)]
    public void WaitBeforeAnythingElse_PlansNothing(string steps) =>
        Assert.DoesNotContain(new EnrollmentDriver($"[ {steps} ]", "2026-05-01 12:00").Start().Last.Effects, effect =>
            effect is Effect.Plan);

    [Fact]
    public void WaitWithinAMilestone_LeavesTheMilestonesAheadPlanned()
    {
        var who = new EnrollmentDriver($$"""
            [ { "id": "c", "countdown": { "to": "policy.expires_on", "at": "10:00", "rungs": [
                { "before": "P20D", "steps": [ {{Wait}}, {{Send}} ] }, { "before": "P10D", "steps": [ {{Other}} ] } ] } } ]
            """, "2026-05-01 12:00");
        who.Values["policy.expires_on"] = "2026-06-01";

        Assert.Equal(["s 2026-05-12 10:00", "o 2026-05-22 10:00"], who.Start().Planned);
        Assert.Equal(["s 2026-05-12 10:00", "o 2026-05-22 10:00"], who.RunTo("2026-05-13 00:00").Planned);
    }
}
