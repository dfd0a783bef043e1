using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Tests.Support;

namespace Campaigns.Decisions.Tests.Engine;

public sealed class ChoiceTests
{
    [Theory]
    [InlineData(true, true, "one")]
    [InlineData(false, true, "two")]
    [InlineData(false, false, "other")]
    public void Branch_TakesTheFirstArmThatHolds_AndGoesOnAfterIt(bool first, bool second, string does)
    {
        var who = new EnrollmentDriver("""
            [ { "id": "b", "branch": [ { "when": "a", "then": [ { "id": "x1", "publish": { "type": "one" } } ] },
                                       { "when": "b", "then": [ { "id": "x2", "publish": { "type": "two" } } ] } ],
                "otherwise": [ { "id": "x3", "publish": { "type": "other" } } ] },
              { "id": "z", "end": "done" } ]
            """, "2026-05-01 12:00") { Values = { ["a"] = first, ["b"] = second } };

        Assert.Equal([$"2026-05-01 12:00 publish {does}", "2026-05-01 12:00 end done"], who.Start().Log);
    }

    [Fact]
    public void Branch_NothingHoldsAndNoOtherwise_GoesOn() =>
        Assert.Equal("completed",
            new EnrollmentDriver("""[ { "id": "b", "branch": [ { "when": "a", "then": [] } ] } ]""", "2026-05-01 12:00").Start().Outcome);

    [Fact]
    public void Split_OverTenThousandKeys_SharesAsWritten_AndEachKeyFallsTheSameWay()
    {
        const string steps = """
            [ { "id": "p", "split": [ { "id": "a", "percent": 20, "steps": [] }, { "id": "b", "percent": 30.5, "steps": [] }, { "id": "c", "percent": 49.5, "steps": [] } ] } ]
            """;
        var journey = JourneyTexts.Read(JourneyTexts.Journey(steps)).Definition!;
        string Arm(JourneyDefinition walked, int key) =>
            new EnrollmentDriver(walked, "2026-05-01 12:00") { Subject = $"key-{key}" }.Start().State.ResultOf(new("p"))!.Arm!;
        var arms = Enumerable.Range(0, 10_000).Select(key => Arm(journey, key)).ToList();

        Assert.Equal(arms[..100], Enumerable.Range(0, 100).Select(key => Arm(journey with { Version = 7 }, key)));
        // Four standard deviations of a share over 10,000 are at most two points.
        Assert.InRange(arms.Count(arm => arm == "a"), 1_840, 2_160);
        Assert.InRange(arms.Count(arm => arm == "b"), 2_860, 3_240);
    }

    [Fact]
    public void Split_TwoSplitsOfOneJourney_FallIndependently()
    {
        const string steps = """
            [ { "id": "p", "split": [ { "id": "a", "percent": 50, "steps": [] }, { "id": "b", "percent": 50, "steps": [] } ] },
              { "id": "q", "split": [ { "id": "a", "percent": 50, "steps": [] }, { "id": "b", "percent": 50, "steps": [] } ] } ]
            """;
        var journey = JourneyTexts.Read(JourneyTexts.Journey(steps)).Definition!;
        var same = Enumerable.Range(0, 2_000).Count(key =>
            new EnrollmentDriver(journey, "2026-05-01 12:00") { Subject = $"key-{key}" }.Start().State is var state
            && state.ResultOf(new("p"))!.Arm == state.ResultOf(new("q"))!.Arm);

        Assert.InRange(same, 900, 1_100);
    }

    [Fact]
    public void UpdateTaskAndPublish_AreDoneInOrder_WithTheTaskDueInCalendarDays()
    {
        var who = new EnrollmentDriver("""
            [ { "id": "d", "update": { "addTags": ["vip"] } }, { "id": "t", "task": { "to": "policy.agent_id", "template": "x", "due": "P2D" } },
              { "id": "e", "publish": { "type": "lead" } } ]
            """, "2026-03-28 10:00").Start();

        Assert.Equal(["update d", "task t due 2026-03-30 10:00", "publish lead", "end completed"], who.Log.Select(line => line[17..]));
    }
}
