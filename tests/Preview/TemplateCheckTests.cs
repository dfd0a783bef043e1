using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Definitions.Tests.Support;
using Campaigns.Rendering.Set;

namespace Campaigns.Preview.Tests;

public sealed class TemplateCheckTests
{
    private const string Layout = "<html><body>{{ content }}<a href=\"{{ links.unsubscribe }}\">Unsubscribe</a></body></html>";

    private static IReadOnlyList<string> Check(string category, bool complete, params (string Path, string Text)[] files)
    {
        var set = TemplateSet.Parse([.. files.Select(file => new TemplateFile(file.Path, file.Text)),
            new TemplateFile("layouts/email.en.html.scriban", Layout)]);
        using var previewer = new MessagePreviewer(set, ShippedDocuments.Catalog, new(), TimeProvider.System, ShippedDocuments.Policy.TimeZone);
        return [.. new TemplateCheck(set, ShippedDocuments.Catalog, ShippedDocuments.Policy, previewer).Run([Sending(category)], complete)
            .Select(found => $"{found.File} {found.Finding.Severity} {found.Finding.Code}: {found.Finding}")];
    }

    /// <summary>A journey that sends <c>test/one</c> by SMS and e-mail.</summary>
    private static JourneyDefinition Sending(string category) => JourneyReader.Read(System.Text.Encoding.UTF8.GetBytes($$"""
        { "id": "j", "name": "J", "category": "{{category}}", "transactional": { "because": "a test" }, "entry": { "api": true },
          "steps": [ { "id": "s", "send": { "channels": ["sms", "email"], "template": "test/one" } } ] }
        """)).Definition!;

    [Theory]
    [InlineData("Hello {{ customer.firstname }}. {{ reply.stop }}", "Error unknown-attribute: line 1: customer has no \"firstname\"")]
    [InlineData("{{ custmer.name }} {{ reply.stop }}", "Error bad-template: line 1: `custmer` is not known")]
    [InlineData("{{ shout customer.name }} {{ reply.stop }}", "Error bad-template: line 1: `shout` is not known")]
    [InlineData("{{ if customer.name }}Hello {{ customer.name }} {{ reply.stop }}{{ end }}", "Error bad-text: cannot be written for a customer of whom nothing is known; give a value")]
    [InlineData("Come and see.", "Warning no-way-out: offers no way to refuse further messages: write {{ reply.stop }} or {{ links.unsubscribe }}")]
    [InlineData("See http://insurer.example/ {{ reply.stop }}", "Warning insecure-link: has the link http://insurer.example/")]
    [InlineData("{{ reply.stop }} 親愛的客戶親愛的客戶親愛的客戶親愛的客戶親愛的客戶親愛的客戶親愛的客戶親愛的客戶親愛的客戶親愛的客戶親愛的客戶親愛的客戶親愛的客戶親愛的客戶親愛的客戶親愛的客戶親愛的客戶親愛的客戶親愛的客戶親愛的客戶親愛的客戶親愛的客戶親愛的客戶親愛的客戶親愛的客戶親愛的客戶親愛的客戶親愛的客戶", "Warning long-sms: takes 3 segments (")]
    public void WhatIsWrongWithAText_IsFoundBeforeItIsSent(string text, string finding) =>
        Assert.StartsWith("test/one.sms.en.scriban " + finding, Assert.Single(Check("renewal", false, ("test/one.sms.en.scriban", text),
            ("test/one.email.en.scriban", "---\nsubject: S\n---\n<p>B</p>"))), StringComparison.Ordinal);

    [Fact]
    public void ATextThatIsSent_WithAWayOut_HasNoFinding() =>
        Assert.Empty(Check("renewal", true, ("test/one.sms.en.scriban", "Hello {{ customer.name ?? \"there\" }}. Reply {{ reply.stop }}"),
            ("test/one.email.en.scriban", "---\nsubject: S\n---\n<p>B</p>")));

    [Fact]
    public void AnExemptCategory_NeedsNoWayOut() => Assert.Empty(Check("service", true, ("test/one.sms.en.scriban", "Your code"),
        ("test/one.email.en.scriban", "---\nsubject: S\n---\n<p>B</p>")));

    [Fact]
    public void ATextThatNoJourneySends_IsTold_WhereAllJourneysAreKnown()
    {
        (string, string)[] files = [("test/one.sms.en.scriban", "{{ reply.stop }}"), ("other/two.sms.en.scriban", "x"), ("other/two.push.en.scriban", "---\ntitle: x\n---\nx")];

        Assert.Equal("other/two.push.en.scriban Warning unused-template: no journey sends \"other/two\", of which there are 2 files",
            Assert.Single(Check("renewal", true, files)));
        Assert.Empty(Check("renewal", false, files));
    }

    [Fact]
    public void ALanguageThatOneChannelLacks_IsTold_ButNotOneThatAnotherStandsInFor()
    {
        var found = Check("renewal", false, ("test/one.sms.en.scriban", "{{ reply.stop }}"), ("test/one.sms.zh-Hant.scriban", "{{ reply.stop }}"),
            ("test/one.sms.zh-Hant-HK.scriban", "{{ reply.stop }}"), ("test/one.email.en.scriban", "---\nsubject: S\n---\n<p>B</p>"),
            ("layouts/email.zh-Hant.html.scriban", Layout));

        Assert.StartsWith("test/one.email.en.scriban Warning missing-locale: \"test/one\" has no email text in zh-Hant, as other texts have",
            Assert.Single(found), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheShippedTexts_HaveNoFault()
    {
        var set = await TemplateSet.LoadAsync(TemplateFolder.Shipped, TestContext.Current.CancellationToken);
        using var previewer = new MessagePreviewer(set, ShippedDocuments.Catalog, new(), TimeProvider.System, ShippedDocuments.Policy.TimeZone);

        var found = new TemplateCheck(set, ShippedDocuments.Catalog, ShippedDocuments.Policy, previewer).Run(
            [.. ShippedDocuments.Journeys.Select(name => JourneyReader.Read(ShippedDocuments.Document(name)).Definition!)], complete: false);

        Assert.Empty(found.Select(f => $"{f.File}: {f.Finding}"));
    }
}
