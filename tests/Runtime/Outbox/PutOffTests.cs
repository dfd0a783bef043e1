using Campaigns.Model;
using Campaigns.Publishing;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests.Outbox;

/// <summary>
/// A message on its queue answers for what was saved with it: one notice tells of both, and whatever becomes of the message, nothing stays
/// unsaid.
/// </summary>
public sealed class PutOffTests
{
    private const string Entered = "campaigns.enrollment.entered";
    private static readonly string Journey = SampleJourneys.Of("hello",
        $$"""{{SampleJourneys.Send("a")}}, { "id": "w", "wait": "P9D" }""");

    private static async Task<CampaignHarness> OpenAsync(
        RecordingPublisher receiver, RecordingProvider? provider = null, string? journey = null)
    {
        var harness = await CampaignHarness.StartAsync(
            "2026-06-01 12:00", null, provider ?? new RecordingProvider(), receiver, journey ?? Journey);
        await harness.AddCustomerAsync();
        return harness;
    }

    private static async Task<long> NoticesAsync(CampaignHarness harness) =>
        await harness.Store.CountAsync(TimelineOutbox.Queue, CampaignHarness.Cancel);

    [Fact]
    public async Task MessageAtOnce_OneNoticeTellsOfTheEntryAndOfTheMessage()
    {
        var receiver = new RecordingPublisher();
        await using var harness = await OpenAsync(receiver);
        await harness.SendEventAsync("ann", "app.opened");
        Assert.Equal(0, await NoticesAsync(harness));
        Assert.NotNull((await harness.RecordAsync()).Unannounced);

        await harness.RunDueAsync();
        Assert.Equal(1, await NoticesAsync(harness));
        Assert.Null((await harness.RecordAsync()).Unannounced);
        await harness.RunToAsync("2026-06-01 13:00");

        Assert.Equal([Entered, "campaigns.message.sent"], receiver.Received.Select(e => e.Type));
    }

    [Fact]
    public async Task WithoutAMessage_TheNoticeGoesAtOnce()
    {
        var receiver = new RecordingPublisher();
        await using var harness = await OpenAsync(receiver, journey: SampleJourneys.Of("hello", """{ "id": "w", "wait": "P9D" }"""));
        await harness.SendEventAsync("ann", "app.opened");

        Assert.Equal(1, await NoticesAsync(harness));
        Assert.Null((await harness.RecordAsync()).Unannounced);
    }

    [Fact]
    public async Task ProviderAway_TheEntryIsToldWhileTheMessageWaits_Once()
    {
        var receiver = new RecordingPublisher();
        var provider = new RecordingProvider { Answer = _ => new ProviderResult.Unavailable("http-503", Duration.FromMinutes(20)) };
        await using var harness = await OpenAsync(receiver, provider);
        await harness.SendEventAsync("ann", "app.opened");
        await harness.RunToAsync("2026-06-01 12:01");
        Assert.Equal([Entered], receiver.Received.Select(e => e.Type));

        await harness.RunToAsync("2026-06-01 14:00");
        provider.Answer = _ => new ProviderResult.Accepted("p1");
        await harness.RunToAsync("2026-06-01 18:00");

        Assert.Equal([Entered, "campaigns.message.sent"], receiver.Received.Select(e => e.Type));
    }

