using Campaigns.Insights.Statistics;
using CsCheck;

namespace Campaigns.Api.Tests.Statistics;

public sealed class UpliftTests
{
    /// <summary>The worked examples of Newcombe (1998), table II, method 10.</summary>
    [Theory]
    [InlineData(56, 70, 48, 80, 0.2000, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.6000, 0.1705, 0.8090)]
    [InlineData(6, 7, 2, 7, 0.5714, 0.0582, 0.8062)]
    [InlineData(5, 56, 0, 29, 0.0893, -0.0381, 0.1926)]
    [InlineData(0, 10, 0, 20, 0.0000, -0.1611, 0.2775)]
    [InlineData(10, 10, 0, 20, 1.0000, 0.6791, 1.0000)]
    public void Of_PublishedExample_GivesItsInterval(
        long converted, long entered, long held, long heldEntered, double difference, double low, double high)
    {
        var uplift = Uplift.Of(converted, entered, held, heldEntered)!;
        Assert.Equal(difference, uplift.Difference, 4);
        Assert.Equal(low, uplift.Low, 4);
        Assert.Equal(high, uplift.High, 4);
        Assert.Equal(low > 0, uplift.Significant);
    }

    [Fact]
    public void Of_OneEmptyGroup_IsNull()
    {
        Assert.Null(Uplift.Of(0, 0, 0, 10));
        Assert.Null(Uplift.Of(0, 10, 0, 0));
    }

    [Fact]
    public void Of_SwappedGroups_MirrorsTheInterval() =>
        Gen.Select(Gen.Int[1, 2000], Gen.Double[0, 1], Gen.Int[1, 2000], Gen.Double[0, 1]).Sample((n1, share1, n2, share2) =>
        {
            var (x1, x2) = ((long)(n1 * share1), (long)(n2 * share2));
            var there = Uplift.Of(x1, n1, x2, n2)!;
            var back = Uplift.Of(x2, n2, x1, n1)!;
            return there.Low <= there.Difference && there.Difference <= there.High && there.Low >= -1 - 1e-12 && there.High <= 1 + 1e-12
                && Math.Abs(there.Low + back.High) < 1e-12;
        });
}
