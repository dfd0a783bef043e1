using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using Campaigns.Senders.Delivery;
using NodaTime;

namespace Campaigns.Runtime.Tests.Delivery;

/// <summary>
/// While messages are held nothing reaches a provider; when they are released each is decided again, and none is lost or doubled.
/// </summary>
public sealed class HoldTests
{
    private static DeliveryHold Hold(CampaignHarness harness, Channel? channel = null) =>
        DeliveryHold.None.With(new HeldDelivery(channel, harness.Time.Now, "ops", "wrong premium"));

    private static async Task<CampaignHarness> OpenedAsync(string steps, bool held = true)
    {
        var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", policy: null, new RecordingProvider(),
            SampleJourneys.Of("hello", steps));
        await harness.AddCustomerAsync();
        if (held)
            harness.Library.Hold = Hold(harness);
        await harness.SendEventAsync("ann", "app.opened");
        return harness;
    }

    private static async Task ReleaseAsync(CampaignHarness harness)
    {
        harness.Library.Hold = DeliveryHold.None;
        await harness.RunDueAsync();
    }

    [Fact]
    public async Task Held_JourneysGoOn_AndTheirMessagesGoWhenReleased_OnceEach()
    {
        await using var harness = await OpenedAsync(
            $$"""{{SampleJourneys.Send("a")}}, { "id": "w", "wait": "P1D" }, {{SampleJourneys.Send("b")}}""");
        await harness.RunToAsync("2026-06-03 12:00");
        Assert.Empty(harness.Provider.Calls);

        await ReleaseAsync(harness);
        await harness.RunToAsync("2026-06-04 12:00");

        Assert.Equal(["2026-06-03 12:00 sent a sms", "2026-06-03 12:00 sent b sms"],
            (await harness.TimelineAsync("ann", "sent", "unknown", "failed")).Order(StringComparer.Ordinal));
        Assert.Equal(2, harness.Provider.Calls.Count);
    }

    [Fact]
    public async Task Released_MessageThatIsTooLate_IsNotSent_AndToldWhy()
    {
        await using var harness = await OpenedAsync(SampleJourneys.Send("a", "\"sms\"", ", \"deadline\": \"P1D\""));
        await harness.RunToAsync("2026-06-03 12:00");

        await ReleaseAsync(harness);

        Assert.Empty(harness.Provider.Calls);
        Assert.Equal(["2026-06-03 12:00 released a sms expired"], await harness.TimelineAsync("ann", "sent", "released"));
    }

    [Fact]
    public async Task Released_MessageThatIsNoLongerWanted_IsNotSent()
    {
        await using var harness = await OpenedAsync($$"""{{SampleJourneys.Send("a")}}, { "id": "w", "wait": "P5D" }""");
        await harness.RunDueAsync();
        await harness.SendPolicyAsync(type: "policy.renewed"); // exits are heard
        Assert.Equal(["2026-06-01 12:00 exited renewed"], await harness.TimelineAsync("ann", "exited"));

        await ReleaseAsync(harness);
        await harness.RunToAsync("2026-06-03 12:00");

        Assert.Empty(harness.Provider.Calls);
        Assert.Single(await harness.TimelineAsync("ann", "released"));
    }

    [Fact]
    public async Task Released_CustomerWhoHasObjectedMeanwhile_GetsNothing()
    {
        await using var harness = await OpenedAsync(SampleJourneys.Send("a"));
        await harness.RunDueAsync();
        await harness.SendEventAsync("ann", "customer.do_not_disturb", ("on", true), ("how", "app"));

        await ReleaseAsync(harness);

        Assert.Empty(harness.Provider.Calls);
    }

    [Fact]
    public async Task OneChannelHeld_OthersGo()
    {
        await using var harness = await OpenedAsync(
            $$"""{{SampleJourneys.Send("a")}}, {{SampleJourneys.Send("b", "\"email\"")}}""", held: false);
        harness.Library.Hold = Hold(harness, Channel.Sms);
        await harness.RunToAsync("2026-06-02 12:00");
        Assert.Equal([Channel.Email], harness.Provider.Calls.Select(message => message.Channel));

        await ReleaseAsync(harness);

        Assert.Equal([Channel.Email, Channel.Sms], harness.Provider.Calls.Select(message => message.Channel));
    }

    [Fact]
    public async Task HeldAfterItWasTakenFromItsQueue_GoesBack_AndItWasNoAttempt()
    {
        await using var harness = await OpenedAsync(SampleJourneys.Send("a"), held: false);
        var taken = Assert.Single(await harness.Store.ReceiveAsync("sms", 1, Duration.FromMinutes(1), CampaignHarness.Cancel));
        harness.Library.Hold = Hold(harness);

        Assert.False(await harness.Services.Senders[Channel.Sms].HandleAsync(taken, CampaignHarness.Cancel));

        Assert.Empty(harness.Provider.Calls);
        harness.Library.Hold = DeliveryHold.None;
        await harness.RunToAsync("2026-06-01 12:10");
        Assert.Single(harness.Provider.Delivered);
    }

    [Fact]
    public async Task PumpOfAHost_LeavesHeldMessagesInTheirQueue()
    {
        await using var harness = await OpenedAsync(SampleJourneys.Send("a"));
        await using var pump = new ChannelPump(harness.Services.Senders[Channel.Sms], harness.Store, harness.Time, 8, e => Assert.Fail(e.Message));

        Assert.False(await pump.FillAsync(CampaignHarness.Cancel));

        Assert.Single(await harness.Store.ReceiveAsync("sms", 1, Duration.FromMinutes(1), CampaignHarness.Cancel), message => message.DequeueCount == 1);
    }

    /// <summary>Random lives of a few customers, under a switch that is turned at random, on two hosts of which one dies now and then.</summary>
    [Fact]
    public async Task HeldAndReleasedAtRandom_EveryMessageIsSentOnceOrToldWhyNot()
    {
        var sent = 0;
        for (var seed = 0; seed < 12; seed++)
            sent += await LiveAsync(new Random(seed));
        Assert.InRange(sent, 40, 10_000);
    }

    private static async Task<int> LiveAsync(Random random)
    {
        var provider = new RecordingProvider();
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 08:00", policy: null, provider, SampleJourneys.Of("hello", $$"""
            {{SampleJourneys.Send("a", "\"sms\"", ", \"deadline\": \"P2D\"")}}, { "id": "w", "wait": "P1D" }, {{SampleJourneys.Send("b", "\"email\"")}},
            { "id": "v", "wait": "PT6H" }, {{SampleJourneys.Send("c")}}
            """));
        provider.Answer = message => harness.Library.Hold.Of(message.Channel) is null ? new ProviderResult.Accepted()
            : throw new InvalidOperationException($"{message.Id} went out while {message.Channel} was held");
        await harness.AddCustomersAsync(4);
        for (var hour = 0; hour < 240; hour += random.Next(1, 12))
        {
            await harness.RetryUntilDoneAsync(() => harness.RunToAsync(CampaignHarness.At("2026-06-01 08:00") + Duration.FromHours(hour)));
            var customer = $"c{random.Next(4)}";
            harness.Store.CrashAt(random.Next(5, 80), random.Next(2) == 0);
            switch (random.Next(6))
            {
                case 0 or 1:
                    harness.Library.Hold = random.Next(2) == 0 ? Hold(harness) : Hold(harness, Channel.Sms);
                    break;
                case 2:
                    harness.Library.Hold = DeliveryHold.None;
                    break;
                case 3:
                    var renewed = harness.Event(customer, "policy.renewed", ("policy_id", $"P-{customer}"));
                    await harness.RetryUntilDoneAsync(async () => await harness.Runner.HandleAsync(renewed, CampaignHarness.Cancel));
                    break;
                default:
                    var opened = harness.Event(customer, "app.opened");
                    await harness.RetryUntilDoneAsync(async () => await harness.Runner.HandleAsync(opened, CampaignHarness.Cancel));
                    break;
            }

            await harness.RetryUntilDoneAsync(() => harness.StartHost() is var (other, _) && random.Next(2) == 0
                ? other.RunDueAsync(CampaignHarness.Cancel).AsTask() : harness.RunDueAsync());
        }

        harness.Library.Hold = DeliveryHold.None;
        await harness.RetryUntilDoneAsync(() => harness.RunToAsync("2026-07-01 08:00"));
        harness.Store.Restart();

        Assert.Equal(provider.Delivered.Count, provider.Delivered.Select(message => message.Id).Distinct().Count());
        for (var i = 0; i < 4; i++)
        {
            var told = new Dictionary<MessageId, List<string>>();
            await foreach (var line in harness.Services.Customers.ReadTimelineAsync(new($"c{i}"), CampaignHarness.Cancel))
            {
                if (line.Message is { } message)
                    (told.TryGetValue(message, out var kinds) ? kinds : told[message] = []).Add(line.Kind);
            }

            // What was only planned may be gone without a word: it had no place yet.
            Assert.All(told.Where(message => message.Value.Contains(TimelineEventKind.Reserved)), message => Assert.True(
                message.Value.Any(kind => kind is TimelineEventKind.Sent or TimelineEventKind.Released or TimelineEventKind.Refused)
                && message.Value.Count(kind => kind == TimelineEventKind.Sent) <= 1, $"{message.Key}: {string.Join(", ", message.Value)}"));
            Assert.DoesNotContain((await harness.RecordAsync($"c{i}")).Ledger.Entries,
                entry => entry.Status is Decisions.Contacts.ContactStatus.Reserved or Decisions.Contacts.ContactStatus.Sending);
        }

        return provider.Delivered.Count;
    }
}
