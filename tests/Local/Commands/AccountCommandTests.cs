using Campaigns.Azurite;
using Campaigns.Model;
using Campaigns.Portfolio.Tests.Support;
using Campaigns.Publishing;
using Campaigns.Runtime.DeadLetters;
using Campaigns.Senders.Delivery;
using Campaigns.Storage.Azure;
using NodaTime;

namespace Campaigns.Local.Tests.Commands;

/// <summary>
/// What operators do on a storage account: fill it, ask about a customer, look at the whole, and resend dead letters.
/// </summary>
public sealed class AccountCommandTests : IDisposable
{
    private readonly TestWorkspace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task EveryCommandWorksOnAnAccount()
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        var cancel = TestContext.Current.CancellationToken;
        await using var azurite = await AzuriteServer.StartAsync();
        Task<CommandRun> OnAccount(params string[] words) => CommandRun.RunAsync([.. words, "--storage", azurite.ConnectionString]);

        var imported = await OnAccount("import", _place.Write("p.csv", TestWorkspace.Portfolio), "--map",
            _place.Write("map.json", TestWorkspace.Map));
        Assert.Equal(0, imported.Code);
        Assert.StartsWith("2 rows imported into the storage account, 3 skipped.", imported.Output, StringComparison.Ordinal);

        Assert.Contains("1  Ann", (await OnAccount("explain", "1")).Output, StringComparison.Ordinal);
        var nobody = await OnAccount("explain", "9");
        Assert.Equal(1, nobody.Code);
        Assert.StartsWith("The storage account has no customer '9', ", nobody.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await OnAccount("pressure", "--json")).Json.GetProperty("customers").GetInt32());
        Assert.Equal("2", (await OnAccount("pressure", "--customer", "2", "--json")).Json.GetProperty("customer").GetString());

        Assert.Equal("There are no dead letters.", (await OnAccount("dead-letters", "list")).Output.Trim());
        var queues = AzureStore.Open(azurite.ConnectionString, TimeProvider.System).Queues;
        var since = Instant.FromUtc(2026, 6, 1, 4, 0);
        await queues.SendAsync(ChannelSender.DeadLetterQueueOf(Channel.Sms),
            [DeadLetter.Write("1\nm1\n1780286400000.0"u8.ToArray(), "a line of the template is wrong", since)], Duration.Zero, cancel);
        await queues.SendAsync(TimelinePublisher.DeadLetterQueueName,
            [DeadLetter.Write("1\n0\n1780286400000"u8.ToArray(), "refused: http-400", since)], Duration.Zero, cancel);

        var listed = (await OnAccount("dead-letters", "list", "--json")).Json.EnumerateArray()
            .Select(item =>
                $"{item.GetProperty("queue").GetString()} {item.GetProperty("customer").GetString()} {item.GetProperty("message").GetString()}");
        Assert.Equal(["sms 1 m1", "facts 1 1/0"], listed);
        var replayed = await OnAccount("poison", "replay");
        Assert.Contains("sms m1  stays", replayed.Output, StringComparison.Ordinal);
        Assert.Contains("facts 1/0  is queued", replayed.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await OnAccount("dead-letters", "list", "--json")).Json.GetArrayLength());
        Assert.DoesNotContain("AccountKey", imported.Output + nobody.Error + replayed.Output, StringComparison.Ordinal);
    }
}
