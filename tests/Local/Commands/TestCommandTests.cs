using System.Xml.Linq;
using Campaigns.Portfolio.Tests.Support;

namespace Campaigns.Local.Tests.Commands;

public sealed class TestCommandTests : IDisposable
{
    private const string Journey = """
        { "id": "hello", "name": "Hello", "category": "crosssell", "entry": { "on": "app.opened" },
          "exit": { "on": "app.closed", "outcome": "left" },
          "steps": [
            { "id": "settle", "wait": "PT10M" },
            { "id": "greet", "send": { "channels": ["sms"], "template": "test/hello" } },
            { "id": "answer", "waitFor": { "events": [ { "on": "message.clicked", "step": "greet", "then": [ { "id": "good", "end": "good" } ] } ],
                "timeout": "P2D" } } ] }
        """;

    private readonly TestWorkspace _place = new();

    public TestCommandTests()
    {
        Write("w/journeys/hello.json", Journey);
        Write("w/templates/test/hello.sms.en.scriban", "Hello {{ customer.name }}. Reply {{ reply.stop }} to opt out.");
    }

    public void Dispose() => _place.Dispose();

    private string Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_place.Path(name))!);
        return _place.Write(name, text);
    }

    /// <summary>A scenario of Ann, who opens the app at ten, with what must come of it.</summary>
    private void Tell(string expect, string name = "ann", string more = "", string consents = "\"sms\"") => Write($"w/scenarios/{name}.json", $$"""
        { "name": "{{name}} opens the app", "from": "2026-03-02T09:00", "until": "2026-03-09T00:00",
          "customer": { "name": "Ann", "language": "en", "phone": "+886912345678" }, "consents": [ {{consents}} ],
          "events": [ { "at": "2026-03-02T10:00", "type": "app.opened" }{{more}} ], "expect": { {{expect}} } }
        """);

    private Task<CommandRun> RunAsync(params string[] more) => CommandRun.RunAsync(["test", _place.Path("w"), .. more]);

    [Fact]
    public async Task WhatCameAsTold_Passes_AndTheCoverageIsShown()
    {
        Tell("""
            "messages": [ { "step": "greet", "channel": "sms", "at": "2026-03-02T10:10", "locale": "en", "says": ["Hello Ann", "STOP"], "neverSays": "Bo" } ],
            "outcomes": { "hello": "good" }
            """, more: """, { "step": "greet", "after": "PT1H", "type": "message.clicked" }""");

        var ran = await RunAsync();

        Assert.Equal((0, ""), (ran.Code, ran.Error));
        Assert.Equal(
            ["passed ann opens the app", "hello: 4 of 4 steps and 4 of 5 ways played", "1 passed, 0 failed"],
            ran.Output.Trim().Split(Environment.NewLine));
    }

    [Theory]
    [InlineData("\"messages\": []", "message 1 was not expected: 2026-03-02 10:10 greet by sms")]
    [InlineData("\"messages\": [ { \"step\": \"greet\" }, { \"step\": \"greet\", \"at\": \"2026-03-05T10:00\" } ]", "message 2 was not sent: 2026-03-05 10:00 greet")]
    [InlineData("\"messages\": [ { \"step\": \"greet\", \"channel\": \"push\" } ]", "message 1, 2026-03-02 10:10 greet by sms: expected push")]
    [InlineData("\"messages\": [ { \"step\": \"greet\", \"at\": \"2026-03-02T10:00\" } ]", "message 1, 2026-03-02 10:10 greet by sms: expected at 2026-03-02 10:00")]
    [InlineData("\"messages\": [ { \"step\": \"greet\", \"says\": \"Good day\" } ]", "does not say \"Good day\", but: Hello Ann.")]
    [InlineData("\"messages\": [ { \"step\": \"greet\", \"neverSays\": \"Ann\" } ]", "says \"Ann\": Hello Ann.")]
    [InlineData("\"messages\": [ { \"step\": \"greet\", \"locale\": \"zh-Hant\" } ]", "expected in zh-Hant, but it is in en")]
    [InlineData("\"silences\": [ { \"step\": \"greet\" } ]", "greet was expected not to be sent, but it was sent")]
    [InlineData("\"outcomes\": { \"hello\": \"left\" }", "hello was expected to end as left, but: completed")]
    public async Task WhatCameOtherwise_IsSaid_WithWhatHappened(string expect, string difference)
    {
        Tell(expect);

        var ran = await RunAsync();

        Assert.Equal(1, ran.Code);
        Assert.StartsWith("failed ann opens the app", ran.Output, StringComparison.Ordinal);
        Assert.Contains(difference, ran.Output, StringComparison.Ordinal);
        Assert.Contains("Mon 02 Mar 2026 10:10  hello  sent greet by sms", ran.Output, StringComparison.Ordinal);
        Assert.EndsWith("0 passed, 1 failed", ran.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASilence_IsHeldAgainstItsReason()
    {
        Tell("\"messages\": [], \"silences\": [ { \"step\": \"greet\", \"reason\": \"no-consent\" } ]", consents: "");
        Tell("\"silences\": [ { \"step\": \"greet\", \"reason\": \"gap\" } ]", "bo", consents: "");

        var ran = await RunAsync();

        Assert.Contains("passed ann opens the app", ran.Output, StringComparison.Ordinal);
        Assert.Contains("greet was expected not to be sent because of gap, but that was because of no-consent:sms:marketing", ran.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task JUnit_SaysForEachScenarioWhetherItFailed()
    {
        Tell("\"outcomes\": { \"hello\": \"completed\" }");
        Tell("\"messages\": []", "bo");
        var file = _place.Path("results.xml");

        Assert.Equal(1, (await RunAsync("--junit", file)).Code);

        var suite = XDocument.Load(file).Root!.Element("testsuite")!;
        Assert.Equal(("2", "1"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value));
        Assert.Equal("bo opens the app", Assert.Single(suite.Elements("testcase"), c => c.Element("failure") is not null).Attribute("name")!.Value);
    }

    [Theory]
    [InlineData("\"messages\": [ { \"step\": \"greeet\" } ]", "no journey has a step \"greeet\"; did you mean \"greet\"?")]
    [InlineData("\"outcomes\": { \"helo\": \"good\" }", "there is no journey \"helo\"; did you mean \"hello\"?")]
    [InlineData("\"mesages\": []", "did you mean \"messages\"?")]
    public async Task NamesThatNobodyHas_AreErrors_AndNothingIsCalledPassed(string expect, string said)
    {
        Tell(expect);

        var ran = await RunAsync();

        Assert.Equal((1, ""), (ran.Code, ran.Output));
        Assert.Contains(said, ran.Error, StringComparison.Ordinal);
    }

    /// <summary>The scenarios that ship pass, and together they go through every step of the journeys that ship.</summary>
    [Fact]
    public async Task TheShippedScenarios_Pass_AndPlayEveryStep()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Campaigns.sln")))
            root = Path.GetDirectoryName(root)!;

        var ran = await CommandRun.RunAsync("test", root, "--json");

        Assert.Equal((0, ""), (ran.Code, ran.Error));
        Assert.All(ran.Json.GetProperty("coverage").EnumerateArray(), journey => Assert.Empty(journey.GetProperty("missing").EnumerateArray()));
    }
}
