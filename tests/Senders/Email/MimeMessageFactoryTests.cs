using Campaigns.Model.Messages;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Email;
using Campaigns.Senders.Tests.Support;
using MimeKit;

namespace Campaigns.Senders.Tests.Email;

public class MimeMessageFactoryTests
{
    private static readonly Uri Unsubscribe = new("https://campaigns.example/u/AbC-123_x?lang=zh");

    [Fact]
    public void TryCreate_ChineseText_SurvivesTheWire()
    {
        var mime = Reread(Messages.Email());

        Assert.Equal("您的保單將於 30 天後到期", mime.Subject);
        Assert.Equal("安心保險", ((MailboxAddress)mime.From[0]).Name);
        Assert.Equal("續保請按這裡", mime.TextBody!.Trim());
        Assert.Equal("<p>續保請按這裡</p>", mime.HtmlBody!.Trim());
        Assert.Equal("m1@insurer.example", mime.MessageId);
        Assert.Equal("1.0", mime.Headers[HeaderId.MimeVersion]);
        Assert.Equal(mime.Headers.Count, mime.Headers.Select(header => header.Field).Distinct().Count());
        Assert.Equal(Messages.Morning.ToDateTimeOffset(), mime.Date);
        Assert.Equal("zh-Hant", mime.Body!.Headers[HeaderId.ContentLanguage]);
    }

    /// <summary>The sender's mailbox is shared by all messages; none may stay in memory because of it.</summary>
    [Fact]
    public void TryCreate_BuiltMessage_IsNotKept()
    {
        var mail = new MimeMessageFactory(Messages.Identity with { ReplyTo = "answers@insurer.example" });
        var built = Build(mail);

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.False(built.IsAlive);
        GC.KeepAlive(mail);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference Build(MimeMessageFactory mail)
    {
        Assert.True(mail.TryCreate(Messages.Email(), (RenderedMessage.Email)Messages.Email().Content, out var mime));
        return new WeakReference(mime);
    }

    [Fact]
    public void TryCreate_AnyText_IsSevenBitWithEncodedWordsOfLegalLength()
    {
        var lines = System.Text.Encoding.Latin1.GetString(Write(Messages.Email(subject: string.Concat(Enumerable.Repeat("續保", 80)))))
            .Split("\r\n");

        // RFC 2047 section 2: an encoded word has at most 75 characters.
        Assert.All(lines, line => Assert.True(line.Replace("Subject: ", "", StringComparison.Ordinal).Trim().Length <= 76, line));
        Assert.All(lines, line => Assert.True(line.All(char.IsAscii), line));
    }

    [Fact]
    public void TryCreate_PlainAndHtml_AreAlternativesWithHtmlLast()
    {
        var body = Assert.IsType<MultipartAlternative>(Reread(Messages.Email()).Body);

        Assert.Equal(["text/plain", "text/html"], body.Select(part => part.ContentType.MimeType));
        Assert.All(body, part => Assert.Equal("utf-8", part.ContentType.Charset));
    }

    [Fact]
    public void TryCreate_Twice_GivesTheSameBytes() =>
        Assert.Equal(Write(Messages.Email(unsubscribe: Unsubscribe)), Write(Messages.Email(unsubscribe: Unsubscribe)));

    [Fact]
    public void TryCreate_LineBreakInSubject_AddsNoHeader()
    {
        var mime = Reread(Messages.Email(subject: "Hello\r\nBcc: all@example.com"));

        Assert.Empty(mime.Bcc);
        Assert.Equal("Hello  Bcc: all@example.com", mime.Subject);
    }

    [Theory]
    [InlineData("")]
    [InlineData("mei")]
    [InlineData("@example.com")]
    [InlineData("mei@")]
    [InlineData("a@example.com, b@example.com")]
    [InlineData("Mei <mei@example.com>")]
    [InlineData("mei@example.com\r\nBcc: all@example.com")]
    public void TryCreate_NotOneBareMailbox_IsRefused(string to)
    {
        var message = Messages.Email(to: to);

        Assert.False(Messages.Mail.TryCreate(message, (RenderedMessage.Email)message.Content, out _));
    }

    [Fact]
    public void TryCreate_PlainHttpUnsubscribe_PromisesNoOneClick()
    {
        var mime = Reread(Messages.Email(unsubscribe: new Uri("http://campaigns.example/u/1")));

        Assert.Equal("<http://campaigns.example/u/1>", mime.Headers[HeaderId.ListUnsubscribe]);
        Assert.Null(mime.Headers[HeaderId.ListUnsubscribePost]);
    }

    [Fact]
    public void TryCreate_LongUnsubscribeAddress_StaysWhole()
    {
        var address = new Uri("https://campaigns.example/u/" + new string('x', 300));

        Assert.Contains($"<{address}>", System.Text.Encoding.ASCII.GetString(Write(Messages.Email(unsubscribe: address))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void ListUnsubscribe_PublishedCases_AreMet()
    {
        var cases = SharedFiles.ReadVectors("list_unsubscribe_cases.json").GetProperty("cases").EnumerateArray().ToList();
        var headers = cases.Single(c => c.GetProperty("what").GetString()!.StartsWith("marketing email", StringComparison.Ordinal))
            .GetProperty("expectHeaders");
        var marketing = Reread(Messages.Email(unsubscribe: Unsubscribe));
        Assert.Equal($"<{Unsubscribe}>", marketing.Headers[HeaderId.ListUnsubscribe]);
        Assert.Equal(headers.GetProperty("List-Unsubscribe-Post").GetString(), marketing.Headers[HeaderId.ListUnsubscribePost]);

        var transactional =
            Reread(Messages.Email(), new MimeMessageFactory(Messages.Identity with { UnsubscribeMailbox = "unsubscribe@example.com" }));
        foreach (var header in cases.Single(c => c.GetProperty("what").GetString()!.StartsWith("transactional", StringComparison.Ordinal))
            .GetProperty("expectHeaders").EnumerateObject())
            Assert.Equal(header.Value.GetString(), transactional.Headers[header.Name]);

        var append = cases.Single(c => c.TryGetProperty("in", out _));
        var address = new Uri(append.GetProperty("in").GetString()!.Trim('<', '>'));
        var both = Reread(Messages.Email(unsubscribe: address),
            new MimeMessageFactory(Messages.Identity with { UnsubscribeMailbox = "unsubscribe@example.com" }));
        Assert.Equal(append.GetProperty("out").GetString()!.Replace(".com>", ".com?subject=unsubscribe>", StringComparison.Ordinal),
            both.Headers[HeaderId.ListUnsubscribe]);
    }

    private static MimeMessage Reread(OutgoingMessage message, MimeMessageFactory? mail = null)
    {
        using var stream = new MemoryStream(Write(message, mail));
        return MimeMessage.Load(stream, TestContext.Current.CancellationToken);
    }

    private static byte[] Write(OutgoingMessage message, MimeMessageFactory? mail = null)
    {
        Assert.True((mail ?? Messages.Mail).TryCreate(message, (RenderedMessage.Email)message.Content, out var mime));
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        using var stream = new MemoryStream();
        mime.WriteTo(format, stream, TestContext.Current.CancellationToken);
        return stream.ToArray();
    }
}
