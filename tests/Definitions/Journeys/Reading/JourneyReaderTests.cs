using System.Text;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Definitions.Tests.Support;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Definitions.Tests.Journeys.Reading;

public sealed class JourneyReaderTests
{
    [Fact]
    public void Read_EveryStep_GivesItsType()
    {
        var journey = Definition(JourneyTexts.Journey(JourneyTexts.EveryStep));

        var send = Step<SendStep>(journey, "s");
        Assert.Equal([Channel.Push, Channel.Sms], send.Channels);
        Assert.Equal((Period.FromHours(6), WhenBlocked.Skip, true, true),
            (send.Deadline, send.WhenBlocked, send.AwaitDelivered, send.Fallback));
        Assert.Equal(new PeriodBuilder { Months = 1, Days = 2, Hours = 3 }.Build(), Step<WaitStep>(journey, "w").For);
        var until = Step<WaitUntilStep>(journey, "u");
        Assert.Equal((Period.FromDays(-3), new LocalTime(9, 30), IfPast.Skip), (until.Offset, until.At!.Value, until.IfPast));
        Assert.Equal([IsoDayOfWeek.Monday, IsoDayOfWeek.Friday], until.Weekdays);
        var waitFor = Step<WaitForStep>(journey, "f");
        Assert.Equal(["gift.claimed", "message.clicked"], waitFor.Events.Select(e => e.Type));
        Assert.Equal(("s", "event.link", "f1"),
            (waitFor.Events[1].Step!.Value.Value, waitFor.Events[1].Where!.Source, waitFor.Events[1].Then[0].Id.Value));
        Assert.True(waitFor.SinceNow);
        Assert.Equal("f2", waitFor.OnTimeout.Single().Id.Value);
        Assert.Equal(new LocalTime(10, 0, 30), Step<CountdownStep>(journey, "c").At);
        Assert.Equal("b1", Step<BranchStep>(journey, "b").Otherwise.Single().Id.Value);
        Assert.Equal([33.5, 66.5], Step<SplitStep>(journey, "p").Arms.Select(a => a.Percent));
        var update = Step<UpdateStep>(journey, "d");
        Assert.Equal([("customer.value_tier", "'high'"), ("customer.contact_limit", "2"), ("customer.segment", "null")],
            update.Set.Select(s => (s.Attribute, s.Value.Source)));
        Assert.Equal(["vip"], update.AddTags);
        Assert.Equal(["cold"], update.RemoveTags);
        Assert.Equal("policy.agent_id", Step<TaskStep>(journey, "t").To.Source);
        Assert.Equal("https://hooks.example/a", Step<CallStep>(journey, "h").Url.ToString());
        Assert.Equal([("n", "policy.number"), ("score", "5")], Step<PublishStep>(journey, "e").Data.Select(d => (d.Name, d.Value.Source)));
        Assert.Equal("win-back", Step<EnrollStep>(journey, "j").Journey.Value);
        Assert.Equal(3, Step<RepeatStep>(journey, "r").Max);
        Assert.Equal("done", journey.Steps.OfType<EndStep>().Single().Outcome);
    }

    [Fact]
    public void Read_Ramp_GivesItsRule()
    {
        Assert.Equal(new RampRule
        {
            Steps = [1, 12.5, 100],
            After = Period.FromDays(1),
            AtLeast = 200,
            StopAt = new RampLimits { OptOut = 0.02, Complaint = 0.001, Bounce = 0.05, Failure = 0.1, AtLeast = 5 },
        }, Definition(JourneyTexts.Journey(more: JourneyTexts.Ramp)).Ramp);
        Assert.Equal(RampRule.ByHand, Definition(JourneyTexts.Journey(more: "\"ramp\": {},")).Ramp);
        Assert.Null(Definition(JourneyTexts.Journey()).Ramp);
    }

    [Fact]
    public void Read_EveryEntryForm_GivesItsType()
    {
        var journey = Definition(JourneyTexts.Journey(entry: JourneyTexts.EveryEntry));

        var on = Assert.IsType<Entry.OnEvent>(journey.Entries[0]);
        Assert.Equal(("gift.requested", Reentry.AfterExit), (on.Type, on.Reentry));
        var before = Assert.IsType<Entry.BeforeDate>(journey.Entries[1]);
        Assert.Equal((SubjectKind.Customers, Period.FromDays(14), Period.FromYears(1)), (before.Over, before.By, before.Reentry.After));
        Assert.Equal("customer.id", before.Key.Single().Source);
        Assert.Null(Assert.IsType<Entry.OnSchedule>(journey.Entries[2]).Audience.Where);
        Assert.Equal("dormant", Assert.IsType<Entry.OnSegment>(journey.Entries[3]).Segment);
        Assert.IsType<Entry.OnRequest>(journey.Entries[4]);
    }

