using Campaigns.Insights.Statistics;
using Campaigns.Model.Timeline;

namespace Campaigns.Insights.Tests.Statistics;

/// <summary>A page of statistics is one row, so what others say must not make it grow.</summary>
public sealed class StatisticsBoundTests
{
    [Theory]
    [InlineData(1, 20_000)]
    [InlineData(20_000, 1)]
    [InlineData(200, 100)]
    public void ManyReasonsAndSteps_StayWithinOneRow_AndNothingIsLeftUncounted(int steps, int reasons)
    {
        var counts = new StatisticsCounts();
        for (var step = 0; step < steps; step++)
        {
            for (var reason = 0; reason < reasons; reason++)
            {
                counts.Count(new(TimelineEventKind.Failed, $"{new string('s', 60)}{step}", "email", $"{new string('r', 60)}{reason}",
                    false),
                    new(1, 0, 0));
            }
        }

        Assert.Equal(steps * reasons, counts.Sum(cell => cell.Value.Count));
        Assert.InRange(StatisticsRow.Write(counts).Length, 1, 960 * 1024);
    }

    [Fact]
    public void FullPage_StillCountsTheReasonsItKnows()
    {
        var counts = new StatisticsCounts();
        for (var i = 0; i < StatisticsCounts.MaxCells * 2; i++)
            counts.Count(new(TimelineEventKind.Failed, "s", "sms", $"words {i}", false), new(1, 0, 0));

        counts.Count(new(TimelineEventKind.Failed, "s", "sms", "words 0", false), new(1, 0, 0));

        Assert.Equal(2, counts.Single(cell => cell.Key.Reason == "words 0").Value.Count);
    }
}
