using System.Collections.Immutable;
using Campaigns.Definitions.Workspaces;
using Campaigns.Rendering.Text;

namespace Campaigns.Preview.Tests;

/// <summary>What an SMS takes and costs, in words.</summary>
public sealed class SmsCostTests
{
    private static readonly MessagePrices Prices = new("TWD", ImmutableSortedDictionary<string, decimal>.Empty.Add("sms", 0.85m));

    [Theory]
    [InlineData('保', 70, "1 segment, 70 of 70 (then 67 each), UCS-2, TWD 0.85", null)]
    [InlineData('保', 71, "2 segments, 71 of 70 (then 67 each), UCS-2, TWD 1.7", "takes 2 segments, TWD 1.7 for 1 of 71 characters more than one holds (70)")]
    [InlineData('保', 79, "2 segments, 79 of 70 (then 67 each), UCS-2, TWD 1.7", null)]
    [InlineData('保', 135, "3 segments, 135 of 70 (then 67 each), UCS-2, TWD 2.55", "takes 3 segments (135 characters), TWD 2.55, and each is paid for")]
    [InlineData('a', 160, "1 segment, 160 of 160 (then 153 each), GSM-7, TWD 0.85", null)]
    [InlineData('[', 81, "2 segments, 162 of 160 (then 153 each), GSM-7, TWD 1.7", "takes 2 segments, TWD 1.7 for 2 of 162 septets more than one holds (160)")]
    public void Describe_And_Doubt(char letter, int count, string described, string? doubt)
    {
        var body = new string(letter, count);

        Assert.Equal(described, SmsCost.Describe(SmsSegments.Count(body), Prices));
        Assert.Equal(doubt, SmsCost.Doubt(body, Prices));
    }

    [Fact]
    public void Describe_WithoutPrices_SaysNone() =>
        Assert.Equal("1 segment, 1 of 160 (then 153 each), GSM-7", SmsCost.Describe(SmsSegments.Count("a"), prices: null));
}
