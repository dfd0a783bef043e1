using Campaigns.Model;
using Campaigns.Rendering.Set;

namespace Campaigns.Rendering.Tests;

public class TemplateSetTests
{
    [Fact]
    public void AFile_ThatIsNoText_IsAnErrorOfItsOwn_AndTheOthersAreUsable()
    {
        byte[][] binaries = [[0xFF, 0xFE, 0x41], [0x41, 0, 0x42], [0xC3]];
        foreach (var content in binaries)
        {
            var set = TemplateSet.Parse(
                [TemplateFile.Of("test/bad.sms.en.scriban", content), TemplateFile.Of("test/good.sms.en.scriban", "Hello"u8)]);
            Assert.Equal("test/bad.sms.en.scriban:1:1: The file is not UTF-8 text; save it as UTF-8.",
                Assert.Single(set.Errors).ToString());
            Assert.Equal("test/good.sms.en.scriban", Assert.Single(set.Templates).File);
        }

        Assert.Empty(TemplateSet.Parse([TemplateFile.Of("test/marked.sms.en.scriban", [0xEF, 0xBB, 0xBF, .. "Hello"u8])]).Errors);
    }

    [Fact]
    public void Contains_AsksForNameAndChannel()
    {
        Assert.True(Sample.Shipped.Contains("renewal/reminder", Channel.Sms));
        Assert.False(Sample.Shipped.Contains("renewal/reminder", Channel.Email));
        Assert.False(Sample.Shipped.Contains("layouts/email", Channel.Email));
    }

    [Fact]
    public void Variables_OfASms_ArePathsWithoutFunctions() =>
        Assert.Equal(["insurer.name", "insurer.phone", "links.action", "policies", "policies.size", "policy.expires_on", "policy.product_name", "reply.stop"],
            Sample.Shipped.Variables("renewal/nudge", Channel.Sms));

    [Fact]
    public void Variables_OfAnEmail_IncludeItsLayouts() =>
        Assert.Contains("links.unsubscribe", Sample.Shipped.Variables("renewal/offer", Channel.Email));

    [Fact]
    public void Variables_LeaveOutWhatTheTemplateAssigns()
    {
        var set = TemplateSet.Parse(
            [new TemplateFile("t/a.sms.en.scriban", "{{ x = policy.premium }}{{ for i in [1] }}{{ i }}{{ x }}{{ for.index }}{{ end }}")]);
        Assert.Empty(set.Errors);
        Assert.Equal(["policy.premium"], set.Variables("t/a", Channel.Sms));
    }

    [Fact]
    public void Find_ListsLocales() =>
        Assert.Equal(["en", "zh-Hans", "zh-Hant", "zh-Hant-HK"], Sample.Shipped.Find("gift/claim", Channel.Sms).Select(t => t.Locale).Order());

    [Theory]
    [InlineData("readme.scriban", "x", "file name")]
    [InlineData("a/b.pigeon.en.scriban", "x", "not a channel")]
    [InlineData("a/b.push.en.scriban", "x", "must have `title: …`")]
    [InlineData("a/b.email.en.scriban", "---\nsubject: x\n---\n<p>x</p>", "layouts/email.en.html.scriban")]
    [InlineData("a/b.sms.en.scriban", "---\nsubject: x\n---\nx", "no front matter")]
    [InlineData("a/b.push.en.scriban", "---\ntitle: x\nsubject: y\n---\nx", "`subject` is not a key of the channel push: title, link")]
    [InlineData("a/b.push.en.scriban", "---\ntitle: x\n", "never closed")]
    [InlineData("a/b.push.en.scriban", "---\ntitle\n---\nx", "key: value")]
    [InlineData("a/b.sms.en.scriban", "---\nrequires: policy\n---\nx", "`policy` is not the name of an attribute")]
    [InlineData("a/b.sms.en.scriban", "---\nrequires: polcy.number\n---\nx", "did you mean `policy`?")]
    [InlineData("a/b.sms.en.scriban", "---\nrequires: insurer.phone\n---\nx", "cannot be required")]
    [InlineData("a/b.sms.en.scriban", "---\nrequires: []\n---\nx", "Expected attributes")]
    [InlineData("layouts/sms.en.scriban", "x", "layout's file name")]
    public void Parse_FileAtFault_IsReportedAndLeftOut(string path, string text, string expected)
    {
        var set = TemplateSet.Parse([new TemplateFile(path, text), new TemplateFile("a/ok.sms.en.scriban", "ok")]);
        Assert.Contains(expected, set.Errors[0].Message);
        Assert.Equal("a/ok", Assert.Single(set.Templates).Name);
    }

    [Fact]
    public void Parse_SyntaxError_HasLineAndColumnOfTheFile()
    {
        var errors = Sample.Errors("---\ntitle: {{ customer. }}\n---\nok\n  {{ if }}", "push");
        Assert.Equal(2, errors.Min(e => e.Line));
        Assert.Contains(errors, e => e.Line == 5 && e.Column > 2);
    }

    [Fact]
    public void Parse_WindowsLineEndsAndByteOrderMark_ChangeNothing()
    {
        var unix = TemplateSet.Parse([new TemplateFile("a/b.push.en.scriban", "---\ntitle: T\n---\nx\ny\n")]);
        var windows = TemplateSet.Parse([new TemplateFile("a/b.push.en.scriban", "\uFEFF---\r\ntitle: T\r\n---\r\nx\r\ny\r\n")]);
        Assert.Empty(windows.Errors);
        Assert.Equal(unix.Templates[0].Version, windows.Templates[0].Version);
    }

    [Fact]
    public void Version_ChangesWithTheTextAndWithTheLayout()
    {
        string Of(string text, string layout) => TemplateSet.Parse(
        [
            new TemplateFile("a/b.email.en.scriban", $"---\nsubject: S\n---\n{text}"),
            new TemplateFile("layouts/email.en.html.scriban", layout),
        ]).Templates[0].Version;
        Assert.Equal(3, new[] { Of("a", "{{ content }}"), Of("b", "{{ content }}"), Of("a", "<p>{{ content }}</p>") }.Distinct().Count());
    }
}
