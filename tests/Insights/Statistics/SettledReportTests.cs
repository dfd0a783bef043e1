using Campaigns.Insights.Statistics;
using Campaigns.Model.Timeline;

namespace Campaigns.Insights.Tests.Statistics;

/// <summary>What is settled later counts as what it was.</summary>
public sealed class SettledReportTests
{
    [Theory]
    [InlineData("", 0, 2, 2)]
    [InlineData("sent", 1, 1, 2)]
    [InlineData("not-sent", 0, 1, 1)]
    public void Settled_MovesAMessage(string settled, long sent, long unknown, long contacted)
    {
        var counts = new StatisticsCounts();
        counts.Count(new(TimelineEventKind.Unknown, "s", "sms", "http-timeout", false), new(2, 2, 0));
        counts.Count(new(TimelineEventKind.Unknown, "t", "agent", "http-timeout", false), new(1, 0, 0));
        if (settled.Length > 0)
            counts.Count(new(TimelineEventKind.Settled, "s", "sms", settled, false), new(1, settled == "sent" ? 0 : 1, 0));

        var report = ReportBuilder.Build(new("j"), default, default, counts);

        Assert.Equal((sent, unknown, contacted), (report.Sent, report.Unknown, report.Contacted));
    }

    [Fact]
    public void SettledInALaterPeriod_IsNotLessThanNone()
    {
        var counts = new StatisticsCounts();
        counts.Count(new(TimelineEventKind.Settled, "s", "sms", "sent", false), new(1, 0, 0));

        Assert.Equal((1L, 0L), (ReportBuilder.Build(new("j"), default, default, counts).Sent,
            ReportBuilder.Build(new("j"), default, default, counts).Unknown));
    }
}
