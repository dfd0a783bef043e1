using Campaigns.Portfolio.Tests.Support;

namespace Campaigns.Local.Tests.Commands;

public sealed class ValidateCommandTests : IDisposable
{
    private const string FiveMistakes = """
        { "id": "five", "name": { "en": "Five" }, "categry": "marketing",
          "entry": { "on": "policy.renwed" },
          "steps": [
            { "id": "a", "send": { "channels": ["smz"], "template": "gift/clam" } },
            { "id": "b", "wait": "PT1Y" } ] }
        """;

    private readonly TestWorkspace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task FiveErrors_AreAllReportedWithTheirLines()
    {
        var ran = await CommandRun.RunAsync("validate", _place.Write("five.json", FiveMistakes), "--json");
        Assert.Equal(1, ran.Code);
        var findings = ran.Json.GetProperty("findings").EnumerateArray()
            .Select(f => $"{f.GetProperty("line")} {f.GetProperty("code").GetString()}").ToArray();
        Assert.Equal(["1 unknown-property", "2 unknown-event", "4 unknown-value", "4 unknown-template", "5 bad-duration"], findings);
    }

    [Theory]
    [InlineData("", "error line 1: this is not valid JSON: the file is empty")]
    [InlineData("hello", "error line 1: this is not valid JSON")]
    public async Task InvalidJson_IsReportedInOneLine(string text, string recorded)
    {
        var ran = await CommandRun.RunAsync("validate", _place.Write("j.json", text));
        Assert.Equal((1, ""), (ran.Code, ran.Output));
        Assert.Contains(recorded, ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFolderWithoutJourneys_IsNotCalledValid()
    {
        var ran = await CommandRun.RunAsync("validate", _place.Path(""));
        Assert.Equal(1, ran.Code);
        Assert.Contains("There is no journey", ran.Error, StringComparison.Ordinal);
    }
}
