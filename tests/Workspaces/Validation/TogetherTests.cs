using Campaigns.Hosting;
using Campaigns.Workspaces.Tests.Support;
using Campaigns.Workspaces.Validation;

namespace Campaigns.Workspaces.Tests.Validation;

/// <summary>What can be said of the journeys of a workspace together, and of journeys and senders.</summary>
public sealed class TogetherTests : IDisposable
{
    private const string Hello = "journeys/hello.json", Again = "journeys/again.json";
    private readonly TestWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    /// <summary>A second journey like the first: at the same instant, unless something tells them apart.</summary>
    [Theory]
    [InlineData("", "", "possible-collision")]
    [InlineData("\"PT10M\"", "\"PT20M\"", null)]
    [InlineData("customer.tier != 'high'", "customer.tier == 'high'", null)]
    [InlineData("\"policy.issued\"", "\"policy.renewed\"", null)]
    [InlineData("\"category\": \"crosssell\"", "\"exclusive\": { \"group\": \"g\" }, \"category\": \"crosssell\"", null)]
    public async Task TwoJourneysThatWantOneContact_CollideUnlessSomethingTellsThemApart(string text, string other, string? code)
    {
        _workspace.Change("scenarios/clicked.json", "\"step\": \"greet\", \"says\"", "\"step\": \"greet\", \"journey\": \"hello\", \"says\"");
        if (text.StartsWith("\"category\"", StringComparison.Ordinal))
            _workspace.Change(Hello, text, other);
        _workspace.Write(Again, (await File.ReadAllTextAsync(_workspace.PathOf(Hello), TestContext.Current.CancellationToken)).Replace("\"hello\"", "\"again\"", StringComparison.Ordinal)
            .Replace("\"priority\": 30", "\"priority\": 20", StringComparison.Ordinal));
        if (text.Length > 0 && !text.StartsWith("\"category\"", StringComparison.Ordinal))
            _workspace.Change(Again, text, other);

        var found = (await _workspace.CheckAsync()).Findings.Where(f => f.Finding.Code.EndsWith("-collision", StringComparison.Ordinal)).ToList();

        if (code is null)
            Assert.Empty(found);
        else
        {
            var (file, finding) = Assert.Single(found);
            Assert.Equal((_workspace.PathOf(Again), "certain-collision", "/steps/1/send"), (file, finding.Code, finding.Pointer));
            Assert.Contains("\"hello\" has the higher priority and goes first", finding.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AnExitOfOneOfThem_MakesTheCollisionPossible()
    {
        _workspace.Write(Again, (await File.ReadAllTextAsync(_workspace.PathOf(Hello), TestContext.Current.CancellationToken)).Replace("\"hello\"", "\"again\"", StringComparison.Ordinal)
            .Replace("\"goal\"", "\"exit\": { \"on\": \"policy.renewed\", \"outcome\": \"x\" }, \"goal\"", StringComparison.Ordinal));

        Assert.Contains((await _workspace.CheckAsync()).Findings, f => f.Finding.Code == "possible-collision");
    }

    [Theory]
    [InlineData("message.clicked", "outbox", true, false)]
    [InlineData("message.clicked", "outbox", false, true)]
    [InlineData("message.opened", "outbox", true, true)]
    [InlineData("message.delivered", "outbox", true, true)]
    [InlineData("message.delivered", "acsSms", true, false)]
    [InlineData("message.opened", "acsSms", true, true)]
    [InlineData("message.opened", "webhook", true, false)]
    public async Task AWaitForAReport_ThatNoSenderGives_IsTold(string type, string kind, bool shortLinks, bool told)
    {
        _workspace.Change(Hello, "\"message.clicked\"", $"\"{type}\"");
        _workspace.Change("scenarios/clicked.json", "\"message.clicked\"", $"\"{type}\"");
        _workspace.Change("senders.json", "\"sms\": \"files\"", "\"sms\": \"texts\"");
        _workspace.Change("senders.json", "\"providers\": { ", "\"providers\": { \"texts\": " + kind switch
        {
            "acsSms" => """{ "kind": "acsSms", "acsSms": { "endpoint": "https://insurer.communication.azure.com", "from": "+15550100" } }, """,
            "webhook" => """{ "kind": "webhook", "webhook": { "url": "https://gateway.insurer.example/", "secret": "change-me-change-me" } }, """,
            _ => """{ "kind": "outbox", "outbox": { "root": "out" } }, """,
        });
        if (!shortLinks)
            _workspace.Change("senders.json", "\"shortLinks\": \"https://go.insurer.example/\"", "\"insurerPhone\": \"1\"");

        Assert.Equal(told ? ["journeys/hello.json:13:21 warning unreported-event /steps/2/waitFor/events/0"] : [], await _workspace.FindingsAsync());
    }

    /// <summary>Without settings, what a host without settings does counts: messages are files, and nothing is reported but clicks.</summary>
    [Fact]
    public async Task WithoutSenders_TheDefaultsCount_AndThoseThatAreNamedGoBefore()
    {
        _workspace.Remove("senders.json");
        _workspace.Change(Hello, "\"message.clicked\"", "\"message.opened\"");
        _workspace.Change("scenarios/clicked.json", "\"message.clicked\"", "\"message.opened\"");
        var (senders, _) = SendersFile.Read("""
            { "providers": { "own": { "kind": "webhook", "webhook": { "url": "https://gateway.insurer.example/", "secret": "change-me-change-me" } } }, "channels": { "sms": "own" } }
            """u8.ToArray());

        Assert.Equal(["journeys/hello.json:13:21 warning unreported-event /steps/2/waitFor/events/0"], await _workspace.FindingsAsync());
        Assert.Empty(await _workspace.FindingsAsync(new WorkspaceCheckOptions(TimeProvider.System) { Senders = senders }));
    }

    [Theory]
    [InlineData("customer.tier == 'high' && customer.tier == 'standard'", true)]
    [InlineData("customer.tier == 'high' && customer.tier != 'high'", true)]
    [InlineData("(customer.tier == 'high') && ('standard' == customer.tier)", true)]
    [InlineData("customer.tier == null && customer.tier == 'high'", true)]
    [InlineData("date_diff(now, policy.expires_on, 'day') > 14 && date_diff(now, policy.expires_on, 'day') < 7", true)]
    [InlineData("date_diff(now, policy.expires_on, 'day') > 7 && date_diff(now, policy.expires_on, 'day') <= 7", true)]
    [InlineData("(customer.tier == 'high' || customer.tier == 'standard') && policy.product_name == 'a' && policy.product_name == 'b'", true)]
    [InlineData("(policy.product_name == 'a' && policy.product_name == 'b') || (policy.product_name == 'c' && policy.product_name != 'c')", true)]
    [InlineData("customer.tier == 'high' || customer.tier == 'standard'", false)]
    [InlineData("date_diff(now, policy.expires_on, 'day') >= 7 && date_diff(now, policy.expires_on, 'day') <= 7", false)]
    [InlineData("date_diff(now, policy.expires_on, 'day') >= 7 && date_diff(now, policy.expires_on, 'hour') <= 7", false)]
    [InlineData("policy.product_name != 'a' && policy.product_name != 'b'", false)]
    [InlineData("policy.product_name == '2026-03-01' && policy.product_name == '2026-03-01T00:00'", false)]
    public async Task ACondition_WhosePartsExcludeEachOther_CanNeverHold(string condition, bool never)
    {
        _workspace.Change(Hello, "customer.tier != 'high'", condition);

        Assert.Equal(never ? ["journeys/hello.json:7:37 warning never-true /entry/where"] : [], await _workspace.FindingsAsync());
    }

    [Fact]
    public async Task DataThatMayNotGoByAChannel_IsAnErrorInTheTextsOfThatChannel()
    {
        _workspace.Change("catalog.json", "\"given_name\": { \"type\": \"text\", ", "\"given_name\": { \"type\": \"text\", \"channels\": [\"email\"], ");

        Assert.Equal(
            ["templates/hello/welcome.sms.en.scriban:1:34 error forbidden-channel", "templates/hello/welcome.sms.zh-Hant.scriban:1:23 error forbidden-channel"],
            await _workspace.FindingsAsync());
    }

    [Fact]
    public async Task Contacts_AreCountedOnEveryWay_AndHeldAgainstTheCaps()
    {
        var report = await _workspace.CheckAsync();

        Assert.Equal(
            ["hello 1 1 15 marketing-week", "renewal 0 2 15 marketing-week"],
            report.Contacts.Select(of => $"{of.Journey} {of.Range.Fewest} {of.Range.Most} {of.Range.MostInMonth} {of.Range.Cap}"));
    }
}
