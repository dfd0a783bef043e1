using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Runtime.Tests.Customers;

public sealed class ResponseHoursTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 6, 1, 0, 0);

    private static ResponseHours Of(params (int Day, int Hour)[] answers) =>
        answers.Aggregate((ResponseHours?)null, (known, answer) =>
            ResponseHours.Record(known, answer.Hour, Start + Duration.FromDays(answer.Day)))!;

    [Fact]
    public void BestAt_FourAnswers_AreTooFew() => Assert.Null(Of((0, 20), (1, 20), (2, 20), (3, 20)).BestAt(Start + Duration.FromDays(3)));

    [Fact]
    public void BestAt_FiveAnswers_IsTheirHour() =>
        Assert.Equal(20, Of((0, 20), (1, 20), (2, 8), (3, 20), (4, 20)).BestAt(Start + Duration.FromDays(4)));

    [Fact]
    public void BestAt_HoursBesideEachOther_OutweighALonelyOne() =>
        Assert.Equal(20, Of((0, 8), (0, 8), (1, 19), (2, 20), (3, 21), (4, 20)).BestAt(Start + Duration.FromDays(4)));

    [Fact]
    public void BestAt_LongAfter_IsForgotten() =>
        Assert.Null(Of((0, 20), (0, 20), (0, 20), (0, 20), (0, 20), (0, 20)).BestAt(Start + Duration.FromDays(60)));

    [Fact]
    public void BestAt_NewHabit_ReplacesTheOld() => Assert.Equal(
        7, Of((0, 20), (0, 20), (0, 20), (0, 20), (0, 20), (0, 20), (200, 7), (201, 7), (202, 7), (203, 7))
        .BestAt(Start + Duration.FromDays(203)));

    [Fact]
    public void Record_LateReport_Counts_AndDoesNotMoveTheInstantBack()
    {
        var hours = Of((10, 20), (3, 20));

        Assert.Equal(Start + Duration.FromDays(10), hours.At);
        Assert.Equal(2, hours.Weights[20]);
    }
}
