using Campaigns.Model;
using Campaigns.Model.Messages;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Smtp;
using Campaigns.Senders.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using MimeKit;

namespace Campaigns.Senders.Tests.Smtp;

public sealed class SmtpProviderTests : IAsyncDisposable
{
    private readonly SmtpServer _server = new();
    private readonly FakeTimeProvider _time = new();
    private SmtpProvider? _provider;

    public async ValueTask DisposeAsync()
    {
        _provider?.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Send_Accepted_AnswersTheQueueIdAndDeliversTheMessage()
    {
        Assert.Equal(new ProviderResult.Accepted("QUEUE0001"), await Send(Messages.Email()));

        using var mime = await MimeMessage.LoadAsync(new MemoryStream(Assert.Single(_server.Received)),
            TestContext.Current.CancellationToken);
        Assert.Equal("您的保單將於 30 天後到期", mime.Subject);
        Assert.Equal("續保請按這裡", mime.TextBody!.Trim());
    }

    [Theory]
    [InlineData("MAIL", "451 4.3.0 try later")]
    [InlineData("RCPT", "450 4.2.1 greylisted")]
    [InlineData("RCPT", "452 too many")]
    [InlineData("DATA", "451 not now")]
    [InlineData("END", "451 4.3.2 queue full")]
    [InlineData("GREETING", "421 busy")]
    [InlineData("GREETING", SmtpServer.Drop)]
    [InlineData("MAIL", SmtpServer.Drop)]
    [InlineData("RCPT", SmtpServer.Drop)]
    public async Task Send_FailureBeforeAcceptance_IsUnavailable(string stage, string reply)
    {
        _server.Reply(stage, reply);

        Assert.IsType<ProviderResult.Unavailable>(await Send(Messages.Email()));
    }

    [Theory]
    [InlineData("RCPT", "550 5.1.1 no such user", "bad-address", true)]
    [InlineData("RCPT", "550 no such user", "hard-bounce", true)]
    [InlineData("RCPT", "553 name not allowed", "bad-address", true)]
    [InlineData("RCPT", "550 5.2.1 mailbox disabled", "hard-bounce", true)]
    [InlineData("RCPT", "552 5.2.2 mailbox full", "mailbox-full", false)]
    [InlineData("RCPT", "550 5.7.1 blocked by policy", "policy-refused", false)]
    [InlineData("RCPT", "554 no", "refused", false)]
    [InlineData("MAIL", "550 who are you", "sender-refused", false)]
    [InlineData("END", "550 5.7.1 looks like spam", "policy-refused", false)]
    [InlineData("END", "554 no thanks", "refused", false)]
    [InlineData("END", "550 5.1.1 gone", "bad-address", true)]
    [InlineData("END", "552 5.3.4 too big", "too-large", false)]
    public async Task Send_FinalRefusal_IsRejected(string stage, string reply, string reason, bool suppress)
    {
        _server.Reply(stage, reply);

        Assert.Equal(new ProviderResult.Rejected(reason, suppress), await Send(Messages.Email()));
    }

    [Theory]
    [InlineData("DATA")]
    [InlineData("END")]
    public async Task Send_ConnectionLostAfterDataBegan_IsUnknown(string stage)
    {
        _server.Reply(stage, SmtpServer.Drop);

        Assert.IsType<ProviderResult.Unknown>(await Send(Messages.Email()));
    }

    [Theory]
    [InlineData("GREETING", typeof(ProviderResult.Unavailable))]
    [InlineData("RCPT", typeof(ProviderResult.Unavailable))]
    [InlineData("END", typeof(ProviderResult.Unknown))]
    public async Task Send_ServerFallsSilent_TimesOutByHowFarItCame(string stage, Type expected)
    {
        _server.Reply(stage, SmtpServer.Silence);

        var sending = Send(Messages.Email());
        await _server.Reached(stage);
        _time.Advance(TimeSpan.FromSeconds(61));

        Assert.IsType(expected, await sending);
    }

    [Fact]
    public async Task Send_CallerCancelsAfterDataBegan_AnswersUnknown()
    {
        _server.Reply("END", SmtpServer.Silence);
        using var cancel = new CancellationTokenSource();

        var sending = Provider().SendAsync(Messages.Email(), cancel.Token).AsTask();
        await _server.Reached("END");
        await cancel.CancelAsync();

        Assert.Equal(new ProviderResult.Unknown("smtp-timeout"), await sending);
    }

    [Fact]
    public async Task Send_NothingListens_IsUnavailable()
    {
        var provider = Provider();
        await _server.DisposeAsync();

        Assert.Equal(new ProviderResult.Unavailable("smtp-connect"),
            await provider.SendAsync(Messages.Email(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Send_StartTlsNotOffered_IsUnavailableAndSendsNothingInTheClear()
    {
        var provider = Provider(new() { Tls = SmtpTls.StartTls });

        Assert.Equal(new ProviderResult.Unavailable("smtp-tls"),
            await provider.SendAsync(Messages.Email(), TestContext.Current.CancellationToken));
        Assert.DoesNotContain(_server.Commands, command => command.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Send_WrongPassword_IsUnavailableAsItIsNotTheMessagesFault()
    {
        _server.Reply("EHLO", "250-test\r\n250 AUTH PLAIN").Reply("AUTH", "535 5.7.8 no");
        var provider = Provider(new() { User = "u", Password = "p", Tls = SmtpTls.None });

        Assert.Equal(new ProviderResult.Unavailable("smtp-login"),
            await provider.SendAsync(Messages.Email(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Send_RightPassword_LogsInOncePerConnection()
    {
        _server.Reply("EHLO", "250-test\r\n250 AUTH PLAIN").Reply("AUTH", "235 ok");
        var provider = Provider(new() { User = "u", Password = "p", Tls = SmtpTls.None });

        for (var i = 0; i < 3; i++)
            Assert.IsType<ProviderResult.Accepted>(
                await provider.SendAsync(Messages.Email($"m{i}"), TestContext.Current.CancellationToken));
        Assert.Single(_server.Commands, command => command.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Send_InternationalMailboxAtAServerWithoutSmtpUtf8_IsRejectedButNotSuppressed()
    {
        Assert.Equal(new ProviderResult.Rejected("address-unsupported", false), await Send(Messages.Email(to: "客戶@example.com")));
        Assert.IsType<ProviderResult.Accepted>(await Send(Messages.Email()));
        Assert.Equal(1, _server.Connections);
    }

    [Fact]
    public async Task Send_InternationalDomain_GoesAsPunycode()
    {
        Assert.IsType<ProviderResult.Accepted>(await Send(Messages.Email(to: "mei@例子.example")));
        Assert.Contains("RCPT TO:<mei@xn--fsqu00a.example>", _server.Commands);
    }

    [Fact]
    public async Task Send_OneAfterAnother_ReusesTheConnection()
    {
        for (var i = 0; i < 5; i++)
            Assert.IsType<ProviderResult.Accepted>(await Send(Messages.Email($"m{i}")));

        Assert.Equal(1, _server.Connections);
        Assert.DoesNotContain(_server.Commands, command => command.StartsWith("NOOP", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Send_AfterARefusal_ReusesTheConnection()
    {
        _server.Reply("RCPT", "550 5.1.1 no such user");

        Assert.IsType<ProviderResult.Rejected>(await Send(Messages.Email("a")));
        Assert.IsType<ProviderResult.Accepted>(await Send(Messages.Email("b")));
        Assert.Equal(1, _server.Connections);
    }

    [Fact]
    public async Task Send_AfterIdling_AsksFirstAndReconnectsWhenTheServerHasGone()
    {
        _server.Reply("NOOP", SmtpServer.Drop);
        await Send(Messages.Email("a"));
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.IsType<ProviderResult.Accepted>(await Send(Messages.Email("b")));
        Assert.Equal(2, _server.Connections);
        Assert.Equal(2, _server.Received.Count);
    }

    [Fact]
    public async Task Send_ManyAtOnce_KeepsToThePoolAndDeliversEachOnce()
    {
        var provider = Provider(new() { Connections = 3, Tls = SmtpTls.None });

        await Parallel.ForAsync(0, 60,
            new ParallelOptions { MaxDegreeOfParallelism = 20, CancellationToken = TestContext.Current.CancellationToken },
            async (i, cancel) => Assert.IsType<ProviderResult.Accepted>(await provider.SendAsync(Messages.Email($"m{i}"), cancel)));

        Assert.InRange(_server.Connections, 1, 3);
        Assert.Equal(60, _server.Received.Select(bytes => MimeMessage.Load(new MemoryStream(bytes)).MessageId).Distinct().Count());
    }

    [Fact]
    public async Task Send_WhatIsNoEmail_IsRejectedUnsent()
    {
        Assert.Equal(new ProviderResult.Rejected("not-an-email", false),
            await Send(Messages.On(Channel.Email, new RenderedMessage.Text("hi"))));
        Assert.Equal(new ProviderResult.Rejected("bad-address", true), await Send(Messages.Email(to: "nobody")));
        Assert.Equal(0, _server.Connections);
    }

    private Task<ProviderResult> Send(OutgoingMessage message) =>
        Provider().SendAsync(message, TestContext.Current.CancellationToken).AsTask();

    private SmtpProvider Provider(SmtpOptions? options = null) => _provider ??=
        new((options ?? new() { Tls = SmtpTls.None }) with { Host = "127.0.0.1", Port = _server.Port }, Messages.Mail, _time);
}
