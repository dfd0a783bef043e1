using Campaigns.Rendering.Set;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.DeadLetters;

/// <summary>A message that breaks a rule of wording is held, and goes when its text or the rule is mended.</summary>
public sealed class WordingTests : IDisposable
{
    private const string Text = "greet/hello.sms.en.scriban";
    private const string Rules = """
        { "forbidden": [ { "id": "sure", "because": "nobody may promise it", "products": ["life"], "in": { "en": { "words": ["risk-free"] } } } ] }
        """;

    private static readonly string Journey = SampleJourneys.Of("hello", """{ "id": "s", "send": { "channels": ["sms"], "template": "greet/hello" } }""");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("wording-");
    private LiveTemplates? _texts;

    public void Dispose()
    {
        _texts?.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(Text, "A safe offer", 1)]
    [InlineData("wording.json", """{ "forbidden": [] }""", 1)]
    [InlineData("wording.json", """{ "forbidden": [ { "id": "sure", "products": ["motor"], "in": { "en": { "words": ["risk-free"] } } } ] }""", 1)]
    [InlineData(Text, "Another ri\u200Bsk free offer", 0)]
    [InlineData("wording.json", "{ \"forbidden\": [ }", 0)]
    public async Task MessageThatBreaksARule_IsHeld_AndGoesWhenMended(string mended, string with, int sent)
    {
        await using var harness = await StartAsync("A risk-free offer", Rules, "life");
        await harness.RunToAsync("2026-06-01 13:00");

        Assert.Empty(harness.Provider.Calls);
        Assert.Equal(["2026-06-01 12:00 failed s sms wording"], await harness.TimelineAsync("ann", "failed"));
        Assert.Empty((await harness.RecordAsync()).Ledger.Entries); // it takes no slot
        var reason = Assert.Single(await harness.DeadLetters.ListAsync(CampaignHarness.Cancel)).DeadLetter.Reason;
        Assert.Equal($"wording: {Text}: says \"risk-free\", which the rule sure forbids: nobody may promise it (wording.json, line 1)", reason);

        await WriteAsync(mended, with);
        Assert.IsType<ResendResult.Queued>(Assert.Single(await harness.DeadLetters.ResendAsync(null, CampaignHarness.Cancel)).Answer);
        await harness.RunToAsync("2026-06-01 15:00");

        Assert.Equal(sent, harness.Provider.Calls.Count);
        Assert.Equal(1 - sent, (await harness.DeadLetters.ListAsync(CampaignHarness.Cancel)).Count);
    }

    [Fact]
    public async Task MessageAboutAnotherProductLine_Goes()
    {
        await using var harness = await StartAsync("A risk-free offer", Rules, "motor");
        await harness.RunToAsync("2026-06-01 13:00");

        Assert.Single(harness.Provider.Calls);
    }

    [Fact]
    public async Task RulesThatWereNeverReadable_HoldEverything()
    {
        await using var harness = await StartAsync("A safe offer", "{", "life");
        await harness.RunToAsync("2026-06-01 13:00");

        Assert.Empty(harness.Provider.Calls);
        Assert.StartsWith("wording: wording.json(1): the wording rules cannot be read",
            Assert.Single(await harness.DeadLetters.ListAsync(CampaignHarness.Cancel)).DeadLetter.Reason, StringComparison.Ordinal);
    }

    private async Task<CampaignHarness> StartAsync(string text, string rules, string line)
    {
        await WriteAsync(Text, text);
        await WriteAsync("wording.json", rules);
        _texts = await LiveTemplates.OpenAsync(new Whole(_folder.FullName), TimeSpan.Zero, TimeProvider.System, CampaignHarness.Cancel);
        var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", _texts, Journey);
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "policy.issued", ("policy_id", "P1"), ("product_line", line));
        await harness.SendEventAsync("ann", "app.opened", ("screen", "home"), ("policy_id", "P1"));
        return harness;
    }

    private async Task WriteAsync(string file, string text)
    {
        var path = Path.Combine(_folder.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text, CampaignHarness.Cancel);
    }

    /// <summary>A folder whose files are never seen half written, so that nothing has to wait for them to be at rest.</summary>
    private sealed class Whole(string folder) : ITemplateSource
    {
        private readonly TemplateFolder _files = new(folder);

        public bool ReplacesFilesWhole => true;

        public ValueTask<IReadOnlyList<TemplateFile>> ReadAsync(CancellationToken cancel) => _files.ReadAsync(cancel);

        public ValueTask<string> VersionAsync(CancellationToken cancel) => _files.VersionAsync(cancel);
    }
}