    [Fact]
    public async Task ProviderDoesNotSay_TheEntryIsToldBeforeItIsAskedAgain()
    {
        var receiver = new RecordingPublisher();
        var provider = new RecordingProvider { Answer = _ => new ProviderResult.Unknown("http-timeout") };
        await using var harness = await OpenAsync(receiver, provider);
        await harness.SendEventAsync("ann", "app.opened");
        await harness.RunDueAsync();

        Assert.Equal(1, await NoticesAsync(harness));
        Assert.Null((await harness.RecordAsync()).Unannounced);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ChannelHeld_TheEntryIsToldAllTheSame(bool before)
    {
        var receiver = new RecordingPublisher();
        await using var harness = await OpenAsync(receiver);
        var hold = DeliveryHold.None.With(new HeldDelivery(null, harness.Time.Now, "ops", "wrong premium"));
        if (before)
            harness.Library.Hold = hold;
        await harness.SendEventAsync("ann", "app.opened");
        harness.Library.Hold = hold;
        if (!before)
            await harness.Services.Senders[Channel.Sms].RunPageAsync(CampaignHarness.Cancel); // as a trigger hands it over

        Assert.Equal(1, await NoticesAsync(harness));
        Assert.Null((await harness.RecordAsync()).Unannounced);
        harness.Library.Hold = DeliveryHold.None;
        await harness.RunToAsync("2026-06-02 12:00");
        Assert.Equal([Entered, "campaigns.message.sent"], receiver.Received.Select(e => e.Type));
    }

    [Fact]
    public async Task MessageWithdrawnFromTheQueue_WhatItAnsweredForIsTold()
    {
        var receiver = new RecordingPublisher();
        await using var harness = await OpenAsync(receiver);
        await harness.SendEventAsync("ann", "app.opened");
        await harness.SendPolicyAsync(type: "policy.renewed");
        await harness.RunToAsync("2026-06-01 14:00");

        Assert.Equal(receiver.Distinct.Count, receiver.Received.Count);
        Assert.Contains(receiver.Received, e => e.Type == Entered);
        Assert.Empty(harness.Provider.Delivered);
        Assert.Null((await harness.RecordAsync()).Unannounced);
    }

    /// <summary>Whoever knows nothing of it leaves the row, and so does a unit of work that tells nobody anything.</summary>
    [Fact]
    public async Task EventThatTellsNobodyAnything_LeavesItToTheMessage()
    {
        var receiver = new RecordingPublisher();
        await using var harness = await OpenAsync(receiver);
        await harness.SendEventAsync("ann", "app.opened");
        await harness.SendEventAsync("ann", "customer.updated", ("given_name", "Anna"));

        Assert.Equal(0, await NoticesAsync(harness));
        await harness.RunToAsync("2026-06-01 13:00");
        Assert.Equal([Entered, "campaigns.message.sent"], receiver.Received.Select(e => e.Type));
    }

    [Fact]
    public async Task ManyMessagesOneAfterTheOther_PutNothingOffForLong()
    {
        var receiver = new RecordingPublisher();
        await using var harness = await OpenAsync(receiver, journey: SampleJourneys.Of("hello",
            string.Join(", ", Enumerable.Range(0, 20).Select(i => SampleJourneys.Send($"s{i}", "\"sms\", \"push\"", ", \"fallback\": true")))));
        await harness.SendEventAsync("ann", "app.opened");
        await harness.RunToAsync("2026-06-01 14:00");

        Assert.Equal(20, receiver.Received.Count(e => e.Type == "campaigns.message.sent"));
        Assert.Equal(3, harness.Store.Log.Count(call => call == "Send facts")); // of 21 rows, nine at a time
        Assert.Equal(receiver.Distinct.Count, receiver.Received.Count);
    }

    [Fact]
    public async Task NoticeOfSeveral_WhoseLastWasNeverSaved_TellsOfThoseBefore_WhenItIsGivenUp()
    {
        var receiver = new RecordingPublisher();
        await using var harness = await OpenAsync(receiver, journey: SampleJourneys.Of("hello", """{ "id": "w", "wait": "P9D" }"""));
        await harness.SendEventAsync("ann", "app.opened");
        await harness.RunToAsync("2026-06-01 12:05");
        var last = (await harness.RecordAsync()).Head.TimelineBatches;
        await harness.Store.SendAsync(TimelineOutbox.Queue,
            [new TimelineBatchNotice(new("ann"), new TimelineRange(last - 1, last), harness.Time.Now).Write()], Duration.Zero,
            CampaignHarness.Cancel);

        await harness.RunToAsync("2026-06-01 12:30");
        Assert.Equal([Entered], receiver.Received.Select(e => e.Type));
        await harness.RunToAsync("2026-06-01 12:50");

        Assert.Equal([Entered, Entered], receiver.Received.Select(e => e.Type));
        Assert.Equal(0, await NoticesAsync(harness));
        Assert.Empty(await harness.DeadLettersAsync(TimelinePublisher.DeadLetterQueueName));
    }

    [Theory]
    [InlineData("7", 7, 7)]
    [InlineData("5-7", 5, 7)]
    [InlineData("0-9223372036854775807", 0, long.MaxValue)]
    public void Range_IsWrittenAsItIsRead(string text, long first, long last)
    {
        Assert.True(TimelineRange.TryParse(text, out var range));
        Assert.Equal(new TimelineRange(first, last), range);
        Assert.Equal(text, range.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("7-")]
    [InlineData("-7")]
    [InlineData("7-7")]
    [InlineData("7-5")]
    [InlineData("5-6-7")]
    [InlineData("+5")]
    [InlineData("9223372036854775808")]
    public void Range_Nonsense_IsRefused(string text) => Assert.False(TimelineRange.TryParse(text, out _));
}
