using System.Text;
using System.Text.RegularExpressions;
using Campaigns.Model;
using Campaigns.Model.Messages;
using Campaigns.Rendering;
using Campaigns.Rendering.Tests;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Email;
using Campaigns.Senders.Tests.Support;
using CsCheck;
using MimeKit;

namespace Campaigns.Senders.Tests.Email;

/// <summary>RFC 2047 section 2: an encoded word has at most 75 characters, a line of a header field at most 76.</summary>
public partial class HeaderBoundsTests
{
    private static readonly Uri Unsubscribe =
        new("https://campaigns.insurer.example/api/unsubscribe/1.AGMtMDAwMTIAM21lbWI3Znlucm50cWpmZmF5MGhkZmJmdHcAZW1haWw.NmI3M2Y2");

    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.String[0, 200],
        Gen.String[Gen.Char[' ', '~'], 0, 200],
        Gen.String[Gen.OneOf(Gen.Const('保'), Gen.Const(' '), Gen.Const(':'), Gen.Const('"'), Gen.Char['a', 'z']), 0, 200],
        Gen.OneOf(Gen.Const("👩‍👩‍👧‍👦"), Gen.Const("續保"), Gen.Const(" a"), Gen.Const("é")).Array[1, 60].Select(string.Concat));

    public static TheoryData<string, string> Mails => [.. Sample.Shipped.Templates.Where(template => template.Channel == Channel.Email)
        .Select(template => (template.Name, template.Locale))];

    [Theory]
    [MemberData(nameof(Mails))]
    public void TryCreate_EveryShippedMail_KeepsBothBounds(string template, string locale)
    {
        var rendered = Assert.IsType<RenderResult.Rendered>(new TemplateRenderer(Sample.Shipped).Render(
            new RenderRequest(template, Channel.Email, [locale], Sample.Globals(locale))));
        var content = (RenderedMessage.Email)rendered.Message;
        var identity = Messages.Identity with
        {
            FromName = "Beispielversicherung für Österreich, die Schweiz & alle anderen: Kundendienst und Vertragsverwaltung",
            ReplyTo = "answers@insurer.example",
            UnsubscribeMailbox = "out@insurer.example",
        };

        var mime = Write(Messages.Email(unsubscribe: Unsubscribe, subject: content.Subject) with { Content = content }, identity);

        AssertBounds(mime);
        Assert.Equal(content.Subject, Reread(mime).Subject);
        Assert.Equal(identity.FromName, Reread(mime).From.Mailboxes.Single().Name);
    }

    [Fact]
    public void TryCreate_AnySubjectAndName_KeepsBothBoundsAndSaysTheSame() => Gen.Select(Texts, Texts).Sample((subject, name) =>
    {
        var mime = Write(Messages.Email(subject: subject), Messages.Identity with { FromName = name });

        AssertBounds(mime);
        var reread = Reread(mime);
        Assert.Equal(Shown(subject).Trim(), reread.Subject!.Trim());
        Assert.Equal("service@insurer.example", reread.From.Mailboxes.Single().Address);
        Assert.Equal(Shown(name).Trim(), (reread.From.Mailboxes.Single().Name ?? "").Trim());
    });

    [Theory]
    [InlineData("Your policy expires soon", "Subject: Your policy expires soon")]
    [InlineData("Ihr Schutz läuft ab", "Subject: =?utf-8?Q?Ihr_Schutz_l=C3=A4uft_ab?=")]
    [InlineData("續保", "Subject: =?utf-8?B?57qM5L+d?=")]
    public void TryCreate_Subject_IsAsReadableAsItCanBe(string subject, string expected) =>
        Assert.Contains(expected, Lines(Write(Messages.Email(subject: subject), Messages.Identity)));

    [Fact]
    public void TryCreate_DomainInAnotherScript_IsInItsAsciiForm()
    {
        var identity = new EmailIdentity
        {
            From = "service@保險.example",
            ReplyTo = "help@bücher.example",
            UnsubscribeMailbox = "a/b?c&d=%40x@保險.example",
        };

        var message = Messages.Email(to: "mei@例え.example", unsubscribe: new Uri("https://insurer.example/u/1"));
        var text = Encoding.UTF8.GetString(Write(message, identity));

        Assert.True(text.All(char.IsAscii));
        Assert.Contains("\r\nMessage-Id: <m1@xn--ruqz93o.example>\r\n", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("\r\nFrom: service@xn--ruqz93o.example\r\n", text, StringComparison.Ordinal);
        Assert.Contains("\r\nReply-To: help@xn--bcher-kva.example\r\n", text, StringComparison.Ordinal);
        Assert.Contains("\r\nTo: mei@xn--r8jz45g.example\r\n", text, StringComparison.Ordinal);
        Assert.Contains("<mailto:a%2Fb%3Fc%26d%3D%2540x@xn--ruqz93o.example?subject=unsubscribe>", text, StringComparison.Ordinal);
    }

    private static void AssertBounds(byte[] mime)
    {
        foreach (var line in Lines(mime))
        {
            // What has no blank cannot be folded: an address of the web of that length.
            Assert.True(line.Length <= 76 || line.StartsWith(" <https://", StringComparison.Ordinal)
                || line.StartsWith("List-Unsubscribe: <https://", StringComparison.Ordinal), line);
            Assert.All(EncodedWord().Matches(line), word => Assert.InRange(word.Length, 1, 75));
        }
    }

    /// <summary>The lines of the header, folded as they travel.</summary>
    private static string[] Lines(byte[] mime) => Encoding.UTF8.GetString(mime).Split("\r\n\r\n")[0].Split("\r\n");

    /// <summary>What a mail program can show of a text: no control characters, no halves of a character.</summary>
    private static string Shown(string text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c))));

    private static MimeMessage Reread(byte[] mime)
    {
        using var stream = new MemoryStream(mime);
        return MimeMessage.Load(stream, TestContext.Current.CancellationToken);
    }

    private static byte[] Write(OutgoingMessage message, EmailIdentity identity)
    {
        Assert.True(new MimeMessageFactory(identity).TryCreate(message, (RenderedMessage.Email)message.Content, out var mime));
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        using var stream = new MemoryStream();
        mime.WriteTo(format, stream, TestContext.Current.CancellationToken);
        return stream.ToArray();
    }

    [GeneratedRegex(@"=\?[^?]+\?[^?]\?[^?]*\?=")]
    private static partial Regex EncodedWord();
}
