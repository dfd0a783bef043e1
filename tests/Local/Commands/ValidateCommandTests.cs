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

    private const string Journey = """
        { "id": "hello", "name": "Hello", "category": "crosssell",
          "entry": { "on": "policy.issued", "key": "event.policy_id" },
          "steps": [
            { "id": "w", "wait": "P1D" },
            { "id": "s", "send": { "channels": ["sms"], "template": "welcome/hello" } } ] }
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
    public async Task ABrokenTemplate_IsAFindingLikeThoseOfJourneys_AndHidesThemNot()
    {
        var text = WriteText("t/welcome/hello.sms.en.scriban", "Hello\n{{ customer.given_name | uper }}\n");
        var journey = _place.Write("j.json", Journey.Replace("P1D", "1 day", StringComparison.Ordinal));

        var ran = await CommandRun.RunAsync("validate", journey, "--templates", _place.Path("t"));

        Assert.Equal((1, ""), (ran.Code, ran.Output));
        var lines = ran.Error.TrimEnd().Split(Environment.NewLine);
        Assert.Equal((text, journey), (lines[0], lines[2]));
        Assert.Matches(@"^  error line 2: .*uper.* \(column \d+\) \(bad-template\)$", lines[1]);
        Assert.Matches(@"^  error line 4, /steps/0/wait: .* \(bad-duration\)$", lines[3]);
        Assert.Equal(4, lines.Length);
    }

    [Fact]
    public async Task AnAttributeInATextThatTheCatalogDoesNotHave_IsAWarningAtTheStep_WithItsPlaceAndSpelling()
    {
        WriteText("t/welcome/hello.sms.en.scriban", "Hello\n{{ customer.given_name }}: {{ policy.prodct_name }}\n");

        var ran = await CommandRun.RunAsync("validate", _place.Write("j.json", Journey), "--templates", _place.Path("t"), "--json");

        Assert.Equal(0, ran.Code);
        var finding = Assert.Single(ran.Json.GetProperty("findings").EnumerateArray());
        Assert.Equal(("warning", "unknown-attribute", "/steps/1/send/template", 5),
            (finding.GetProperty("severity").GetString(), finding.GetProperty("code").GetString(),
                finding.GetProperty("pointer").GetString(), finding.GetProperty("line").GetInt32()));
        Assert.StartsWith(
            "welcome/hello.sms.en.scriban:2:31: policy has no \"prodct_name\"; did you mean \"product_name\"?",
            finding.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFolderWithoutJourneys_IsNotCalledValid()
    {
        var ran = await CommandRun.RunAsync("validate", _place.Path(""));
        Assert.Equal(1, ran.Code);
        Assert.Contains("There is no journey", ran.Error, StringComparison.Ordinal);
    }

    private string WriteText(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_place.Path(name))!);
        return _place.Write(name, text);
    }
}
