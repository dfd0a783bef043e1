using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Publishing;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests;

/// <summary>What is saved is published: every fact, under an id of its own, whatever dies in between.</summary>
public sealed class PublicationTests
{
    private static readonly string Journey = Stories.Of("hello", $$"""
        {{Stories.Send("a", "\"push\", \"sms\"", ", \"fallback\": true")}}, {{Stories.Send("b", "\"email\"")}}, { "id": "w", "wait": "P2D" },
        { "id": "p", "publish": { "type": "crm.hot_lead", "data": { "tier": "customer.value_tier" } } },
        { "id": "t", "task": { "to": "customer.agent_id", "template": "renewal/agent-call", "due": "P1D" } }, { "id": "e", "end": "done" }
        """);

    /// <summary>A life in a world whose process dies at a call, and the calls it took, of those at which to die.</summary>
    private static async Task<(World World, IReadOnlyList<int> Calls)> LiveAsync(Readers readers, int dieAt = int.MaxValue, bool afterwards = false, Phone? phone = null)
    {
        phone ??= new Phone { Answer = m => m.Channel == Channel.Push ? new ProviderAnswer.Rejected("bad-token", SuppressAddress: true) : new ProviderAnswer.Accepted("p1") };
        var world = await World.AtAsync("2026-06-01 12:00", null, phone, readers, Journey);
        await world.MeetAsync();
        var opened = world.Event("ann", "app.opened");
        var before = world.Store.Calls;
        if (dieAt < int.MaxValue)
            world.Store.DieAt(dieAt, afterwards);
        await world.UntilDoneAsync(async () => await world.Runner.TakeAsync(opened, World.Cancel));
        await world.UntilDoneAsync(() => world.RunToAsync("2026-06-05 00:00"));
        world.Store.StartAgain();
        return (world, world.Store.Deaths(before));
    }

    private static async Task<List<string>> OfTheTimelineAsync(World world)
    {
        var kinds = new List<string>();
        await foreach (var fact in world.Engine.Customers.ReadTimelineAsync(new("ann"), World.Cancel))
        {
            if (FactEvents.IsPublished(fact))
                kinds.Add($"{fact.Time} {(fact.Kind == FactKind.Published ? fact.Reason : fact.Kind == FactKind.Task ? "created" : fact.Kind)} {fact.Step}");
        }

        return kinds;
    }

    private static IEnumerable<string> Told(IEnumerable<OutgoingEvent> events) =>
        events.Select(e => $"{e.Time} {(e.Type.StartsWith("campaigns.", StringComparison.Ordinal) ? e.Type.Split('.')[^1] : e.Type)} {e.Subject?.Split('/').ElementAtOrDefault(1)}");

