using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Publishing;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests.Outbox;

/// <summary>What is saved is published: every timeline event, under an id of its own, whatever dies in between.</summary>
public sealed class PublicationTests
{
    private static readonly string Journey = SampleJourneys.Of("hello", $$"""
        {{SampleJourneys.Send("a", "\"push\", \"sms\"", ", \"fallback\": true")}}, {{SampleJourneys.Send("b", "\"email\"")}}, { "id": "w", "wait": "P2D" },
        { "id": "p", "publish": { "type": "crm.hot_lead", "data": { "tier": "customer.value_tier" } } },
        { "id": "t", "task": { "to": "customer.agent_id", "template": "winback/agent-call", "due": "P1D" } }, { "id": "e", "end": "done" }
        """);

    /// <summary>A life in a world whose process dies at a call, and the calls it took, of those at which to die.</summary>
    private static async Task<(CampaignHarness World, IReadOnlyList<int> Calls)> LiveAsync(
        RecordingPublisher receiver, int dieAt = int.MaxValue, bool afterwards = false, RecordingProvider? provider = null)
    {
        provider ??= new RecordingProvider
        {
            Answer = m =>
            m.Channel == Channel.Push ? new ProviderResult.Rejected("bad-token", SuppressAddress: true)
            : new ProviderResult.Accepted("p1")
        };
        var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", null, provider, receiver, Journey);
        await harness.AddCustomerAsync();
        var opened = harness.Event("ann", "app.opened");
        var before = harness.Store.Calls;
        if (dieAt < int.MaxValue)
            harness.Store.CrashAt(dieAt, afterwards);
        await harness.RetryUntilDoneAsync(async () => await harness.Runner.HandleAsync(opened, CampaignHarness.Cancel));
        await harness.RetryUntilDoneAsync(() => harness.RunToAsync("2026-06-05 00:00"));
        harness.Store.Restart();
        return (harness, harness.Store.CrashPoints(before));
    }

    private static async Task<List<string>> OfTheTimelineAsync(CampaignHarness harness)
    {
        var kinds = new List<string>();
        await foreach (var timelineEvent in harness.Services.Customers.ReadTimelineAsync(new("ann"), CampaignHarness.Cancel))
        {
            if (TimelineCloudEvents.IsPublished(timelineEvent))
                kinds.Add(
                    $"{timelineEvent.Time} {(timelineEvent.Kind == TimelineEventKind.Published ? timelineEvent.Reason : timelineEvent.Kind == TimelineEventKind.Task ? "created" : timelineEvent.Kind)} {timelineEvent.Step}");
        }

        return kinds;
    }

    private static IEnumerable<string> Describe(IEnumerable<OutgoingEvent> events) =>
        events.Select(e =>
            $"{e.Time} {(e.Type.StartsWith("campaigns.", StringComparison.Ordinal) ? e.Type.Split('.')[^1] : e.Type)} {e.Subject?.Split('/').ElementAtOrDefault(1)}");

