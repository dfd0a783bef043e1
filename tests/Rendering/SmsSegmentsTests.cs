using System.Text.Json;
using Campaigns.Rendering.Text;

namespace Campaigns.Rendering.Tests;

public class SmsSegmentsTests
{
    [Fact]
    public void Count_PublishedCases_Agree()
    {
        var path = Vectors();
        if (path is null) Assert.Skip("../shared/vectors/sms_twilio_segments.json is not there.");
        using var file = JsonDocument.Parse(File.ReadAllText(path!));
        var checkedCases = 0;
        foreach (var c in file.RootElement.GetProperty("cases").EnumerateArray())
        {
            var body = c.GetProperty("body").GetString()!;
            var count = SmsSegments.Count(body);
            var name = c.GetProperty("description").GetString();
            if (c.TryGetProperty("encoding", out var encoding))
                Assert.True(encoding.GetString() == (count.Encoding == SmsEncoding.Gsm7 ? "GSM-7" : "UCS-2"), name);
            if (c.TryGetProperty("segments", out var segments)) Assert.True(segments.GetInt32() == count.Segments, $"{name}: {count}");
            if (c.TryGetProperty("messageSizeBits", out var bits))
                Assert.True(bits.GetInt32() == count.Units * (count.Encoding == SmsEncoding.Gsm7 ? 7 : 16), $"{name}: {count}");
            if (c.TryGetProperty("nonGsmCharacters", out var others))
                Assert.Equal(others.EnumerateArray().Select(o => o.GetString()), SmsSegments.NotGsm(body));
            checkedCases++;
        }
        Assert.True(checkedCases > 40);
    }

    [Theory]
    [InlineData("", SmsEncoding.Gsm7, 0, 0)]
    [InlineData("Hello", SmsEncoding.Gsm7, 1, 5)]
    [InlineData("€5", SmsEncoding.Gsm7, 1, 3)]
    [InlineData("您好", SmsEncoding.Ucs2, 1, 2)]
    public void Count_ShortText_FitsOneSegment(string text, SmsEncoding encoding, int segments, int units) =>
        Assert.Equal(new SmsCount(encoding, segments, units), SmsSegments.Count(text));

    [Theory]
    [InlineData(70, 1)]
    [InlineData(71, 2)]
    [InlineData(134, 2)]
    [InlineData(135, 3)]
    public void Count_Chinese_Takes70ThenSegmentsOf67(int length, int segments) =>
        Assert.Equal(segments, SmsSegments.Count(new string('保', length)).Segments);

    [Fact]
    public void Count_EscapedCharacterAtTheBoundary_MovesToTheNextSegment()
    {
        // 152 septets, then a two-septet character that does not fit in 153, then 152 more: three segments, not two.
        var text = new string('a', 152) + "€" + new string('a', 152);
        Assert.Equal(new SmsCount(SmsEncoding.Gsm7, 3, 306), SmsSegments.Count(text));
    }

    [Fact]
    public void Count_MoreAccentsThanASegmentHolds_Ends() =>
        Assert.Equal(15, SmsSegments.Count("e" + new string('\u0301', 999)).Segments);

    private static string? Vectors()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Campaigns.sln"))) folder = folder.Parent;
        var path = folder is null ? null : Path.Combine(folder.FullName, "..", "shared", "vectors", "sms_twilio_segments.json");
        return File.Exists(path) ? path : null;
    }
}
