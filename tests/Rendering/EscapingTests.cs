using Campaigns.Model;
using Campaigns.Model.Messages;
using Scriban.Runtime;

namespace Campaigns.Rendering.Tests;

public class EscapingTests
{
    private const string Evil = "<script>alert('x')</script> & \"Co\"";

    private static RenderedMessage.Email Email(string text, string name = Evil)
    {
        var globals = Sample.Globals();
        ((ScriptObject)globals["customer"]!)["name"] = name;
        return (RenderedMessage.Email)Assert.IsType<RenderResult.Rendered>(Sample.Render(text, Channel.Email, globals)).Message;
    }

    [Theory]
    [InlineData("{{ customer.name }}")]
    [InlineData("{{ x = customer.name }}{{ x }}")]
    [InlineData("{{ customer.name | string.strip }}")]
    [InlineData("{{ \"\" + customer.name }}")]
    [InlineData("{{ if true }}{{ customer.name }}{{ end }}")]
    [InlineData("{{ for n in [customer.name] }}{{ n }}{{ end }}")]
    [InlineData("{{ customer.name ?? 1 }}")]
    public void Render_MarkupInAName_IsEscapedOnceInHtml(string body)
    {
        var email = Email("---\nsubject: Hi\n---\n<p>" + body + "</p>");
        Assert.Contains("<p>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;Co&quot;</p>", email.Html);
        Assert.DoesNotContain("<script", email.Html);
    }

    [Fact]
    public void Render_MarkupInAName_IsPlainInThePlainText() =>
        Assert.StartsWith(Evil, Email("---\nsubject: Hi\n---\n<p>{{ customer.name }}</p>").PlainText);

    [Fact]
    public void Render_QuoteInAnAttribute_CannotEndIt() =>
        Assert.Contains("title=\"&quot; onclick=&quot;x\"",
            Email("---\nsubject: Hi\n---\n<p title=\"{{ customer.name }}\">x</p>", "\" onclick=\"x").Html);

    [Fact]
    public void Render_Raw_IsTheOneWayAroundEscaping() =>
        Assert.Contains("<b>x</b>", Email("---\nsubject: Hi\n---\n<p>{{ raw customer.name }}</p>", "<b>x</b>").Html);

    [Fact]
    public void Render_SubjectInTheLayout_IsEscapedButTheHeaderIsNot()
    {
        var email = Email("---\nsubject: Dear {{ customer.name }}\n---\n<p>x</p>", "A & B");
        Assert.Equal("Dear A & B", email.Subject);
        Assert.Contains("<title>Dear A &amp; B</title>", email.Html);
    }

    [Fact]
    public void Render_Button_EscapesItsTextAndAddress()
    {
        var globals = Sample.Globals();
        ((ScriptObject)globals["links"]!)["action"] = "https://x.example/?a=1&b=\"";
        var email =
            (RenderedMessage.Email)((RenderResult.Rendered)Sample.Render(
                "---\nsubject: Hi\n---\n<p>x</p>{{ button \"A <b>\" links.action }}", Channel.Email, globals)).Message;
        Assert.Contains("href=\"https://x.example/?a=1&amp;b=&quot;\"", email.Html);
        Assert.Contains(">A &lt;b&gt;</a>", email.Html);
        Assert.Contains("A <b> (https://x.example/?a=1&b=\")", email.PlainText);
    }

    [Fact]
    public void Render_Sms_IsNotEscaped()
    {
        var globals = Sample.Globals();
        ((ScriptObject)globals["customer"]!)["name"] = "A & B";
        Assert.Equal("Dear A & B", Sample.Sms("Dear {{ customer.name }}", globals));
    }

    [Theory]
    [InlineData("Mei\r\nBcc: all@example.com")]
    [InlineData("Mei\nBcc: all@example.com")]
    [InlineData("Mei\rBcc: all@example.com")]
    [InlineData("Mei\u2028Bcc: all@example.com")]
    [InlineData("Mei\u0085Bcc: all@example.com")]
    [InlineData("Mei\0\u0007 Bcc: all@example.com")]
    public void Render_LineBreakInASubject_BecomesASpace(string name) =>
        Assert.Equal("Hello Mei Bcc: all@example.com!", Email("---\nsubject: Hello {{ customer.name }}!\n---\n<p>x</p>", name).Subject);

    [Fact]
    public void Render_LineBreakInAPushTitle_BecomesASpace()
    {
        var globals = Sample.Globals();
        ((ScriptObject)globals["customer"]!)["name"] = "A\r\nB";
        var push =
            (RenderedMessage.Push)((RenderResult.Rendered)Sample.Render("---\ntitle: {{ customer.name }}\n---\nx", Channel.Push,
                globals)).Message;
        Assert.Equal(("A B", null), (push.Title, push.Link));
    }

    [Fact]
    public void Render_ControlCharactersInAnSms_AreRemoved()
    {
        var globals = Sample.Globals();
        ((ScriptObject)globals["customer"]!)["name"] = "A\u0000\u001B[31m\u0007B\tC\r\nD";
        Assert.Equal("A[31mB C\nD", Sample.Sms("{{ customer.name }}\r\n", globals));
    }
}
