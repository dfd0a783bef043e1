using Campaigns.Model;
using Campaigns.Rendering.Set;
using Scriban.Runtime;

namespace Campaigns.Rendering.Tests.Wording;

/// <summary>Rules of wording hold for all that a customer reads of a message.</summary>
public sealed class MessageWordingTests
{
    private const string Layout = "<html><head><title>{{ subject }}</title><style>.risk-free{}</style></head><body>{{ if preheader }}<div hidden>{{ preheader }}</div>{{ end }}{{ content }}</body></html>";
    private const string Rules = """{ "forbidden": [ { "id": "sure", "in": { "*": { "words": ["risk-free", "保證獲利"] } } } ] }""";

    [Theory]
    [InlineData("a/b.sms.en.scriban", "It is risk-free", true)]
    [InlineData("a/b.sms.en.scriban", "It is {{ customer.name }}", false)]
    [InlineData("a/b.sms.en.scriban", "risk{{ customer.dash }}free", true)]
    [InlineData("a/b.push.en.scriban", "---\ntitle: risk-free\n---\nbody", true)]
    [InlineData("a/b.push.en.scriban", "---\ntitle: t\nlink: https://a.example/risk-free\n---\nbody", false)]
    [InlineData("a/b.email.en.scriban", "---\nsubject: risk-free\n---\n<p>x</p>", true)]
    [InlineData("a/b.email.en.scriban", "---\nsubject: s\npreheader: risk-free\n---\n<p>x</p>", true)]
    [InlineData("a/b.email.en.scriban", "---\nsubject: s\n---\n<p>保證<b>獲</b>利</p>", true)]
    [InlineData("a/b.email.en.scriban", "---\nsubject: s\n---\n<p>r&#105;sk&shy;&#8209;free</p>", true)]
    [InlineData("a/b.email.en.scriban", "---\nsubject: s\n---\n<p class=\"risk-free\">x</p><!-- risk-free --><style>.risk-free{}</style>", false)]
    [InlineData("a/b.email.en.scriban", "---\nsubject: s\n---\n<img alt=\"risk-free\">", true)]
    [InlineData("a/b.email.en.scriban", "---\nsubject: s\n---\n<p>x</p>\n--- text ---\nrisk-free", true)]
    [InlineData("a/b.email.en.scriban", "---\nsubject: s\n---\n<p>risk-free</p>\n--- text ---\nx", true)]
    [InlineData("a/b.agent.en.scriban", "---\ntitle: t\n---\nrisk-free", false)]
    public void Render_WhatMustNotBeSaid_IsHeldWithItsText(string file, string text, bool held)
    {
        var result = Render(file, text, Rules);

        if (!held)
        {
            Assert.IsType<RenderResult.Rendered>(result);
            return;
        }

        var failed = Assert.IsType<RenderResult.Failed>(result);
        Assert.Equal((RenderFailure.Wording, file, "sure"), (failed.Reason, failed.File, Assert.Single(failed.Breaches).Rule.Id));
        Assert.NotNull(failed.Text);
    }

    [Fact]
    public void Parse_RulesWithAnError_HoldEveryMessageToCustomers_AndTellIt()
    {
        var set = Set("a/b.sms.en.scriban", "hello", """{ "forbiden": [] }""");

        Assert.Equal("wording.json", Assert.Single(set.Errors).File);
        Assert.Null(set.WordingRules);
        Assert.Equal(RenderFailure.Wording, Assert.IsType<RenderResult.Failed>(Render(set, "sms")).Reason);
        Assert.IsType<RenderResult.Rendered>(Render("a/b.agent.en.scriban", "---\ntitle: t\n---\nhello", """{ "forbiden": [] }"""));
    }

    [Theory]
    [InlineData("first\n{{ if customer.name == \"x\" }}second is risk-free{{ end }}", 2)]
    [InlineData("first {{ customer.name ?? \"a risk-free customer\" }}", 1)]
    [InlineData("not here {{ risk = 1 }}{{ risk-free }}", null)]
    public void ForbiddenIn_EveryBranch_WithItsLine(string text, int? line)
    {
        var set = Set("a/b.sms.en.scriban", text.Replace("{{ risk-free }}", "", StringComparison.Ordinal), Rules);

        Assert.Equal(line is { } at ? [at] : [], set.ForbiddenIn(Assert.Single(set.Templates)).Select(found => found.Line));
    }

    [Fact]
    public void ForbiddenIn_Html_PassesOverTags()
    {
        var set = Set("a/b.email.en.scriban", "---\nsubject: s\n---\n<p class=\"risk-free\">\n保證<b>獲利</b></p>", Rules);

        var (breach, line) = Assert.Single(set.ForbiddenIn(Assert.Single(set.Templates)));
        Assert.Equal(("sure", 5), (breach.Rule.Id, line));
    }

    private static RenderResult Render(string file, string text, string rules) => Render(Set(file, text, rules), file.Split('.')[1]);

    private static RenderResult Render(TemplateSet set, string channel)
    {
        var globals = Sample.Globals();
        ((ScriptObject)globals["customer"]!)["dash"] = "\u2010";
        return new TemplateRenderer(set).Render(new RenderRequest("a/b", new Channel(channel), ["en"], globals));
    }

    private static TemplateSet Set(string file, string text, string rules) =>
        TemplateSet.Parse([new(file, text), new("layouts/email.en.html.scriban", Layout), new("wording.json", rules)]);
}
