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
    [InlineData("", "1:1: error this is not valid JSON: the file is empty")]
    [InlineData("hello", "1:1: error this is not valid JSON")]
    public async Task InvalidJson_IsReportedInOneLine(string text, string recorded)
    {
        var ran = await CommandRun.RunAsync("validate", _place.Write("j.json", text));
        Assert.Equal((1, ""), (ran.Code, ran.Output));
        Assert.Contains(recorded, ran.Error, StringComparison.Ordinal);
    }

    /// <summary>A folder with journeys and texts is looked at as a whole: what one journey alone cannot know is told too.</summary>
    [Fact]
    public async Task AWorkspace_IsCheckedWithAllItsTexts()
    {
        WriteText("w/journeys/hello.json", Journey);
        WriteText("w/templates/welcome/hello.sms.en.scriban", "Hello {{ customer.firstname }}. Reply {{ reply.stop }} to opt out.");
        WriteText("w/templates/welcome/hello.sms.zh-Hant.scriban", "您好。");
        WriteText("w/templates/old/news.sms.en.scriban", "News");

        var ran = await CommandRun.RunAsync("validate", _place.Path("w"), "--json");

        Assert.Equal(1, ran.Code);
        Assert.Equal(
            ["hello.sms.en.scriban unknown-attribute", "hello.sms.zh-Hant.scriban no-way-out", "news.sms.en.scriban unused-template"],
            ran.Json.GetProperty("findings").EnumerateArray()
                .Select(f => $"{Path.GetFileName(f.GetProperty("file").GetString())} {f.GetProperty("code").GetString()}")
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ABrokenTemplate_IsAFindingLikeThoseOfJourneys_AndHidesThemNot()
    {
        var text = WriteText("t/welcome/hello.sms.en.scriban", "Hello\n{{ customer.given_name | uper }}\n");
        var journey = _place.Write("j.json", Journey.Replace("P1D", "1 day", StringComparison.Ordinal));

        var ran = await CommandRun.RunAsync("validate", journey, "--templates", _place.Path("t"));

        Assert.Equal((1, ""), (ran.Code, ran.Output));
        var lines = ran.Error.TrimEnd().Split(Environment.NewLine);
        Assert.Equal((journey, text), (lines[0], lines[2]));
        Assert.Matches(@"^  4:\d+: error /steps/0/wait: .* \(bad-duration\)$", lines[1]);
        Assert.Matches(@"^  2:\d+: error .*uper.* \(bad-template\)$", lines[3]);
        Assert.Equal("2 errors.", lines[4]);
    }

    [Fact]
    public async Task AnAttributeInATextThatTheCatalogDoesNotHave_IsAnErrorWhereItStands_WithItsSpelling()
    {
        var text = WriteText("t/welcome/hello.sms.en.scriban",
            "Hello\n{{ customer.given_nam }}: {{ policy.prodct_name }} {{ insurer.nam }} {{ reply.stop }}\n");

        var ran = await CommandRun.RunAsync("validate", _place.Write("j.json", Journey), "--templates", _place.Path("t"), "--json");

        Assert.Equal(1, ran.Code);
        Assert.Equal(
            ["2:4 customer has no \"given_nam\"; did you mean \"given_name\"?", "2:30 policy has no \"prodct_name\"; did you mean \"product_name\"?",
                "2:55 insurer has no \"nam\"; did you mean \"name\"?"],
            ran.Json.GetProperty("findings").EnumerateArray().Select(f =>
            {
                Assert.Equal(("error", "unknown-attribute", text),
                    (f.GetProperty("severity").GetString(), f.GetProperty("code").GetString(), f.GetProperty("file").GetString()));
                return $"{f.GetProperty("line")}:{f.GetProperty("column")} {f.GetProperty("message").GetString()!.Split('?')[0]}?";
            }));
    }

    /// <summary>Texts that ship with the program are not in the workspace: the journey that sends one is told.</summary>
    [Fact]
    public async Task AnAttributeThatAShippedTextReads_AndTheCatalogDoesNotHave_IsToldAtTheStep()
    {
        var catalog = _place.Write("c.json", """{ "customer": { "phone": "text" }, "policy": { "id": "text" }, "events": { "policy.issued": { "attributes": { "policy_id": "text" } } } }""");

        var ran = await CommandRun.RunAsync("validate", _place.Write("j.json", Journey), "--catalog", catalog, "--json");

        Assert.Contains(ran.Json.GetProperty("findings").EnumerateArray(), f => f.GetProperty("code").GetString() == "unknown-attribute"
            && f.GetProperty("pointer").GetString() == "/steps/1/send/template" && f.GetProperty("severity").GetString() == "warning");
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