    [Fact]
    public async Task TimelineEvents_AreAllPublished_InOrder()
    {
        var receiver = new RecordingPublisher();
        var (harness, _) = await LiveAsync(receiver);
        await using var _ = harness;

        Assert.Equal(
            ["campaigns.enrollment.entered", "campaigns.message.failed", "campaigns.message.sent", "campaigns.message.sent",
                "crm.hot_lead", "campaigns.enrollment.ended", "campaigns.task.created"],
            receiver.Distinct.Select(e => e.Type));
        Assert.Equal(await OfTheTimelineAsync(harness), Describe(receiver.Distinct));
        Assert.Equal(receiver.Distinct.Count, receiver.Received.Count);
        Assert.Equal(0, await harness.Store.CountAsync(TimelineOutbox.Queue, CampaignHarness.Cancel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CrashAtAnyCall_NoEventIsLost_AndARepetitionHasTheSameId(bool afterwards)
    {
        var (whole, calls) = await LiveAsync(new RecordingPublisher());
        await whole.DisposeAsync();
        Assert.InRange(calls.Count, 30, 400);
        await Parallel.ForEachAsync(SweptCases.Of(calls), CampaignHarness.Cancel, async (call, cancel) =>
        {
            var receiver = new RecordingPublisher();
            var (harness, _) = await LiveAsync(receiver, call, afterwards);
            await using var _ = harness;

            var recorded = $"died {(afterwards ? "after" : "before")} call {call}";
            Assert.True((await OfTheTimelineAsync(harness)).SequenceEqual(Describe(receiver.Distinct)), recorded);
            Assert.True(receiver.Received.GroupBy(e => e.Id)
                .All(same => same.Select(e => Convert.ToHexString(e.Data.Span) + e.Type + e.Time).Distinct().Count() == 1), recorded);
            Assert.True(await harness.Store.CountAsync(TimelineOutbox.Queue, CampaignHarness.Cancel) == 0, recorded);
        });
    }

    [Fact]
    public async Task Concurrently_EveryUnitOfWorkIsPublished_HoweverOftenItWasDecidedAgain()
    {
        var receiver = new RecordingPublisher();
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 12:00", null, new RecordingProvider(), receiver, SampleJourneys.Hello);
        await harness.AddCustomerAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, 24), CampaignHarness.Cancel, async (i, _) =>
            await harness.SendEventAsync("ann", "app.opened", ("screen", $"s{i}")));
        await harness.RunToAsync("2026-06-02 12:00");

        Assert.Equal(await OfTheTimelineAsync(harness), Describe(receiver.Distinct));
        Assert.Equal(24, receiver.Distinct.Count(e => e.Type == "campaigns.message.sent"));
    }

    [Fact]
    public async Task ReceiverUnavailable_NothingIsLost_AndRetryAfterIsKept()
    {
        var receiver = new RecordingPublisher();
        var calls = new List<Instant>();
        CampaignHarness harness = null!;
        receiver.Answer = _ =>
        {
            calls.Add(harness.Time.Now);
            return calls.Count <= 3 ? new PublishResult.Unavailable("http-503", Duration.FromMinutes(2)) : new PublishResult.Accepted();
        };
        harness = await CampaignHarness.StartAsync("2026-06-01 12:00", null, new RecordingProvider(), receiver,
            SampleJourneys.Of("hello", """{ "id": "w", "wait": "P1D" }"""));
        await using var _ = harness;
        await harness.SendEventAsync("ann", "app.opened");
        await harness.RunToAsync("2026-06-01 13:00");

        Assert.Equal([Duration.FromMinutes(2), Duration.FromMinutes(2), Duration.FromMinutes(2)],
            calls.Zip(calls.Skip(1), (a, b) => b - a));
        Assert.Equal("campaigns.enrollment.entered", Assert.Single(receiver.Received).Type);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(100_000, 3600)]
    public async Task RetryAfter_TooLong_IsLimited(int hint, int seconds)
    {
        var calls = new List<Instant>();
        CampaignHarness harness = null!;
        var receiver = new RecordingPublisher
        {
            Answer = _ =>
            {
                calls.Add(harness.Time.Now);
                return calls.Count == 1 ? new PublishResult.Unavailable("http-503", Duration.FromSeconds(hint))
                    : new PublishResult.Accepted();
            },
        };
        harness = await CampaignHarness.StartAsync("2026-06-01 12:00", null, new RecordingProvider(), receiver,
            SampleJourneys.Of("hello", """{ "id": "w", "wait": "P9D" }"""));
        await using var _ = harness;
        await harness.SendEventAsync("ann", "app.opened");
        await harness.RunToAsync("2026-06-01 14:00");

        Assert.Equal(Duration.FromSeconds(seconds), calls[1] - calls[0]);
    }

    [Fact]
    public async Task ReceiverUnavailableForADay_NothingIsDeadLettered()
    {
        var receiver = new RecordingPublisher { Answer = _ => new PublishResult.Unavailable("http-401") };
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 12:00", null, new RecordingProvider(), receiver,
                SampleJourneys.Of("hello", """{ "id": "w", "wait": "P9D" }"""));
        await harness.SendEventAsync("ann", "app.opened");
        await harness.RunToAsync("2026-06-02 12:00");
        receiver.Answer = _ => new PublishResult.Accepted();
        await harness.RunToAsync("2026-06-02 12:10");

        Assert.Single(receiver.Received);
        Assert.Empty(await harness.DeadLettersAsync(TimelinePublisher.DeadLetterQueueName));
    }

    [Fact]
    public async Task NoticeOfASaveThatNeverHappened_IsWaitedFor_ThenDropped()
    {
        var receiver = new RecordingPublisher();
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 12:00", null, new RecordingProvider(), receiver, SampleJourneys.Hello);
        await harness.Store.SendAsync(TimelineOutbox.Queue, [new TimelineBatchNotice(new("ann"), 7, harness.Time.Now).Write()],
            Duration.Zero, CampaignHarness.Cancel);

        await harness.RunToAsync("2026-06-01 12:29");
        Assert.Equal(1, await harness.Store.CountAsync(TimelineOutbox.Queue, CampaignHarness.Cancel));
        await harness.RunToAsync("2026-06-01 12:40");

        Assert.Equal(0, await harness.Store.CountAsync(TimelineOutbox.Queue, CampaignHarness.Cancel));
        Assert.Empty(receiver.Received);
        Assert.Empty(await harness.DeadLettersAsync(TimelinePublisher.DeadLetterQueueName));
    }

