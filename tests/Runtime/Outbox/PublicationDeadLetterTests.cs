using Campaigns.Publishing;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests.Outbox;

/// <summary>What a receiver refuses, or nobody can read, is kept as a dead letter and published when it is sent again.</summary>
public sealed class PublicationDeadLetterTests
{
    [Fact]
    public async Task RefusedEvent_IsDeadLettered_AndTheOthersArePublished()
    {
        var receiver = new RecordingPublisher
        {
            Answer = batch =>
            batch.Any(e => e.Type == "crm.bad") ? new PublishResult.Refused("http-400") : new PublishResult.Accepted()
        };
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", null, new RecordingProvider(), receiver,
            SampleJourneys.Of("good", """{ "id": "p", "publish": { "type": "crm.good" } }"""),
            SampleJourneys.Of("bad", """{ "id": "p", "publish": { "type": "crm.bad" } }""", entry: """{ "on": "app.product_viewed" }"""));
        await harness.SendEventAsync("ann", "app.opened");
        await harness.SendEventAsync("bob", "app.product_viewed");
        await harness.RunToAsync("2026-06-01 13:00");

        Assert.Contains(receiver.Distinct, e => e.Type == "crm.good");
        var deadLetter = Assert.Single(await harness.DeadLettersAsync(TimelinePublisher.DeadLetterQueueName));
        Assert.Equal("refused: http-400", deadLetter.Reason);
        Assert.True(TimelineBatchNotice.TryRead(System.Text.Encoding.UTF8.GetBytes(deadLetter.Body), out var notice));
        Assert.Equal("bob", notice.Customer.Value);
    }

    [Fact]
    public async Task DeadLettered_IsListed_AndPublishedWhenResent_HoweverLate()
    {
        var receiver = new RecordingPublisher { Answer = _ => new PublishResult.Refused("http-400") };
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 12:00", null, new RecordingProvider(), receiver,
                SampleJourneys.Of("hello", """{ "id": "w", "wait": "P9D" }"""));
        await harness.SendEventAsync("ann", "app.opened");
        await harness.RunToAsync("2026-06-03 12:00");
        var shown = Assert.Single(await harness.DeadLetters.ListAsync(CampaignHarness.Cancel));
        Assert.Equal(("facts", "ann", "refused: http-400"), (shown.Queue, shown.Customer?.Value, shown.DeadLetter.Reason));
        Assert.StartsWith("ann/", shown.Id, StringComparison.Ordinal);

        receiver.Answer = _ => new PublishResult.Accepted();
        Assert.IsType<ResendResult.Queued>(
            Assert.Single(await harness.DeadLetters.ResendAsync(item => item.Id == shown.Id, CampaignHarness.Cancel)).Answer);
        await harness.RunDueAsync();

        Assert.Equal("campaigns.enrollment.entered", Assert.Single(receiver.Distinct).Type);
        Assert.Empty(await harness.DeadLetters.ListAsync(CampaignHarness.Cancel));
    }

    [Fact]
    public async Task DeadLetteredByTheFunctionsHost_IsListedAndResent()
    {
        var receiver = new RecordingPublisher { Answer = _ => new PublishResult.Unavailable("http-503") };
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 12:00", null, new RecordingProvider(), receiver,
                SampleJourneys.Of("hello", """{ "id": "w", "wait": "P9D" }"""));
        await harness.SendEventAsync("ann", "app.opened");
        await harness.RunToAsync("2026-06-01 12:10");
        await harness.Store.SendAsync(TimelinePublisher.DeadLetterQueueName,
            [new TimelineBatchNotice(new("ann"), 0, harness.Time.Now).Write()], Duration.Zero, CampaignHarness.Cancel);

        Assert.Contains("dead-lettered by the Functions host",
            Assert.Single(await harness.DeadLetters.ListAsync(CampaignHarness.Cancel)).DeadLetter.Reason, StringComparison.Ordinal);
        receiver.Answer = _ => new PublishResult.Accepted();
        await harness.DeadLetters.ResendAsync(null, CampaignHarness.Cancel);
        await harness.RunDueAsync();

        Assert.Single(receiver.Distinct);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("ann\n-1\n0")]
    [InlineData("ann\n1\n99999999999999999")]
    [InlineData("a/b\n1\n0")]
    public async Task UnreadableNotice_IsDeadLettered(string body)
    {
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 12:00", null, new RecordingProvider(), new RecordingPublisher(),
                SampleJourneys.Hello);
        await harness.Store.SendAsync(TimelineOutbox.Queue, [System.Text.Encoding.UTF8.GetBytes(body)], Duration.Zero,
            CampaignHarness.Cancel);
        await harness.RunDueAsync();

        Assert.StartsWith("unreadable", Assert.Single(await harness.DeadLettersAsync(TimelinePublisher.DeadLetterQueueName)).Reason,
            StringComparison.Ordinal);
        Assert.Equal(0, await harness.Store.CountAsync(TimelineOutbox.Queue, CampaignHarness.Cancel));
    }
}
