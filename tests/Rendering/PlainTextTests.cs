using Campaigns.Model;
using Campaigns.Model.Messages;
using Campaigns.Rendering.Text;

namespace Campaigns.Rendering.Tests;

public class PlainTextTests
{
    [Theory]
    [InlineData("<p>One</p><p>Two</p>", "One\n\nTwo")]
    [InlineData("<h1>Head</h1>\n<p>Body\n text</p>", "Head\n\nBody text")]
    [InlineData("a<br>b<br/>c", "a\nb\nc")]
    [InlineData("<p>See <a href=\"https://x.example/?a=1&amp;b=2\">here</a>, please.</p>",
        "See here (https://x.example/?a=1&b=2), please.")]
    [InlineData("<a href=\"https://x.example\">https://x.example</a>", "https://x.example")]
    [InlineData("<a href=\"tel:0800\">0800</a>", "0800")]
    [InlineData("<a href=\"https://x.example\"><img src=\"y\" alt=\"Shop\"></a>", "Shop (https://x.example)")]
    [InlineData("<p>x</p><ul><li>One</li>\n<li>Two</li></ul><p>y</p>", "x\n\n- One\n- Two\n\ny")]
    [InlineData("<ol><li>One</li><li>Two</li></ol>", "1. One\n2. Two")]
    [InlineData("<table><tr><td>Policy:</td><td>A1</td></tr><tr><td>Until:</td><td>May</td></tr></table>", "Policy: A1\nUntil: May")]
    [InlineData("<head><title>T</title><style>p { }</style></head><p>x</p>", "x")]
    [InlineData("<div hidden>secret <div>more</div> x</div><p>seen</p>", "seen")]
    [InlineData("<!-- <p>no</p> --><p>yes &amp; &lt;no&gt;</p>", "yes & <no>")]
    [InlineData("1 < 2 and <3", "1 < 2 and <3")]
    [InlineData("<p title=\"a > b\">x</p>", "x")]
    [InlineData("<pre>a\n  b</pre>", "a\n  b")]
    [InlineData("<a href=\"x", "")]
    [InlineData("", "")]
    public void FromHtml_Reads(string html, string expected) => Assert.Equal(expected, PlainText.FromHtml(html));

    [Fact]
    public void Render_EmailWithItsOwnText_KeepsItAndTheFooter()
    {
        var email = Email(
            "---\nsubject: S\npreheader: P\n---\n<p>Long {{ customer.name }}</p>\n--- text ---\nShort & sweet for {{ customer.name }}\n\n  * one\n");
        Assert.Equal("Short & sweet for Mei Chen\n\n  * one\n\nUnsubscribe (https://go.formosa.example/u/Kx82mQ)", email.PlainText);
        Assert.Contains("<p>Long Mei Chen</p>", email.Html);
        Assert.Contains("<div hidden>P</div>", email.Html);
        Assert.DoesNotContain("Short", email.Html);
    }

    [Fact]
    public void Render_EmailWithoutItsOwnText_DerivesIt() =>
        Assert.Equal("Hello Mei\n\nUnsubscribe (https://go.formosa.example/u/Kx82mQ)",
            Email("---\nsubject: S\n---\n<p>Hello {{ customer.given_name }}</p>").PlainText);

    private static RenderedMessage.Email Email(string text) =>
        (RenderedMessage.Email)Assert.IsType<RenderResult.Rendered>(Sample.Render(text, Channel.Email)).Message;
}