    [Fact]
    public void Read_ExitsGoalAndExclusive_GiveTheirTypes()
    {
        var journey = Definition(JourneyTexts.Journey(more: """
            "holdout": 2.5, "priority": 0, "exclusive": { "group": "g", "whenOutranked": "refuse" },
            "goal": { "outcome": "won", "value": "event.premium", "within": "P60D" },
            "exit": [ { "on": "policy.issued", "outcome": "won" }, { "when": "policy.status == 'cancelled'", "outcome": "lost" } ],
            """));

        Assert.Equal((2.5, 0, WhenOutranked.Refuse), (journey.Holdout, journey.Priority, journey.Exclusive!.WhenOutranked));
        Assert.Equal(("won", "event.premium", Period.FromDays(60)),
            (journey.Goal!.Outcome, journey.Goal.Value!.Source, journey.Goal.Within));
        Assert.IsType<ExitRule.OnEvent>(journey.Exits[0]);
        Assert.Equal("lost", Assert.IsType<ExitRule.When>(journey.Exits[1]).Outcome);
    }

    [Fact]
    public void Read_CommentsTrailingCommasAndByteOrderMark_AreWelcome()
    {
        var json = "\uFEFF// renewal\n" + JourneyTexts.Journey(steps: $"[ {JourneyTexts.Send}, /* more to come */ ]");

        Assert.NotNull(JourneyReader.Read(Encoding.UTF8.GetBytes(json)).Definition);
    }

    [Fact]
    public void Read_NameAsText_IsTheEnglishName() => Assert.Equal("Test", Definition(JourneyTexts.Journey()).Name["en"]);

    [Fact]
    public void Read_ManySlips_ReportsAllAtOnceInTheOrderOfTheDocument()
    {
        var reading = JourneyTexts.Read("""
            {
              "id": "Bad Id",
              "naem": "Test",
              "category": 7,
              "entry": { "on": "gift.requested", "reentry": "sometimes" },
              "holdout": 51,
              "steps": [
                { "id": "a", "send": { "channels": ["pigeon"], "template": "x", "deadline": "soon" } },
                { "id": "b", "wait": "-P1D" },
                { "wait": 5 }
              ]
            }
            """);

        Assert.Null(reading.Definition);
        Assert.Equal(
            [(2, "/id"), (3, "/naem"), (4, "/category"), (5, "/entry/reentry"), (6, "/holdout"), (8, "/steps/0/send/channels/0"),
             (8, "/steps/0/send/deadline"), (9, "/steps/1/wait"), (10, "/steps/2"), (10, "/steps/2/wait")],
            reading.Findings.Select(f => (f.Line, f.Pointer)));
    }

    [Fact]
    public void Source_KnowsThePointerAndLineOfEveryPart()
    {
        var reading = JourneyTexts.Read(JourneyTexts.Journey(steps: """
            [
              { "id": "a", "branch": [
                { "when": "true", "then": [
                  { "id": "b", "wait": "P1D" } ] } ] } ]
            """));

        var inner = reading.Definition!.Map.Find(new StepId("b"))!.Step;
        Assert.Equal("/steps/0/branch/0/then/0", reading.Source.PointerOf(inner));
        Assert.Equal(7, reading.Source.LineOf("/steps/0/branch/0/then/0"));
        Assert.Equal(7, reading.Source.LineOf("/steps/0/branch/0/then/0/not/there"));
        Assert.Equal("/entry", reading.Source.PointerOf(reading.Definition.Entries[0]));
        Assert.Null(reading.Source.PointerOf(new object()));
    }

    /// <summary>Columns are those that editors show: of UTF-16 units, whatever the text before them takes in the file.</summary>
    [Fact]
    public void Source_KnowsTheColumnOfEveryPart()
    {
        var reading = JourneyTexts.Read("\uFEFF{ \"name\": \"續保😀\", \"id\": \"x\",\r\n\t\"steps\": [ 5, 6 ] }");

        Assert.Equal(new TextPlace(1, 19), reading.Source.PlaceOf("/id"));
        Assert.Equal(new TextPlace(2, 2), reading.Source.PlaceOf("/steps"));
        Assert.Equal(new TextPlace(2, 16), reading.Source.PlaceOf("/steps/1"));
        Assert.Equal(new TextPlace(2, 16), reading.Findings.Single(f => f.Pointer == "/steps/1").Place);
    }

    [Theory]
    [InlineData("{ \"id\": \"續\", x }", 1, 14)]
    [InlineData("{\n  \"id\": \"\\ud800\" }", 2, 9)]
    [InlineData("", 1, 1)]
    public void NotJson_IsReportedWhereItEnds(string text, int line, int column) =>
        Assert.Equal(new TextPlace(line, column), JourneyTexts.Read(text).Findings.Single().Place);

    [Fact]
    public void Source_EscapesPointersByRfc6901()
    {
        var reading = JourneyTexts.Read(JourneyTexts.Journey(more: "\n\"a/b~c\": 1,"));

        Assert.Equal(3, JourneyTexts.One(reading.Findings, "/a~1b~0c", "unknown-property", "not known").Line);
    }

    private static JourneyDefinition Definition(string json)
    {
        var reading = JourneyTexts.Read(json);
        Assert.Empty(reading.Findings);
        return reading.Definition!;
    }

    private static T Step<T>(JourneyDefinition journey, string id)
        where T : Step => Assert.IsType<T>(journey.Map.Find(new StepId(id))!.Step);
}
