using Campaigns.Azure.Tests.Support;
using Campaigns.Azurite;
using Campaigns.Hosting.DeadLetters;
using Campaigns.Model;
using Campaigns.Runtime.Delivery;
using Campaigns.Senders.Delivery;

namespace Campaigns.Azure.Tests;

/// <summary>Events that Event Grid puts on a queue of the account, read by the app as the Functions host hands them over.</summary>
public sealed class EventQueueTests(EventQueueTests.Running running) : IClassFixture<EventQueueTests.Running>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private AppHarness App
    {
        get
        {
            Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
            return running.App!;
        }
    }

    private DeadLetterQueue Shelf => new(App.App.Store.Queues, new MessageResender(App.App.Services.Runner), App.App.Time);

    [Fact]
    public void Start_AnEmptyAccount_HasTheQueuesThatTriggersLookAt() =>
        Assert.Superset(CampaignApp.TriggerQueues.ToHashSet(), App.Queues().ToHashSet());

    [Fact]
    public async Task Delivered_IsTaken_AndOnce_HoweverOftenEventGridDeliversIt()
    {
        await App.SendEventAsync("e1", "customer.updated", "ann", new() { ["given_name"] = "Ann" });
        await App.SendEventAsync("e1", "customer.updated", "ann", new() { ["given_name"] = "Anna" });
        await App.SendEventAsync("e2", "customer.updated", "ann", new() { ["language"] = "en" });

        await Waiting.UntilAsync(async () => await AttributeAsync("language") == "en", () => "the last event");
        Assert.Equal("Ann", await AttributeAsync("given_name"));
    }

    [Theory]
    [InlineData(
        """{ "specversion": "1.0", "id": "x", "type": "customer.updated", "data": { "phone": "+886912345678" } }""",
        "not valid: invalid-cloudevent at /source")]
    [InlineData(
        """{ "specversion": "1.0", "id": "r", "source": "/s", "type": "customer.refused", "subject": "c", "data": { "channel": "SMS" } }""",
        "not valid: unknown-channel at /data/channel")]
    [InlineData("no JSON at all", "not valid JSON: line 1, byte 2")]
    public async Task Delivered_NotValid_IsMovedAside_WithWhatIsWrong_AndWithoutItsValues(string @event, string reason)
    {
        await App.DeliverAsync(@event);

        var aside = await AsideAsync(item => item.DeadLetter.Body == @event);
        Assert.Equal((EventQueue.Name, reason), (aside.Queue, aside.DeadLetter.Reason));
    }

    [Fact]
    public async Task MovedAside_IsReplayed_TheAppTriesItAgain()
    {
        await App.DeliverAsync("""{ "specversion": "1.0", "id": "again", "type": "customer.updated", "data": { "customer_id": "bob" } }""");
        await AsideAsync(item => item.Id == "again");

        var replayed = await Shelf.ResendAsync(item => item.Id == "again", Cancel);
        Assert.IsType<ResendResult.Queued>(Assert.Single(replayed).Answer);
        await AsideAsync(item => item.Id == "again"); // it left for the queue of events, and is as wrong as before
        Assert.Single(await Shelf.ListAsync(Cancel), item => item.Id == "again");
    }

    private async Task<DeadLetterEntry> AsideAsync(Predicate<DeadLetterEntry> which)
    {
        DeadLetterEntry? found = null;
        await Waiting.UntilAsync(
            async () => (found = (await Shelf.ListAsync(Cancel)).FirstOrDefault(item => which(item))) is not null,
            () => "an event to be moved aside");
        return found!;
    }

    private async Task<string?> AttributeAsync(string name) =>
        (await App.App.Services.Customers.LoadAsync(new CustomerId("ann"), Cancel)).Profile.Attributes.Text(name);

    /// <summary>The app on an account of its own, started once.</summary>
    public sealed class Running : IAsyncLifetime
    {
        private const string Policy = """{ "timeZone": "Asia/Taipei" }""";

        internal AppHarness? App { get; private set; }

        public async ValueTask InitializeAsync()
        {
            if (AzuriteServer.Missing is null)
                App = await AppHarness.StartAsync(new ScaledTime(DateTimeOffset.UtcNow, 1), Policy, [], _ => false, CancellationToken.None);
        }

        public async ValueTask DisposeAsync()
        {
            if (App is not null)
                await App.DisposeAsync();
        }
    }
}
