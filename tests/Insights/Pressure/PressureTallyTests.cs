using Campaigns.Insights.Pressure;
using NodaTime;

namespace Campaigns.Insights.Tests.Pressure;

/// <summary>A customer's timeline events in short, and what they come to.</summary>
public sealed class PressureTallyTests
{
    [Theory]
    [InlineData("a sent m1", "2026-01:0,1")]
    [InlineData("a unknown m1", "2026-01:0,1")]
    [InlineData("a unknown m1; a settled m1 sent", "2026-01:0,1")]
    [InlineData("a unknown m1; a settled m1 not-sent", "")]
    [InlineData("a unknown m1; a settled m1 not-sent; a sent m1", "2026-01:0,1")]
    [InlineData("a sent m2; a unknown m1; +31; a settled m1 not-sent", "2026-01:0,1")]
    [InlineData("a sent m1; a sent m2", "2026-01:0,0,1")]
    [InlineData("a task m1", "")]
    [InlineData("a sent m1 agent", "")]
    [InlineData("a failed m1", "")]
    [InlineData("a sent m1; a failed m1", "2026-01:0,1")]
    [InlineData("a sent m1; +31; a sent m2", "2026-01:0,1 2026-02:0,1")]
    [InlineData("a sent m1; +62; a sent m2", "2026-01:0,1 2026-02:1 2026-03:0,1")]
    public void Months_OfOneCustomer_AreThoseOfTheirContacts(string timelineEvents, string months) =>
        Assert.Equal(months, TimelineScript.Months(TimelineScript.Measure(timelineEvents)));

    [Fact]
    public void Months_OfSeveralCustomers_CountThoseWithoutContactsToo() =>
        Assert.Equal("2026-01:2,1,0,1",
            TimelineScript.Months(TimelineScript.Measure("a sent m1", "", "b sent m2; b sent m3; a sent m4", "a entered")));

    [Theory]
    [InlineData("a deferred m1 gap", "gap 1/0 put off 1")]
    [InlineData("a deferred m1 gap; a sent m1", "gap 1/1 put off 1")]
    [InlineData("a deferred m1 gap; a deferred m1 gap; a sent m1", "gap 1/1 put off 2")]
    [InlineData("a deferred m1 gap; a deferred m2 gap; a sent m2", "gap 2/1 put off 2")]
    [InlineData("a deferred m1 gap; a deferred m1 cap:x; a sent m1", "cap:x 1/1 put off 1, gap 1/1 put off 1")]
    [InlineData("a deferred m1 gap; a refused m1 gap; a sent m1", "gap 1/0 put off 1 refused 1")]
    [InlineData("a deferred m1 gap; a refused m1 together", "gap 1/0 put off 1, together 0/0 refused 1")]
    [InlineData("a deferred m1 gap; a refused m1 no-longer-so", "gap 1/0 put off 1, no-longer-so 0/0 refused 1")]
    [InlineData("a deferred m1 gap; a failed m1; a sent m1", "gap 1/0 put off 1")]
    [InlineData("a deferred m1 gap; a exited - done; a sent m1", "gap 1/0 put off 1")]
    [InlineData("a deferred m1 gap; b exited - done; a sent m1", "gap 1/1 put off 1")]
    [InlineData("a refused m1 no-consent:sms:marketing", "no-consent:sms:marketing 1/0 refused 1")]
    [InlineData("a reserved m1; a released m1 renewed", "renewed 0/0 withdrawn 1")]
    [InlineData("a reserved m1; a released m1 outranked:b", "outranked:b 1/0 withdrawn 1")]
    [InlineData("a reserved m1; a released m1 outranked; a deferred m1 gap; a sent m1", "gap 1/1 put off 1, outranked 0/0 withdrawn 1")]
    [InlineData("a reserved m1; a bumped m1 outranked:b; a sent m1", "outranked:b 1/1 bumped 1")]
    [InlineData("a refused m1 unreachable:agent agent", "")]
    public void Rules_OfOneCustomer_SayWhatEachReasonDid(string timelineEvents, string rules) =>
        Assert.Equal(rules, TimelineScript.Rules(TimelineScript.Measure(timelineEvents)));

    [Theory]
    [InlineData("b reserved m1; a deferred m2 gap m1", "a<b 1/0 gap 1")]
    [InlineData("b reserved m1; a deferred m2 gap m1; a sent m2", "a<b 1/1 gap 1")]
    [InlineData("a reserved m1; a deferred m2 gap m1", "a<a 1/0 gap 1")]
    [InlineData("b reserved m1; a deferred m2 gap m1; a deferred m2 gap m1", "a<b 1/0 gap 1")]
    [InlineData("b reserved m1; a deferred m2 gap m1; a deferred m2 cap:x m1; a sent m2", "a<b 1/1 gap 1 cap 1")]
    [InlineData("b reserved m1; c reserved m2; a deferred m3 cap:x m1+m2; a sent m3", "a<b 1/1 cap 1, a<c 1/1 cap 1")]
    [InlineData("b sent m1; a refused m2 cap:x m1", "a<b 1/0 cap 1")]
    [InlineData("a deferred m1 outranked:b", "a<b 1/0 outranked 1")]
    [InlineData("a reserved m1; a bumped m1 outranked:b m9; a sent m1", "a<b 1/1 bumped 1")]
    [InlineData("a reserved m1; a released m1 outranked:b m9", "a<b 1/0 bumped 1")]
    [InlineData("a deferred m1 outranked:b; b deferred m2 outranked:a; b sent m2", "a<b 1/0 outranked 1, b<a 1/1 outranked 1")]
    [InlineData("a deferred m1 quiet-hours; a reserved m1; a released m1 outranked", "")]
    [InlineData("a deferred m1 gap m9", "?1")]
    [InlineData("a deferred m1 cap:x m8+m9; a deferred m1 cap:x m9", "?1")]
    public void Collisions_OfOneCustomer_SayWhoWaitedForWhom(string timelineEvents, string collisions) =>
        Assert.Equal(collisions, TimelineScript.Collisions(TimelineScript.Measure(timelineEvents)));

    [Fact]
    public void Add_EventsOutsideThePeriod_CountNothingButRememberTheOwner()
    {
        const string timelineEvents =
            "b reserved m1; b sent m1; a deferred m0 gap; +10; a deferred m2 gap m1; a sent m2; a sent m0; +10; a sent m3; a refused m4 gap";
        var pressure = TimelineScript.Measure(new PressurePeriod(new LocalDate(2026, 1, 5), new LocalDate(2026, 1, 15)), timelineEvents);
        Assert.Equal("2026-01:0,0,1", TimelineScript.Months(pressure));
        Assert.Equal("gap 1/1 put off 1", TimelineScript.Rules(pressure));
        Assert.Equal("a<b 1/1 gap 1", TimelineScript.Collisions(pressure));
    }

    [Fact]
    public void Add_ManyMessages_RemembersOnlyTheLatest()
    {
        var many = string.Join("; ", Enumerable.Range(0, 200).Select(i => $"b reserved m{i}"));
        Assert.Equal("a<b 1/0 gap 1", TimelineScript.Collisions(TimelineScript.Measure($"{many}; a deferred x gap m136")));
        Assert.Equal("?1", TimelineScript.Collisions(TimelineScript.Measure($"{many}; a deferred x gap m135")));
    }
}
