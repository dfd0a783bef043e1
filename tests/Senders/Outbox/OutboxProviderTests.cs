using System.Text.Json;
using Campaigns.Model;
using Campaigns.Model.Messages;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Outbox;
using Campaigns.Senders.Tests.Support;
using MimeKit;
using NodaTime;

namespace Campaigns.Senders.Tests.Outbox;

public sealed class OutboxProviderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, RenderedMessage, string> Files => new()
    {
        { "sms", new RenderedMessage.Text("hi"), "sms/2026-03-02/m1.sms.txt" },
        { "call", new RenderedMessage.Text("script"), "call/2026-03-02/m1.call.txt" },
        { "push", new RenderedMessage.Push("t", "b", null), "push/2026-03-02/m1.push.json" },
        { "wechat", new RenderedMessage.Push("t", "b", "https://x.example"), "wechat/2026-03-02/m1.wechat.json" },
        { "agent", new RenderedMessage.Task("t", "b"), "agent/2026-03-02/m1.task.json" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Send_EachContent_HasItsOwnFile(string channel, RenderedMessage content, string expected)
    {
        var answer = await Send(Outbox(), Messages.On(new Channel(channel), content));

        Assert.Equal(new ProviderResult.Accepted(expected), answer);
        Assert.Equal([expected], _folder.Files);
    }

    [Fact]
    public async Task Folders_ThatItMakes_AndItsFiles_AreTheirOwnersAlone()
    {
        if (OperatingSystem.IsWindows())
            return; // it has no such modes
        var root = Path.Combine(_folder.Path, "out", "messages");
        var outbox = Outbox(new OutboxOptions { Root = root });
        await Send(outbox, Messages.Sms());

        var made = Directory.GetDirectories(_folder.Path, "*", SearchOption.AllDirectories);
        Assert.Equal(5, made.Length); // out, messages, .partial, sms and the day
        foreach (var folder in made)
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        foreach (var file in Directory.GetFiles(root, "*", SearchOption.AllDirectories))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Erase_RemovesTheFilesOfTheseMessages_OnAnyDay_AndNoOthers()
    {
        foreach (var id in (string[])["m1", "m2", "a/b"])
        {
            foreach (var row in Files)
                await Send(Outbox(), Messages.On(new Channel(row.Data.Item1), row.Data.Item2) with { Id = new(id) });
            await Send(Outbox(), Messages.Email() with { Id = new(id), At = Messages.Email().At + Duration.FromDays(40) });
        }

        var before = _folder.Files.Count();
        var copies = new OutboxCopies(_folder.Path);
        Assert.Equal(12, await copies.EraseAsync(new("c"), [new("m1"), new("a/b"), new("unknown")], TestContext.Current.CancellationToken));

        Assert.Equal(before - 14, _folder.Files.Count()); // the e-mails had pages too
        Assert.All(_folder.Files, file => Assert.Contains("m2.", file, StringComparison.Ordinal));
        Assert.Equal(0, await copies.EraseAsync(new("c"), [new("m1")], TestContext.Current.CancellationToken));
        Assert.Equal(0, await new OutboxCopies(Path.Combine(_folder.Path, "none")).EraseAsync(
            new("c"), [new("m1")], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Send_Email_OpensAsMail()
    {
        await Send(Outbox(), Messages.Email());

        using var mime = await MimeMessage.LoadAsync(Path.Combine(_folder.Path, "email/2026-03-02/m1.eml"),
            TestContext.Current.CancellationToken);
        Assert.Equal("您的保單將於 30 天後到期", mime.Subject);
        Assert.Equal("mei@example.com", ((MailboxAddress)mime.To[0]).Address);
    }

    [Fact]
    public async Task Send_Email_HasAPageThatRunsAndLoadsNothing()
    {
        var hostile = new RenderedMessage.Email(
            "<script>alert(1)</script>", "<html><head></head><body onload=\"alert(2)\"><img src=\"https://spy.example/x\">\"'</body></html>", "</pre><b>");

        await Send(Outbox(), Messages.Email() with { Content = hostile });

        var page = await File.ReadAllTextAsync(Path.Combine(_folder.Path, "email/2026-03-02/m1.html"), TestContext.Current.CancellationToken);
        Assert.Contains("content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:;", page, StringComparison.Ordinal);
        Assert.Contains("<iframe sandbox=\"allow-popups allow-popups-to-escape-sandbox\"", page, StringComparison.Ordinal);
        Assert.Contains("&lt;base target=&quot;_blank&quot;&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("</pre><b>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_Sms_HasHeaderLinesThenText()
    {
        await Send(Outbox(), Messages.Sms());

        Assert.Equal(
            "To: +886912345678\nAt: 2026-03-02T02:00:00Z\nMessage: m1\n\n【安心保險】保單即將到期\n回 N 退訂\n",
            await File.ReadAllTextAsync(Path.Combine(_folder.Path, "sms/2026-03-02/m1.sms.txt"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Send_Task_CarriesItsDueTimeAndReadableChinese()
    {
        await Send(Outbox(), Messages.On(Channel.Agent, new RenderedMessage.Task("致電王小姐", "保單將到期")));

        var text = await File.ReadAllTextAsync(Path.Combine(_folder.Path, "agent/2026-03-02/m1.task.json"),
            TestContext.Current.CancellationToken);
        Assert.Contains("致電王小姐", text, StringComparison.Ordinal);
        Assert.Equal("2026-03-05T02:00:00Z", JsonDocument.Parse(text).RootElement.GetProperty("due").GetString());
    }

    [Fact]
    public async Task Send_SameIdAgain_IsAcceptedAndKeepsTheFirst()
    {
        var first = await Send(Outbox(), Messages.Sms());
        var again = await Send(Outbox(), Messages.Sms() with { Content = new RenderedMessage.Text("other") });

        Assert.Equal(first, again);
        Assert.DoesNotContain("other",
            await File.ReadAllTextAsync(Path.Combine(_folder.Path, Assert.Single(_folder.Files)), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_RetriedAfterMidnight_IsStillOneMessage()
    {
        var first = await Send(Outbox(), Messages.Sms());
        var again = await Send(Outbox(), Messages.Sms() with { At = Messages.Morning + Duration.FromDays(2) });

        Assert.Equal(first, again);
        Assert.Single(_folder.Files);
    }

    [Fact]
    public async Task Send_ZoneAhead_NamesTheLocalDay()
    {
        await Send(Outbox(new() { Root = _folder.Path, TimeZone = "Asia/Taipei" }),
            Messages.Sms() with { At = Instant.FromUtc(2026, 3, 2, 20, 0) });

        Assert.Equal(["sms/2026-03-03/m1.sms.txt"], _folder.Files);
    }

    [Theory]
    [InlineData("../../climb")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("名前")]
    [InlineData("")]
    public async Task Send_HostileId_StaysInItsFolder(string id)
    {
        await Send(Outbox(), Messages.Sms(id));

        Assert.StartsWith("sms/2026-03-02/", Assert.Single(_folder.Files), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_VeryLongId_IsKeptApartByItsHash()
    {
        await Send(Outbox(), Messages.Sms(new string('a', 400) + "1"));
        await Send(Outbox(), Messages.Sms(new string('a', 400) + "2"));

        Assert.Equal(2, _folder.Files.Count());
    }

    [Fact]
    public async Task Send_BadMailbox_IsRejectedWithoutAFile()
    {
        Assert.Equal(new ProviderResult.Rejected("bad-address", true), await Send(Outbox(), Messages.Email(to: "nobody")));
        Assert.Empty(_folder.Files);
    }

    [Fact]
    public async Task Send_ManyAtOnceWithRepeatedIds_WritesEachIdOnceAndWhole()
    {
        var outboxes = new[] { Outbox(), Outbox() };

        await Parallel.ForAsync(0, 2000, TestContext.Current.CancellationToken, async (i, cancel) =>
            Assert.IsType<ProviderResult.Accepted>(await outboxes[i % 2].SendAsync(Messages.Sms($"m{i / 4}"), cancel)));

        Assert.Equal(500, _folder.Files.Count());
        Assert.All(_folder.Files, file =>
            Assert.EndsWith("退訂\n", File.ReadAllText(Path.Combine(_folder.Path, file)), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Send_AfterAKilledAttempt_WritesTheWholeMessage()
    {
        await Send(Outbox(), Messages.Sms("other"));
        var half = Path.Combine(_folder.Path, ".partial", "killed-1-m1.sms.txt");
        await File.WriteAllTextAsync(half, "To: +8869", TestContext.Current.CancellationToken);

        await Send(Outbox(), Messages.Sms());

        Assert.EndsWith("退訂\n",
            await File.ReadAllTextAsync(Path.Combine(_folder.Path, "sms/2026-03-02/m1.sms.txt"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.True(File.Exists(half), "a young unfinished file may belong to a living process");
    }

    [Fact]
    public void Open_OldUnfinishedFile_IsRemoved()
    {
        Outbox();
        var half = Path.Combine(_folder.Path, ".partial", "killed-1-m1.sms.txt");
        File.WriteAllText(half, "To: +8869");
        File.SetLastWriteTimeUtc(half, DateTime.UnixEpoch);

        Outbox();

        Assert.False(File.Exists(half));
    }

    [Fact]
    public async Task Send_FolderTakenAway_IsUnavailableThenWorksAgain()
    {
        var outbox = Outbox();
        await Send(outbox, Messages.Sms());
        Directory.Delete(Path.Combine(_folder.Path, "sms"), recursive: true);

        Assert.IsType<ProviderResult.Unavailable>(await Send(outbox, Messages.Sms()));
        Assert.IsType<ProviderResult.Accepted>(await Send(outbox, Messages.Sms()));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder.Path, ".partial")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_Flushed_WritesTheSame(bool flush)
    {
        await Send(Outbox(new() { Root = _folder.Path, Flush = flush }), Messages.Email());

        Assert.Equal(["email/2026-03-02/m1.eml", "email/2026-03-02/m1.html"], _folder.Files);
    }

    [Theory]
    [InlineData("sms")]
    [InlineData("email")]
    public async Task Send_IntoAFullFolder_TakesNoMoreThanIntoAnEmptyOne(string channel)
    {
        var outbox = Outbox();
        OutgoingMessage Message(int number) => channel == "sms" ? Messages.Sms($"m{number:D4}") : Messages.Email($"m{number:D4}");

        await AllocatedAsync(0); // what is made once
        var empty = await AllocatedAsync(1);
        for (var i = 2; i < 2000; i++)
            await Send(outbox, Message(i));
        var full = await AllocatedAsync(2000);

        // Whoever looked through the folder would take more for each file in it.
        Assert.InRange(full, 1, empty + 2000);

        async Task<long> AllocatedAsync(int number)
        {
            var message = Message(number);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var sending = Send(outbox, message);
            Assert.True(sending.IsCompleted, "it is done on this thread");
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.IsType<ProviderResult.Accepted>(await sending);
            return allocated;
        }
    }

    private static ValueTask<ProviderResult> Send(OutboxProvider outbox, OutgoingMessage message) =>
        outbox.SendAsync(message, TestContext.Current.CancellationToken);

    private OutboxProvider Outbox(OutboxOptions? options = null) =>
        new(options ?? new OutboxOptions { Root = _folder.Path }, Messages.Mail, TimeProvider.System);
}
