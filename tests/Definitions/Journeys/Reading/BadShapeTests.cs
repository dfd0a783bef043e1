using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Definitions.Tests.Support;
using Campaigns.Model;

namespace Campaigns.Definitions.Tests.Journeys.Reading;

public sealed class BadShapeTests
{
    public static TheoryData<string, string, string, string> Steps => [.. BadShapes.Steps];

    public static TheoryData<string, string, string, string> Entries => [.. BadShapes.Entries];

    public static TheoryData<string, string, string, string> Tops => [.. BadShapes.Tops];

    [Theory]
    [MemberData(nameof(Steps))]
    public void Read_BadStep_SaysWhereAndWhatToDo(string step, string pointer, string code, string says) =>
        Fails(JourneyTexts.Journey(steps: $"[ {step} ]"), "/steps/0" + pointer, code, says);

    [Theory]
    [MemberData(nameof(Entries))]
    public void Read_BadEntry_SaysWhereAndWhatToDo(string entry, string pointer, string code, string says) =>
        Fails(JourneyTexts.Journey(entry: entry), "/entry" + pointer, code, says);

    [Theory]
    [InlineData("0 9 31 2 *", true)]
    [InlineData("0 9 29 2 *", false)]
    [InlineData("0 9 * * *", false)]
    public void Read_CronThatNeverComes_IsAWarning(string cron, bool warned)
    {
        var read = JourneyTexts.Read(JourneyTexts.Journey(
            entry: $$"""{ "schedule": { "cron": "{{cron}}", "timeZone": "UTC+08" }, "audience": { "over": "policies" } }"""));

        Assert.NotNull(read.Definition);
        Assert.Equal(warned ? ["/entry/schedule/cron never-fires Warning"] : [],
            read.Findings.Select(finding => $"{finding.Pointer} {finding.Code} {finding.Severity}"));
    }

    [Theory]
    [MemberData(nameof(Tops))]
    public void Read_BadProperty_SaysWhereAndWhatToDo(string property, string pointer, string code, string says) =>
        Fails(JourneyTexts.Journey(more: property), pointer, code, says);

    [Theory]
    [InlineData("", "", "not-json", "")]
    [InlineData("{", "", "not-json", "not valid JSON")]
    [InlineData("[]", "", "wrong-type", "a journey")]
    [InlineData("null", "", "wrong-type", "a journey")]
    [InlineData("""{ "id": "\ud800" }""", "", "not-json", "half of a character")]
    [InlineData("""{ "name": { "zh-Hant": "續保" } }""", "/name", "missing-property", "\"en\" is missing")]
    [InlineData("""{ "name": { "en": "x", "chinese!": "續保" } }""", "/name/chinese!", "unknown-locale", "zh-Hant")]
    [InlineData("""{ "name": 5 }""", "/name", "wrong-type", "names by locale")]
    public void Read_BadDocument_SaysWhereAndWhatToDo(string json, string pointer, string code, string says) =>
        Fails(json, pointer, code, says);

    [Fact]
    public void Read_BrokenJson_ReportsTheLine() =>
        Assert.Equal(3, JourneyTexts.Read("{\n\"id\": \"a\",\n\"name\": }").Findings.Single().Line);

    [Fact]
    public void Read_NoUtf8_SaysSo() =>
        Assert.Contains("UTF-8", JourneyReader.Read([0x22, 0xff, 0x22]).Findings.Single().Message, StringComparison.Ordinal);

    [Fact]
    public void Read_TooDeep_IsAFinding() =>
        Assert.Equal("not-json", JourneyTexts.Read(new string('[', 500) + new string(']', 500)).Findings.Single().Code);

    private static void Fails(string json, string pointer, string code, string says)
    {
        var reading = JourneyTexts.Read(json);

        Assert.Null(reading.Definition);
        var finding = JourneyTexts.One(reading.Findings, pointer, code, says);
        Assert.Equal(FindingSeverity.Error, finding.Severity);
        Assert.True(finding.Line > 0);
    }
}
