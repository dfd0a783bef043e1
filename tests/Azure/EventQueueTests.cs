using Campaigns.Azure.Tests.Support;
using Campaigns.Azurite;
using Campaigns.Hosting.DeadLetters;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Delivery;
using Campaigns.Senders.Delivery;

namespace Campaigns.Azure.Tests;

/// <summary>Events that Event Grid puts on a queue of the account, read by the app as the Functions host hands them over.</summary>
public sealed class EventQueueTests
{
    private const string Policy = """{ "timeZone": "Asia/Taipei" }""";
    private const string Wrong = """{ "specversion": "1.0", "id": "wrong-1", "type": "customer.updated", "data": { "customer_id": "ann", "phone": "+886912345678" } }""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_AnEmptyAccount_HasTheQueuesThatTriggersLookAt()
    {
        await using var app = await StartAsync();

        Assert.Superset(CampaignApp.TriggerQueues.ToHashSet(), app.Queues().ToHashSet());
    }

    [Fact]
    public async Task Delivered_IsTaken_AndOnce_HoweverOftenEventGridDeliversIt()
    {
        await using var app = await StartAsync();
        await app.TellAsync("e1", "customer.updated", "ann", new() { ["given_name"] = "Ann" });
        await app.TellAsync("e1", "customer.updated", "ann", new() { ["given_name"] = "Anna" });
        await app.TellAsync("e2", "customer.updated", "ann", new() { ["language"] = "en" });

        await Waiting.UntilAsync(async () => await AttributeAsync(app, "language") == "en", () => "the last event");
        Assert.Equal("Ann", await AttributeAsync(app, "given_name"));
    }

    [Theory]
    [InlineData(Wrong, "not valid: invalid-cloudevent at /source")]
    [InlineData("no JSON at all", "no JSON: line 1, byte 2")]
    public async Task Delivered_NotValid_IsMovedAside_WithTheReason_AndWithoutItsValues(string @event, string reason)
    {
        await using var app = await StartAsync();
        await app.DeliverAsync(@event);

        var aside = await AsideAsync(app);
        Assert.Equal((EventQueue.Name, @event, reason), (aside.Queue, aside.Aside.Body, aside.Aside.Reason));
    }

    [Fact]
    public async Task MovedAside_IsReplayed_IsTakenOnceItsCauseIsMended()
    {
        await using var app = await StartAsync();
        await app.DeliverAsync(Wrong);
        Assert.Equal("wrong-1", (await AsideAsync(app)).Id);

        // Still wrong, it comes back: nothing is lost by trying.
        var replayed = await Shelf(app).ReplayAsync(item => item.Id == "wrong-1", Cancel);
        Assert.IsType<ReplayAnswer.Queued>(Assert.Single(replayed).Answer);
        Assert.Equal("wrong-1", (await AsideAsync(app)).Id);
    }

    private static async Task<AppWorld> StartAsync()
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        return await AppWorld.StartAsync(new ScaledTime(DateTimeOffset.UtcNow, 1), Policy, [], _ => false, Cancel);
    }

    private static async Task<Poison> AsideAsync(AppWorld app)
    {
        IReadOnlyList<Poison> found = [];
        await Waiting.UntilAsync(async () => (found = await Shelf(app).ListAsync(Cancel)).Count > 0, () => "an event to be moved aside");
        return Assert.Single(found);
    }

    private static PoisonShelf Shelf(AppWorld app) => new(app.App.Store.Queues, new MessageReplay(app.App.Services.Runner), app.App.Time);

    private static async Task<string?> AttributeAsync(AppWorld app, string name) =>
        (await app.App.Services.Customers.LoadAsync(new CustomerId("ann"), Cancel)).Profile.Attributes.Text(name);
}
