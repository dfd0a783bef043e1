using Campaigns.Model;
using Campaigns.Portfolio.Tests.Support;
using Campaigns.Runtime.DeadLetters;
using Campaigns.Senders.Delivery;
using Campaigns.Storage.Embedded;
using NodaTime;

namespace Campaigns.Local.Tests.Commands;

public sealed class DeadLettersCommandTests : IDisposable
{
    private readonly TestWorkspace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("list")]
    [InlineData("replay")]
    public async Task NoStore_IsReportedWithAdvice(string what)
    {
        var ran = await CommandRun.RunAsync("dead-letters", what, "--data", _place.Path("none"));
        Assert.Equal((1, ""), (ran.Code, ran.Output));
        Assert.Contains("Name the folder of 'campaigns run' with --data", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_ShowsTheReason_AndReplayKeepsWhatCannotBeSent()
    {
        Directory.CreateDirectory(_place.Path("data"));
        await using (var store = EmbeddedStore.Open(_place.Path("data/campaigns.db"), TimeProvider.System, Durability.Process))
        {
            var deadLetter = DeadLetter.Write("ann\nm1\n1780286400000.0"u8.ToArray(), "a line of the template is wrong",
                Instant.FromUtc(2026, 6, 1, 4, 0));
            await store.Queues.SendAsync(ChannelSender.DeadLetterQueueOf(Channel.Sms), [deadLetter], Duration.Zero,
                TestContext.Current.CancellationToken);
        }

        var listed = (await CommandRun.RunAsync("dead-letters", "list", "--data", _place.Path("data"), "--json")).Json[0];
        Assert.Equal(
            ("sms", "ann", "m1", "a line of the template is wrong"),
            (listed.GetProperty("queue").GetString(), listed.GetProperty("customer").GetString(),
                listed.GetProperty("message").GetString(), listed.GetProperty("reason").GetString()));

        var shown = (await CommandRun.RunAsync("dead-letters", "list", "--data", _place.Path("data"))).Output.Split('\n');
        Assert.Equal(["2026-06-01 04:00Z  sms  ann  m1", "    a line of the template is wrong"],
            shown.Take(2).Select(line => line.TrimEnd()));

        var replayed = await CommandRun.RunAsync("dead-letters", "replay", "m1", "--data", _place.Path("data"));
        Assert.Equal((0, ""), (replayed.Code, replayed.Error));
        Assert.Contains("sms m1  stays: the message is unknown", replayed.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await CommandRun.RunAsync("dead-letters", "list", "--data", _place.Path("data"), "--json")).Json.GetArrayLength());
    }

    [Fact]
    public async Task Replay_OfAnIdThatIsNotThere_IsAnError()
    {
        Directory.CreateDirectory(_place.Path("data"));
        await EmbeddedStore.Open(_place.Path("data/campaigns.db"), TimeProvider.System, Durability.Process).DisposeAsync();

        var ran = await CommandRun.RunAsync("poison", "replay", "m9", "--data", _place.Path("data"));
        Assert.Equal(1, ran.Code);
        Assert.Contains("There is no message m9 among the dead letters", ran.Error, StringComparison.Ordinal);
    }
}
