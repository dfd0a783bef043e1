using System.Text;
using Campaigns.Model;
using Campaigns.Workspaces.Tests.Support;

namespace Campaigns.Workspaces.Tests.Validation;

/// <summary>Files and folders that no editor made: nothing is followed, nothing hangs, and all else is still checked.</summary>
public sealed class HostileWorkspaceTests : IDisposable
{
    private const string Journey = "journeys/hello.json", Text = "templates/hello/welcome.sms.en.scriban";
    private readonly TestWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task HugeNesting_IsNotJson() =>
        await ExpectAsync(Journey, new string('[', 100_000), $"{Journey}:1:129 error not-json");

    [Fact]
    public async Task ByteOrderMarksAndCarriageReturns_AreWelcome()
    {
        foreach (var file in Directory.EnumerateFiles(_workspace.Root, "*", SearchOption.AllDirectories).ToList())
            File.WriteAllText(file, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ReplaceLineEndings("\r\n"), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Assert.Empty(await _workspace.FindingsAsync());
    }

    [Theory]
    [InlineData(Journey, "journeys/hello.json:1:1 error not-json")]
    [InlineData("catalog.json", "catalog.json:1:1 error not-json")]
    [InlineData("contact-policy.json", "contact-policy.json:1:1 error not-json")]
    [InlineData("campaigns.json", "campaigns.json:1:1 error not-json")]
    [InlineData("scenarios/clicked.json", "scenarios/clicked.json:1:1 error not-json")]
    [InlineData("portfolio.map.json", "portfolio.map.json:1:1 error not-json")]
    [InlineData("senders.json", "senders.json:1:1 error not-json")]
    [InlineData(Text, "templates/hello/welcome.sms.en.scriban:1:1 error bad-template")]
    public async Task TextThatIsNotUtf8_IsAFinding(string file, string finding)
    {
        _workspace.Write(file, [.. "{ \"id\": \""u8, 0xE9, 0xFF, 0xFE, .. "\" }"u8]);

        Assert.Equal([finding], await _workspace.FindingsAsync());
    }

    [Fact]
    public async Task ABinaryText_IsAFinding()
    {
        _workspace.Write(Text, [0x89, 0x50, 0x4E, 0x47, 0, 0, 0, 1]);

        Assert.Equal([$"{Text}:1:1 error bad-template"], await _workspace.FindingsAsync());
    }

    [Fact]
    public async Task ALinkToAFileOutside_IsNotRead()
    {
        await File.WriteAllTextAsync(_workspace.PathOutside("secret.json"), "{}", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(_workspace.PathOf("journeys/linked.json"), _workspace.PathOutside("secret.json"));
        File.CreateSymbolicLink(_workspace.PathOf("templates/hello/linked.sms.en.scriban"), "/etc/passwd");

        Assert.Equal(["journeys/linked.json:0:0 error outside-workspace", "templates/hello/linked.sms.en.scriban:0:0 error outside-workspace"],
            await _workspace.FindingsAsync());
    }

    [Fact]
    public async Task ALinkWithinTheWorkspace_IsRead()
    {
        _workspace.Remove("templates/hello/welcome.sms.zh-Hant.scriban");
        File.CreateSymbolicLink(_workspace.PathOf("templates/hello/welcome.sms.zh-Hant.scriban"), _workspace.PathOf("templates/offer/renew.sms.zh-Hant.scriban"));

        Assert.Empty(await _workspace.FindingsAsync());
    }

    [Fact]
    public async Task ALinkToNothing_AndFoldersThatLoop_AreTold()
    {
        File.CreateSymbolicLink(_workspace.PathOf("journeys/nothing.json"), _workspace.PathOf("journeys/gone.json"));
        File.CreateSymbolicLink(_workspace.PathOf("journeys/itself.json"), _workspace.PathOf("journeys/itself.json"));
        Directory.CreateSymbolicLink(_workspace.PathOf("templates/again"), _workspace.PathOf("templates"));

        Assert.Equal(["journeys/itself.json:0:0 error unreadable", "journeys/nothing.json:0:0 error unreadable", "templates/again:0:0 error linked-folder"],
            await _workspace.FindingsAsync());
    }

    [Fact]
    public async Task NamesThatDifferOnlyInCase_Clash()
    {
        _workspace.Write("templates/hello/Welcome.sms.en.scriban", "{{ reply.stop }}");
        if (Directory.GetFiles(_workspace.PathOf("templates/hello")).Length != 3)
            Assert.Skip("names do not differ in case here");

        Assert.Equal(["templates/hello/Welcome.sms.en.scriban:1:1 error bad-template", "templates/hello/welcome.sms.en.scriban:0:0 error name-clash"],
            await _workspace.FindingsAsync());
    }

    [Fact]
    public async Task AFileOfMoreBytesThanCanBeKept_IsNotRead() =>
        await ExpectAsync(Journey, new string(' ', Limits.DocumentBytes + 1), $"{Journey}:0:0 error too-long");

    [Fact]
    public async Task FoldersWithinFolders_EndSomewhere()
    {
        _workspace.Write($"templates/{string.Join('/', Enumerable.Repeat("a", 20))}/x.sms.en.scriban", "x");

        Assert.Equal([$"templates/{string.Join('/', Enumerable.Repeat("a", 17))}:0:0 error too-deep"], await _workspace.FindingsAsync());
    }

    [Fact]
    public async Task ATextThatWorksWithoutEnd_IsStopped() => await ExpectAsync(Text,
        "{{ for a in 1..1000000 }}{{ for b in 1..1000000 }}{{ a * b }}{{ end }}{{ end }} {{ reply.stop }}", $"{Text}:1:14 error bad-text");

    [Fact]
    public async Task KeysWrittenTwice_AreToldOfEveryDocument()
    {
        _workspace.Change("campaigns.json", "\"languages\": [\"en\", \"zh-Hant\"],", "\"languages\": [\"en\", \"zh-Hant\"], \"languages\": [\"en\", \"zh-Hant\"],");
        _workspace.Change("contact-policy.json", "\"timeZone\": \"Asia/Taipei\",", "\"timeZone\": \"Asia/Taipei\", \"timeZone\": \"Asia/Taipei\",");
        _workspace.Change("portfolio.map.json", "\"csv\": {},", "\"csv\": {}, \"csv\": {},");
        _workspace.Change("senders.json", "\"channels\": {", "\"channels\": {}, \"channels\": {");

        Assert.Equal(
            ["campaigns.json:3:35 error duplicate-property /languages", "contact-policy.json:3:30 error duplicate-property /timeZone",
                "portfolio.map.json:1:0 error not-json", "senders.json:4:19 error duplicate-property /channels"],
            await _workspace.FindingsAsync());
    }

    private async Task ExpectAsync(string file, string text, params string[] findings)
    {
        _workspace.Write(file, text);

        Assert.Equal(findings, await _workspace.FindingsAsync());
    }
}
