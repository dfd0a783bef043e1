using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Campaigns.Model;
using Campaigns.Runtime.Dispatch;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Intake;
using Campaigns.Runtime.Tests.Support;
using Campaigns.Runtime.Tracing;
using NodaTime;

namespace Campaigns.Runtime.Tests.Tracing;

/// <summary>The spans from an event or a timer to the provider, over the queues of a real store.</summary>
[Collection(TracingCollection.Name)]
public sealed class SpanTests
{
    private static async Task<CampaignHarness> OpenAsync(RecordingProvider? provider = null, RecordingPublisher? receiver = null)
    {
        var harness = await CampaignHarness.StartAsync(
            "2026-06-01 12:00", null, provider ?? new RecordingProvider(), receiver, SampleJourneys.Hello,
            SampleJourneys.Of(
                "later", $$"""{ "id": "w", "wait": "PT1H" }, {{SampleJourneys.Send("s")}}""", entry: """{ "on": "gift.claimed" }"""));
        await harness.AddCustomerAsync();
        await harness.RunDueAsync();
        return harness;
    }

    [Fact]
    public async Task Deliver_AfterAnEvent_BelongsToTheTraceOfTheEvent()
    {
        await using var harness = await OpenAsync();
        using var spans = SpanRecorder.Start();

        await harness.SendEventAsync("ann", "app.opened", ("screen", "home"));
        await harness.RunDueAsync();

        var call = Assert.Single(spans.Spans(), span => span.DisplayName == "call provider");
        Assert.Equal(["process sms", "send sms", "handle customer", "test"], spans.AncestorsOf(call));
        Assert.Equal(ActivityKind.Client, call.Kind);
        var delivery = Assert.Single(spans.Spans(), span => span.DisplayName == "process sms");
        Assert.Equal((ActivityKind.Consumer, true), (delivery.Kind, delivery.HasRemoteParent));
        Assert.Equal(delivery.ParentSpanId, delivery.Links.First().Context.SpanId);
        Assert.Equal(
            [("campaigns.dequeue_count", 1), ("campaigns.journey", "hello"), ("campaigns.outcome", "sent"), ("campaigns.step", "s"),
                ("messaging.destination.name", "sms"), ("messaging.message.id", call.GetTagItem("messaging.message.id")),
                ("messaging.operation.name", "process"), ("messaging.operation.type", "process"), ("messaging.system", "campaigns")],
            delivery.TagObjects.Select(tag => (tag.Key, tag.Value)).OrderBy(tag => tag.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Deliver_AfterATimer_BelongsToTheTraceOfTheTimer()
    {
        await using var harness = await OpenAsync();
        await harness.SendEventAsync("ann", "gift.claimed");
        using var spans = SpanRecorder.Start();

        await harness.RunToAsync("2026-06-01 13:00");

        var call = Assert.Single(spans.Spans(), span => span.DisplayName == "call provider");
        Assert.Equal(["process sms", "send sms", "handle customer", "advance enrollment", "test"], spans.AncestorsOf(call));
        Assert.Equal("later", Assert.Single(spans.Spans(), span => span.DisplayName == "advance enrollment").GetTagItem(SpanTags.Journey));
    }

    [Fact]
    public async Task Publish_SeveralNotices_LinksTheSpanOfEach()
    {
        var receiver = new RecordingPublisher();
        await using var harness = await OpenAsync(receiver: receiver);
        await harness.AddCustomerAsync("bob");
        using var spans = SpanRecorder.Start();

        await harness.SendEventAsync("ann", "app.opened", ("screen", "home"));
        await harness.SendEventAsync("bob", "app.opened", ("screen", "home"));
        await harness.RunToAsync("2026-06-01 12:01");

        var sent = spans.Spans().Where(span => span.DisplayName == "send facts").Select(span => span.SpanId).ToHashSet();
        Assert.Equal(2, sent.Count); // of each the entry together with the delivery
        var processed = spans.Spans().Where(span => span.DisplayName == "process facts").ToList();
        Assert.Equal(sent, [.. processed.SelectMany(span => span.Links).Select(link => link.Context.SpanId).Where(sent.Contains)]);
        var published = spans.Spans().Where(span => span.DisplayName == "publish events").ToList();
        Assert.Equal(receiver.Received.Count, published.Sum(span => (int)span.GetTagItem(SpanTags.Published)!));
        Assert.All(published, span => Assert.Contains(span.ParentSpanId, processed.Select(parent => parent.SpanId)));
    }

    [Fact]
    public async Task Take_EventsOfSeveralCallersTogether_LinksTheSpansOfTheOthers()
    {
        await using var harness = await OpenAsync();
        using var spans = SpanRecorder.Start();
        var callers = new List<Activity>();
        async Task<bool> TakeAsync(string screen)
        {
            using var caller = new Activity("caller").Start();
            callers.Add(caller);
            return await harness.Runner.HandleAsync(harness.Event("ann", "app.opened", ("screen", screen)), CampaignHarness.Cancel);
        }

        var waiting = new List<Task<bool>>();
        harness.Store.Before(Intakes.SaveOfCustomer, () =>
        {
            waiting.AddRange([TakeAsync("second"), TakeAsync("third")]);
            return Task.CompletedTask;
        });
        Assert.True(await TakeAsync("first"));
        Assert.All(await Task.WhenAll(waiting), Assert.True);

        var together = Assert.Single(spans.Spans(), span => span.DisplayName == "handle customer" && span.Links.Any());
        Assert.Equal(callers[1].SpanId, together.ParentSpanId);
        Assert.Equal([callers[2].SpanId], together.Links.Select(link => link.Context.SpanId));
    }

    [Theory]
    [InlineData("rejected")]
    [InlineData("thrown")]
    public async Task Spans_WhateverTheProviderSays_TellNothingAboutThePerson(string how)
    {
        const string words = "550 +886912345678 ann@example.com Ann Lee unknown here";
        var provider = new RecordingProvider
        {
            Answer = _ => how == "thrown" ? throw new InvalidOperationException(words) : new ProviderResult.Rejected(words, true),
        };
        await using var harness = await OpenAsync(provider, new RecordingPublisher());
        using var spans = SpanRecorder.Start();

        await harness.SendEventAsync("ann", "app.opened", ("screen", "home"));
        await harness.RunToAsync("2026-06-01 20:00");

        Assert.NotEmpty(provider.Calls);
        var call = spans.Spans().First(span => span.DisplayName == "call provider");
        Assert.Equal((how == "thrown" ? "unknown" : "rejected", ActivityStatusCode.Error),
            (call.GetTagItem(SpanTags.Error), call.Status));
        var text = ((Campaigns.Model.Messages.RenderedMessage.Text)provider.Calls[0].Content).Body;
        Assert.All((string[])["=ann", "Ann Lee", "886912345678", "@", "550 ", text], secret =>
            Assert.DoesNotContain(secret, spans.Text(), StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task QueueBodies_NobodyListens_CarryNoTrace_ThoughAnActivityIsCurrent()
    {
        await using var harness = await OpenAsync(receiver: new RecordingPublisher());
        using var activity = new Activity("web server").Start();
        Assert.False(CampaignActivities.IsListenedTo);

        await harness.SendEventAsync("ann", "app.opened", ("screen", "home"));

        var request = Assert.Single(await harness.Store.ReceiveAsync("sms", 32, Duration.FromMinutes(1), CampaignHarness.Cancel));
        Assert.True(MessageRequestCodec.TryRead(Channel.Sms, request.Body.Span, out var read));
        Assert.Null(read.TraceParent);
        await harness.RunToAsync("2026-06-01 12:00");
        Assert.Null(TraceContext.Current);
    }

    [Fact]
    public void Spans_NobodyListens_AllocateNothing()
    {
        using var activity = new Activity("web server").Start();
        Assert.False(CampaignActivities.IsListenedTo);
        var (enrollment, message) = (new EnrollmentId("later~k3~1"), new MessageId("m1"));
        var request = new MessageRequest(Channel.Sms, new("ann"), message) { Stamp = new(1, 0) };
        var notice = new TimelineBatchNotice(new("ann"), 7, Instant.FromUnixTimeSeconds(1));
        UseAll(enrollment, message, request, notice); // what is compiled and set up the first time does not count

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            UseAll(enrollment, message, request, notice);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void UseAll(EnrollmentId enrollment, MessageId message, MessageRequest request, TimelineBatchNotice notice)
    {
        using var intake = CampaignActivities.StartIntake();
        using var work = CampaignActivities.StartUnitOfWork();
        using var advance = CampaignActivities.StartAdvance(enrollment);
        using var send = CampaignActivities.StartSend("sms", 3);
        using var process = CampaignActivities.StartProcess("sms", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        using var call = CampaignActivities.StartProviderCall(Channel.Sms, "phone", message);
        using var publish = CampaignActivities.StartPublish(3);
        CampaignActivities.SetOutcome("sent");
        _ = request.Traced();
        _ = notice.Traced();
    }
}

/// <summary>Tests that listen, and tests that need nobody to, one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "xunit calls it a collection")]
public sealed class TracingCollection
{
    public const string Name = "tracing";
}
