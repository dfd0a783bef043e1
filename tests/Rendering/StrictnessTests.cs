using Campaigns.Model;
using Campaigns.Rendering.Set;
using Scriban.Runtime;

namespace Campaigns.Rendering.Tests;

public class StrictnessTests
{
    [Fact]
    public void Render_UnknownMember_FailsWithItsLineAndTheNearestName()
    {
        var failed = Sample.Failure("Hello\n{{ customer.given_nmae }}");
        Assert.Equal(RenderFailure.UnknownName, failed.Reason);
        Assert.Equal(("test/one.sms.en.scriban", 2), (failed.File, failed.Line));
        Assert.Equal("`given_nmae` is not known here: did you mean `given_name`?", failed.Message);
    }

    [Fact]
    public void Render_UnknownMemberInFrontMatter_CountsLinesFromTheTopOfTheFile()
    {
        var failed = Sample.Failure("---\ntitle: Hi\nlink: {{ links.acton }}\n---\nBody", Channel.Push);
        Assert.Equal(3, failed.Line);
    }

    [Fact]
    public void Render_UnknownMemberBelowFrontMatter_CountsLinesFromTheTopOfTheFile()
    {
        var failed = Sample.Failure("---\ntitle: Hi\n---\nOne\n{{ policy.nubmer }}", Channel.Push);
        Assert.Equal(5, failed.Line);
        Assert.Contains("`number`", failed.Message);
    }

    [Fact]
    public void Parse_UnknownVariable_IsFoundBeforeAnythingIsSent()
    {
        var error = Assert.Single(Sample.Errors("Hi {{ custmer.name }}"));
        Assert.Equal("test/one.sms.en.scriban:1:7: `custmer` is not known: did you mean `customer`?", error.ToString());
    }

    [Fact]
    public void Parse_UnknownFunction_NamesTheNearest() =>
        Assert.Contains("did you mean `money`?", Assert.Single(Sample.Errors("{{ mony policy.premium policy.currency }}")).Message);

    [Fact]
    public void Render_KnownMemberThatIsNull_IsEmpty() =>
        Assert.Equal("[]", Sample.Sms("[{{ event.gift_name }}]"));

    [Fact]
    public void Render_KnownMemberItsGroupHasNoValueFor_IsEmpty()
    {
        var globals = Sample.Globals();
        globals["customer"] = new KnowsNicknameOnly();
        Assert.Equal("[]", Sample.Sms("[{{ customer.nickname }}]", globals));
        Assert.IsType<RenderResult.Failed>(Sample.Render("{{ customer.name }}", Channel.Sms, globals));
    }

    [Fact]
    public void Render_MemberOfANullGroup_FailsUnlessAskedCarefully()
    {
        var globals = Sample.Globals();
        globals["policy"] = null;
        Assert.Equal(RenderFailure.Faulty,
            Assert.IsType<RenderResult.Failed>(Sample.Render("{{ policy.number }}", Channel.Sms, globals)).Reason);
        Assert.Equal("none", Sample.Sms("{{ policy?.number ?? \"none\" }}", globals));
        globals.Remove("policy");
        Assert.Equal("no", Sample.Sms("{{ if policy }}yes{{ else }}no{{ end }}", globals));
    }

    [Fact]
    public void Render_PlainDictionaryAsGroup_IsReadLikeAGroup()
    {
        var globals = Sample.Globals();
        globals["event"] = new Dictionary<string, object?> { ["city"] = "Taipei" };
        Assert.Equal("Taipei", Sample.Sms("{{ event.city }}", globals));
        Assert.Contains("did you mean `city`?",
            Assert.IsType<RenderResult.Failed>(Sample.Render("{{ event.ctiy }}", Channel.Sms, globals)).Message);
    }

    [Fact]
    public void Render_AWholeGroup_FailsRatherThanTellAll() =>
        Assert.Equal(RenderFailure.Faulty, Sample.Failure("{{ customer }}").Reason);

    [Theory]
    [InlineData("en", "test/one.sms.en.scriban", 2)] // the only one of its name
    [InlineData("zh-TW", "test/one.sms.zh-Hant.scriban", 1)] // the nearest of the broken ones
    [InlineData("fr-FR", "test/one.sms.en.scriban", 2)] // the last resort
    public void Render_FileThatCannotBeUsed_GivesItsError(string locale, string file, int line)
    {
        var set = TemplateSet.Parse([
            new TemplateFile("test/one.sms.en.scriban", "Hello\n{{ customer.name "),
            new TemplateFile("test/one.sms.zh-Hant.scriban", "{{ no_such }}"),
            new TemplateFile("test/one.push.en.scriban", "{{ if }}"),
        ]);
        var failed = Assert.IsType<RenderResult.Failed>(
            new TemplateRenderer(set).Render(new RenderRequest("test/one", Channel.Sms, [locale], Sample.Globals())));
        Assert.Equal((RenderFailure.Unusable, file, line), (failed.Reason, failed.File, failed.Line));
        Assert.Equal(set.Errors.First(error => error.File == file).Message, failed.Message);
    }

    [Fact]
    public void Render_EmailWhoseLayoutCannotBeUsed_GivesTheErrorOfTheLayout()
    {
        var set = TemplateSet.Parse([
            new TemplateFile("test/one.email.en.scriban", "---\nsubject: Hi\n---\nHello"),
            new TemplateFile("layouts/email.en.html.scriban", "<p>\n{{ content "),
        ]);
        var failed = Assert.IsType<RenderResult.Failed>(
            new TemplateRenderer(set).Render(new RenderRequest("test/one", Channel.Email, ["en"], Sample.Globals())));
        Assert.Contains("layouts/email.en.html.scriban:2:", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_UnknownTemplate_NamesTheNearest()
    {
        var result = new TemplateRenderer(Sample.Shipped).Render(
            new RenderRequest("renewal/remindr", Channel.Sms, ["en"], Sample.Globals()));
        var failed = Assert.IsType<RenderResult.Failed>(result);
        Assert.Equal(RenderFailure.UnknownTemplate, failed.Reason);
        Assert.Contains("`renewal/reminder`", failed.Message);
    }

    [Theory]
    [InlineData("{{ money customer.name \"TWD\" }}", "amount")]
    [InlineData("{{ money policy.premium \"NT\" }}", "ISO 4217")]
    [InlineData("{{ date_long customer.name }}", "date")]
    [InlineData("{{ money policy.premium }}", "ISO 4217 currency such as TWD, but got nothing")]
    [InlineData("{{ earliest policy \"\" }}", "earliest policies")]
    [InlineData("{{ button \"Go\" links.action }}", "e-mail")]
    public void Render_WrongArgument_FailsAndSaysWhatWasExpected(string text, string expected) =>
        Assert.Contains(expected, Sample.Failure(text).Message);

    private sealed class KnowsNicknameOnly : ScriptObject
    {
        public override bool Contains(string member) => member == "nickname";
    }
}