    [Fact]
    public async Task Facts_AreAllPublished_InTheOrderOfTheTimeline()
    {
        var readers = new Readers();
        var (world, _) = await LiveAsync(readers);
        await using var _ = world;

        Assert.Equal(
            ["campaigns.enrollment.entered", "campaigns.message.failed", "campaigns.message.sent", "campaigns.message.sent", "crm.hot_lead", "campaigns.enrollment.ended", "campaigns.task.created"],
            readers.Known.Select(e => e.Type));
        Assert.Equal(await OfTheTimelineAsync(world), Told(readers.Known));
        Assert.Equal(readers.Known.Count, readers.Heard.Count);
        Assert.Equal(0, await world.Store.CountAsync(FactOutbox.Queue, World.Cancel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DiesAtAnyCall_NoFactIsLost_AndARepetitionHasTheSameId(bool afterwards)
    {
        var (whole, calls) = await LiveAsync(new Readers());
        await whole.DisposeAsync();
        Assert.InRange(calls.Count, 40, 400);
        await Parallel.ForEachAsync(SweptCases.Of(calls), World.Cancel, async (call, cancel) =>
        {
            var readers = new Readers();
            var (world, _) = await LiveAsync(readers, call, afterwards);
            await using var _ = world;

            var told = $"died {(afterwards ? "after" : "before")} call {call}";
            Assert.True((await OfTheTimelineAsync(world)).SequenceEqual(Told(readers.Known)), told);
            Assert.True(readers.Heard.GroupBy(e => e.Id).All(same => same.Select(e => Convert.ToHexString(e.Data.Span) + e.Type + e.Time).Distinct().Count() == 1), told);
            Assert.True(await world.Store.CountAsync(FactOutbox.Queue, World.Cancel) == 0, told);
        });
    }

    [Fact]
    public async Task Concurrently_EveryUnitOfWorkIsPublished_HoweverOftenItWasDecidedAgain()
    {
        var readers = new Readers();
        await using var world = await World.AtAsync("2026-06-01 12:00", null, new Phone(), readers, Stories.Hello);
        await world.MeetAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, 24), World.Cancel, async (i, _) => await world.TellAsync("ann", "app.opened", ("screen", $"s{i}")));
        await world.RunToAsync("2026-06-02 12:00");

        Assert.Equal(await OfTheTimelineAsync(world), Told(readers.Known));
        Assert.Equal(24, readers.Known.Count(e => e.Type == "campaigns.message.sent"));
    }

    [Fact]
    public async Task ReceiverAway_NothingIsLost_AndItsHintIsHeeded()
    {
        var readers = new Readers();
        var calls = new List<Instant>();
        World world = null!;
        readers.Answer = _ =>
        {
            calls.Add(world.Time.Now);
            return calls.Count <= 3 ? new PublishAnswer.Unavailable("http-503", Duration.FromMinutes(2)) : new PublishAnswer.Taken();
        };
        world = await World.AtAsync("2026-06-01 12:00", null, new Phone(), readers, Stories.Of("hello", """{ "id": "w", "wait": "P1D" }"""));
        await using var _ = world;
        await world.TellAsync("ann", "app.opened");
        await world.RunToAsync("2026-06-01 13:00");

        Assert.Equal([Duration.FromMinutes(2), Duration.FromMinutes(2), Duration.FromMinutes(2)], calls.Zip(calls.Skip(1), (a, b) => b - a));
        Assert.Equal("campaigns.enrollment.entered", Assert.Single(readers.Heard).Type);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(100_000, 3600)]
    public async Task ReceiverWithAnAbsurdHint_IsAskedAgainWithinReason(int hint, int seconds)
    {
        var calls = new List<Instant>();
        World world = null!;
        var readers = new Readers
        {
            Answer = _ =>
            {
                calls.Add(world.Time.Now);
                return calls.Count == 1 ? new PublishAnswer.Unavailable("http-503", Duration.FromSeconds(hint)) : new PublishAnswer.Taken();
            },
        };
        world = await World.AtAsync("2026-06-01 12:00", null, new Phone(), readers, Stories.Of("hello", """{ "id": "w", "wait": "P9D" }"""));
        await using var _ = world;
        await world.TellAsync("ann", "app.opened");
        await world.RunToAsync("2026-06-01 14:00");

        Assert.Equal(Duration.FromSeconds(seconds), calls[1] - calls[0]);
    }

    [Fact]
    public async Task ReceiverAwayForADay_NothingIsMovedAside()
    {
        var readers = new Readers { Answer = _ => new PublishAnswer.Unavailable("http-401") };
        await using var world = await World.AtAsync("2026-06-01 12:00", null, new Phone(), readers, Stories.Of("hello", """{ "id": "w", "wait": "P9D" }"""));
        await world.TellAsync("ann", "app.opened");
        await world.RunToAsync("2026-06-02 12:00");
        readers.Answer = _ => new PublishAnswer.Taken();
        await world.RunToAsync("2026-06-02 12:10");

        Assert.Single(readers.Heard);
        Assert.Empty(await world.PoisonAsync(FactSender.PoisonQueue));
    }

    [Fact]
    public async Task RefusedEvent_IsMovedAside_AndTheOthersArePublished()
    {
        var readers = new Readers { Answer = batch => batch.Any(e => e.Type == "crm.bad") ? new PublishAnswer.Refused("http-400") : new PublishAnswer.Taken() };
        await using var world = await World.AtAsync("2026-06-01 12:00", null, new Phone(), readers,
            Stories.Of("good", """{ "id": "p", "publish": { "type": "crm.good" } }"""),
            Stories.Of("bad", """{ "id": "p", "publish": { "type": "crm.bad" } }""", entry: """{ "on": "app.product_viewed" }"""));
        await world.TellAsync("ann", "app.opened");
        await world.TellAsync("bob", "app.product_viewed");
        await world.RunToAsync("2026-06-01 13:00");

        Assert.Contains(readers.Known, e => e.Type == "crm.good");
        var aside = Assert.Single(await world.PoisonAsync(FactSender.PoisonQueue));
        Assert.Equal("refused: http-400", aside.Reason);
        Assert.True(ChapterNotice.TryRead(System.Text.Encoding.UTF8.GetBytes(aside.Body), out var notice));
        Assert.Equal("bob", notice.Customer.Value);
    }

    [Fact]
    public async Task MovedAside_IsShownOnTheShelf_AndPublishedWhenItIsReplayed_HoweverMuchLater()
    {
        var readers = new Readers { Answer = _ => new PublishAnswer.Refused("http-400") };
        await using var world = await World.AtAsync("2026-06-01 12:00", null, new Phone(), readers, Stories.Of("hello", """{ "id": "w", "wait": "P9D" }"""));
        await world.TellAsync("ann", "app.opened");
        await world.RunToAsync("2026-06-03 12:00");
        var shown = Assert.Single(await world.Poison.ListAsync(World.Cancel));
        Assert.Equal(("facts", "ann", "refused: http-400"), (shown.Queue, shown.Customer?.Value, shown.Aside.Reason));
        Assert.StartsWith("ann/", shown.Id, StringComparison.Ordinal);

        readers.Answer = _ => new PublishAnswer.Taken();
        Assert.IsType<ReplayAnswer.Queued>(Assert.Single(await world.Poison.ReplayAsync(item => item.Id == shown.Id, World.Cancel)).Answer);
        await world.SettleAsync();

        Assert.Equal("campaigns.enrollment.entered", Assert.Single(readers.Known).Type);
        Assert.Empty(await world.Poison.ListAsync(World.Cancel));
    }

    [Fact]
    public async Task GivenUpByTheFunctionsHost_TheBareOriginalIsShownAndReplayed()
    {
        var readers = new Readers { Answer = _ => new PublishAnswer.Unavailable("http-503") };
        await using var world = await World.AtAsync("2026-06-01 12:00", null, new Phone(), readers, Stories.Of("hello", """{ "id": "w", "wait": "P9D" }"""));
        await world.TellAsync("ann", "app.opened");
        await world.RunToAsync("2026-06-01 12:10");
        await world.Store.SendAsync(FactSender.PoisonQueue, [new ChapterNotice(new("ann"), 0, world.Time.Now).Write()], Duration.Zero, World.Cancel);

        Assert.Contains("given up by the host", Assert.Single(await world.Poison.ListAsync(World.Cancel)).Aside.Reason, StringComparison.Ordinal);
        readers.Answer = _ => new PublishAnswer.Taken();
        await world.Poison.ReplayAsync(null, World.Cancel);
        await world.SettleAsync();

        Assert.Single(readers.Known);
    }

    [Fact]
    public async Task NoticeOfASaveThatNeverHappened_IsWaitedFor_ThenDropped()
    {
        var readers = new Readers();
        await using var world = await World.AtAsync("2026-06-01 12:00", null, new Phone(), readers, Stories.Hello);
        await world.Store.SendAsync(FactOutbox.Queue, [new ChapterNotice(new("ann"), 7, world.Time.Now).Write()], Duration.Zero, World.Cancel);

        await world.RunToAsync("2026-06-01 12:29");
        Assert.Equal(1, await world.Store.CountAsync(FactOutbox.Queue, World.Cancel));
        await world.RunToAsync("2026-06-01 12:40");

        Assert.Equal(0, await world.Store.CountAsync(FactOutbox.Queue, World.Cancel));
        Assert.Empty(readers.Heard);
        Assert.Empty(await world.PoisonAsync(FactSender.PoisonQueue));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("ann\n-1\n0")]
    [InlineData("ann\n1\n99999999999999999")]
    [InlineData("a/b\n1\n0")]
    public async Task UnreadableNotice_IsMovedAside(string body)
    {
        await using var world = await World.AtAsync("2026-06-01 12:00", null, new Phone(), new Readers(), Stories.Hello);
        await world.Store.SendAsync(FactOutbox.Queue, [System.Text.Encoding.UTF8.GetBytes(body)], Duration.Zero, World.Cancel);
        await world.SettleAsync();

        Assert.StartsWith("unreadable", Assert.Single(await world.PoisonAsync(FactSender.PoisonQueue)).Reason, StringComparison.Ordinal);
        Assert.Equal(0, await world.Store.CountAsync(FactOutbox.Queue, World.Cancel));
    }

    [Fact]
    public async Task Unconfigured_NothingIsQueued()
    {
        await using var world = await World.AtAsync("2026-06-01 12:00", Stories.Hello);
        await world.TellAsync("ann", "app.opened");

        Assert.Equal(0, await world.Store.CountAsync(FactOutbox.Queue, World.Cancel));
    }

    [Fact]
    public async Task Data_HoldsIdsCodesAndNumbers_AndNothingOfTheProfile()
    {
        var readers = new Readers();
        var (world, _) = await LiveAsync(readers);
        await using var _ = world;
        await world.TellAsync("ann", "message.bounced", ("message_id", (await world.MessageAsync("a")).Value), ("reason", "550 no mailbox ann@example.com"), ("kind", "soft"));
        await world.RunToAsync("2026-06-06 00:00");

        var sent = JsonOf(readers, "campaigns.message.sent");
        Assert.Equal(
            ["customer_id", "journey", "version", "enrollment_id", "step", "channel", "message_id", "first", "template", "locale", "text_version", "provider", "provider_id"],
            sent[0].EnumerateObject().Select(property => property.Name));
        Assert.Equal(("ann", "hello", 1, "a", "sms", "phone", "p1"), (
            sent[0].GetProperty("customer_id").GetString(), sent[0].GetProperty("journey").GetString(), sent[0].GetProperty("version").GetInt32(), sent[0].GetProperty("step").GetString(),
            sent[0].GetProperty("channel").GetString(), sent[0].GetProperty("provider").GetString(), sent[0].GetProperty("provider_id").GetString()));
        Assert.Equal("standard", readers.Data("crm.hot_lead").GetProperty("tier").GetString());
        Assert.Equal(["bad-token", null], JsonOf(readers, "campaigns.message.failed").Select(d => d.TryGetProperty("reason", out var reason) ? reason.GetString() : null));
        var all = string.Concat(readers.Known.Select(e => System.Text.Encoding.UTF8.GetString(e.Data.Span) + e.Subject + e.Id));
        foreach (var personal in (string[])["912345678", "ann@example.com", "Ann Lee", "push-ann", "mailbox"])
            Assert.DoesNotContain(personal, all, StringComparison.Ordinal);
    }

    private static List<System.Text.Json.JsonElement> JsonOf(Readers readers, string type) =>
        [.. readers.Known.Where(e => e.Type == type).Select(e => System.Text.Json.JsonElement.Parse(e.Data.Span))];

    [Theory]
    [InlineData("no-consent:sms:marketing", true)]
    [InlineData("outranked:renewal-countdown", true)]
    [InlineData("won-back", true)]
    [InlineData("mailbox unavailable", false)]
    [InlineData("ann@example.com", false)]
    [InlineData("unreachable:0912345678", false)]
    [InlineData("+886912345678", false)]
    [InlineData("找不到收件人", false)]
    public void Reason_LeavesTheHouseOnlyAsACode(string reason, bool told)
    {
        var fact = new Fact(Instant.FromUnixTimeSeconds(0), FactKind.Failed) { Reason = reason };
        var data = System.Text.Json.JsonElement.Parse(FactEvents.Of(new("ann"), 0, [fact]).Single().Data.Span);

        Assert.Equal(told ? reason : null, data.TryGetProperty("reason", out var found) ? found.GetString() : null);
    }

    [Theory]
    [InlineData(FactKind.Planned)]
    [InlineData(FactKind.Reserved)]
    [InlineData(FactKind.Event)]
    [InlineData(FactKind.Warning)]
    public void InnerFacts_StayInside_AndKeepTheirPlaceInTheNumbering(string kind)
    {
        var events = FactEvents.Of(new("ann"), 3, [new Fact(default, kind), new Fact(default, FactKind.Ended) { Detail = AttributeBag.Empty }]).ToList();

        Assert.EndsWith("-3-1", Assert.Single(events).Id, StringComparison.Ordinal);
        Assert.Equal("0000000003.0001", events[0].Sequence);
    }
}
