using Campaigns.Decisions.Tests.Engine;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Tests.Support;
using CsCheck;
using NodaTime;

namespace Campaigns.Graphs.Tests;

public sealed class JourneyCountsTests
{
    private static readonly JourneyDefinition[] Journeys =
        [.. ShippedDocuments.Journeys.Select(Drawn.Shipped), Drawn.Of(Drawn.EveryWay)];

    /// <summary>Enrollments of one journey, each with what happens to it.</summary>
    private static readonly Gen<(JourneyDefinition, (int Expires, int Luck, int[] Story)[])> Stories = Gen.Select(
        Gen.OneOf(Journeys), Gen.Select(Gen.Int[-10, 150], Gen.Int[0, 99], Gen.Int[0, 9].Array[0, 25]).Array[1, 6]);

    [Fact]
    public void WhoeverCameToANode_IsThereLeftThereOrWentOn() => Stories.Sample((journey, enrollments) =>
    {
        var graph = JourneyGraph.Of(journey);
        var counts = new JourneyCounts(graph);
        var running = 0;
        foreach (var (expires, luck, story) in enrollments)
        {
            var driver = Live(journey, expires, luck, story);
            counts.Add(driver.State, _ => new LocalDate(2026, 1, 1).PlusDays(expires));
            running += driver.Outcome is null ? 1 : 0;
        }

        Assert.Equal((enrollments.Length, running), (counts.Enrollments, counts.Running));
        Assert.Equal(enrollments.Length, counts.Reached(graph.Entry));
        Assert.Equal(running, graph.Nodes.Sum(counts.Standing));
        foreach (var node in graph.Nodes)
        {
            var onward = graph.Edges.Where(edge => edge.From == node.Id).Sum(counts.Taken);
            var hither = graph.Edges.Where(edge => edge.To == node.Id).Sum(counts.Taken);
            var ended = node.Kind == GraphNodeKind.End ? counts.Reached(node) : counts.Left(node);
            Assert.True(counts.Reached(node) == counts.Standing(node) + ended + onward, $"{node.Id}: {counts.Reached(node)} came, "
                + $"{counts.Standing(node)} are there, {ended} ended, {onward} went on");
            if (node.Milestone is null && node != graph.Entry)
                Assert.True(counts.Reached(node) == hither, $"{node.Id}: {counts.Reached(node)} came, by {hither} ways");
        }
    }, iter: 500);

    [Fact]
    public void OneThatClaimedLate_TookTheWayOverTheReminder()
    {
        var journey = Drawn.Shipped("gift-to-paid");
        var driver = new EnrollmentDriver(journey, "2026-03-02 10:00").Start().Receive("gift.phone_verified");
        driver.RunTo("2026-03-05 10:00").Receive("gift.claimed");
        var graph = JourneyGraph.Of(journey);
        var counts = new JourneyCounts(graph);

        counts.Add(driver.State);

        Assert.Equal(
            ["@entry -> verified", "verified -> claimed", "claimed -> claim-sms", "claim-sms -> claimed-late", "claimed-late -> settle"],
            graph.Edges.Where(edge => counts.Taken(edge) == 1).OrderBy(edge => graph.Nodes.ToList().FindIndex(n => n.Id == edge.From))
                .Select(edge => $"{edge.From} -> {edge.To}"));
        Assert.Equal("settle", Assert.Single(graph.Nodes, node => counts.Standing(node) == 1).Id);
    }

    [Theory]
    [InlineData(100, 0)] // the first milestone is ahead
    [InlineData(60, 1)]
    [InlineData(16, 3)]
    [InlineData(7, 4)] // after the last: until the end of the date
    public void OneThatCameLate_WaitsForTheMilestoneAhead(int days, int milestone)
    {
        var journey = Drawn.Shipped("renewal-countdown");
        var driver = Live(journey, expires: days, luck: 1, []);
        var graph = JourneyGraph.Of(journey);
        var counts = new JourneyCounts(graph);

        counts.Add(driver.State, _ => new LocalDate(2026, 1, 1).PlusDays(days));

        Assert.Equal(milestone, Assert.Single(graph.Nodes, node => counts.Standing(node) == 1).Milestone);
    }

    private static EnrollmentDriver Live(JourneyDefinition journey, int expires, int luck, int[] story)
    {
        var driver = new EnrollmentDriver(journey, "2026-01-01 08:00") { Subject = $"customer {luck}" };
        driver.Values["policy.expires_on"] = new LocalDate(2026, 1, 1).PlusDays(expires).ToString("uuuu-MM-dd", null);
        driver.Values["customer.birth_date"] = driver.Values["policy.expires_on"];
        driver.Values["customer.value_tier == 'high'"] = luck % 3 == 0;
        driver.Values["customer.value_tier == 'low'"] = luck % 3 == 1;
        driver.Values["customer.value_tier != 'high'"] = luck % 3 != 0;
        driver.Start();
        var types = journey.Map.Awaited.Keys.Order(StringComparer.Ordinal).ToList();
        foreach (var act in story.TakeWhile(_ => driver.Outcome is null))
        {
            if (act == 0 && luck % 7 == 0)
                driver.Exit("left");
            else if (act <= 2)
                driver.Receive(types[act % types.Count]);
            else if (driver.WakesAt is { } at)
                driver.RunTo(at);
        }

        return driver;
    }
}