    [Fact]
    public async Task Unconfigured_NothingIsQueued()
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", SampleJourneys.Hello);
        await harness.SendEventAsync("ann", "app.opened");

        Assert.Equal(0, await harness.Store.CountAsync(TimelineOutbox.Queue, CampaignHarness.Cancel));
    }

    [Fact]
    public async Task Data_HoldsIdsCodesAndNumbers_AndNothingOfTheProfile()
    {
        var receiver = new RecordingPublisher();
        var (harness, _) = await LiveAsync(receiver);
        await using var _ = harness;
        await harness.SendEventAsync("ann", "message.bounced", ("message_id", (await harness.MessageAsync("a")).Value),
            ("reason", "550 no mailbox ann@example.com"), ("kind", "soft"));
        await harness.RunToAsync("2026-06-06 00:00");

        var sent = JsonOf(receiver, "campaigns.message.sent");
        Assert.Equal(
            ["customer_id", "journey", "version", "enrollment_id", "step", "channel", "message_id", "first", "template", "locale",
                "text_version", "provider", "provider_id"],
            sent[0].EnumerateObject().Select(property => property.Name));
        Assert.Equal(("ann", "hello", 1, "a", "sms", "phone", "p1"), (
            sent[0].GetProperty("customer_id").GetString(), sent[0].GetProperty("journey").GetString(),
            sent[0].GetProperty("version").GetInt32(), sent[0].GetProperty("step").GetString(),
            sent[0].GetProperty("channel").GetString(), sent[0].GetProperty("provider").GetString(),
            sent[0].GetProperty("provider_id").GetString()));
        Assert.Equal("standard", receiver.Data("crm.hot_lead").GetProperty("tier").GetString());
        Assert.Equal(["bad-token", "bounced"],
            JsonOf(receiver, "campaigns.message.failed")
            .Select(d => d.TryGetProperty("reason", out var reason) ? reason.GetString() : null));
        var all = string.Concat(receiver.Distinct.Select(e => System.Text.Encoding.UTF8.GetString(e.Data.Span) + e.Subject + e.Id));
        foreach (var personal in (string[])["912345678", "ann@example.com", "Ann Lee", "push-ann", "mailbox"])
            Assert.DoesNotContain(personal, all, StringComparison.Ordinal);
    }

    private static List<System.Text.Json.JsonElement> JsonOf(RecordingPublisher receiver, string type) =>
        [.. receiver.Distinct.Where(e => e.Type == type).Select(e => System.Text.Json.JsonElement.Parse(e.Data.Span))];

    [Theory]
    [InlineData("no-consent:sms:marketing", true)]
    [InlineData("outranked:renewal-countdown", true)]
    [InlineData("won-back", true)]
    [InlineData("mailbox unavailable", false)]
    [InlineData("ann@example.com", false)]
    [InlineData("unreachable:0912345678", false)]
    [InlineData("+886912345678", false)]
    [InlineData("找不到收件人", false)]
    public void Reason_IsPublishedOnlyAsACode(string reason, bool recorded)
    {
        var timelineEvent = new TimelineEvent(Instant.FromUnixTimeSeconds(0), TimelineEventKind.Failed) { Reason = reason };
        var data = System.Text.Json.JsonElement.Parse(TimelineCloudEvents.Of(new("ann"), 0, [timelineEvent]).Single().Data.Span);

        Assert.Equal(recorded ? reason : null, data.TryGetProperty("reason", out var found) ? found.GetString() : null);
    }

    [Theory]
    [InlineData(TimelineEventKind.Planned)]
    [InlineData(TimelineEventKind.Reserved)]
    [InlineData(TimelineEventKind.Event)]
    [InlineData(TimelineEventKind.Warning)]
    public void UnpublishedEvents_KeepTheirSequenceNumbers(string kind)
    {
        var events = TimelineCloudEvents.Of(new("ann"), 3,
            [new TimelineEvent(default, kind), new TimelineEvent(default, TimelineEventKind.Ended) { Detail = AttributeBag.Empty }])
            .ToList();

        Assert.EndsWith("-3-1", Assert.Single(events).Id, StringComparison.Ordinal);
        Assert.Equal("0000000003.0001", events[0].Sequence);
    }
}
