using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests.Preferences;

/// <summary>What a customer wants and does not want is obeyed, also between reservation and sending.</summary>
public sealed class PreferenceTests
{
    private static readonly string Waiting =
        SampleJourneys.Of("hello", $"{SampleJourneys.Send("s")}, {{ \"id\": \"w\", \"wait\": \"P60D\" }}");

    private static async Task<CampaignHarness> OpenedAsync(
        string journey, ContactPolicy? policy = null, string at = "2026-06-01 12:00", params (string Name, object? Value)[] preferences)
    {
        var harness = await CampaignHarness.StartAsync(at, policy, new RecordingProvider(), journey);
        await harness.AddCustomerAsync();
        if (preferences.Length > 0)
            await harness.SendEventAsync("ann", "customer.preferences", preferences);
        await harness.SendEventAsync("ann", "app.opened", ("screen", "home"));
        return harness;
    }

    private static async Task<TimelineEvent> EventAsync(CampaignHarness harness, string kind) =>
        await harness.Services.Customers.ReadTimelineAsync(new("ann"), CampaignHarness.Cancel)
        .FirstAsync(timelineEvent => timelineEvent.Kind == kind, CampaignHarness.Cancel);

    [Fact]
    public async Task Sent_NamesTheConsentItWasSentUnder()
    {
        await using var harness = await OpenedAsync(SampleJourneys.Hello);
        await harness.RunDueAsync();

        foreach (var kind in (string[])[TimelineEventKind.Reserved, TimelineEventKind.Sent])
        {
            var detail = (await EventAsync(harness, kind)).Detail!;
            Assert.Equal((CampaignHarness.At("2026-06-01 12:00").ToString(), "form", "test#e2"),
                (detail.Text("consent_at"), detail.Text("consent_how"), detail.Text("consent_source")));
        }
    }

    [Fact]
    public async Task Sent_ANoticeThatNeedsNoConsent_NamesNone()
    {
        await using var harness = await OpenedAsync(SampleJourneys.Hello, CampaignHarness.NoLimits with { Exempt = ["renewal"] });
        await harness.RunDueAsync();

        Assert.False((await EventAsync(harness, TimelineEventKind.Sent)).Detail!.Contains("consent_at"));
    }

    [Fact]
    public async Task AddressIsSuppressedBetweenReservationAndSending_IsReleased()
    {
        await using var harness = await OpenedAsync(Waiting);
        await harness.SendEventAsync("ann", "customer.suppressed", ("channel", "sms"), ("cause", "bad-address"));

        await harness.RunDueAsync();

        Assert.Empty(harness.Provider.Calls);
        Assert.Equal(["2026-06-01 12:00 released s sms suppressed:bad-address"], await harness.TimelineAsync("ann", "released"));
    }

    [Fact]
    public async Task PreferredHoursSetBetweenReservationAndSending_Defer()
    {
        await using var harness = await OpenedAsync(SampleJourneys.Hello);
        await harness.SendEventAsync("ann", "customer.preferences", ("hours_from", "18:00"), ("hours_to", "21:00"));

        await harness.RunToAsync("2026-06-01 17:59");
        Assert.Empty(harness.Provider.Calls);
        await harness.RunToAsync("2026-06-01 18:30");

        Assert.Single(harness.Provider.Delivered);
        Assert.Equal(["2026-06-01 12:00 deferred s sms preferred-hours"], await harness.TimelineAsync("ann", "deferred"));
    }

    [Fact]
    public async Task PreferredHours_AMessageIsDeferredTo_ButNotANoticeTheLawRequires()
    {
        await using var harness =
            await OpenedAsync(SampleJourneys.Hello, null, "2026-06-01 12:00", ("hours_from", "18:00"), ("hours_to", "21:00"));
        await harness.RunToAsync("2026-06-01 17:59");
        Assert.Empty(harness.Provider.Calls);
        Assert.Equal(["2026-06-01 12:00 deferred s sms preferred-hours"], await harness.TimelineAsync("ann", "deferred"));

        harness.Library.ContactPolicy = CampaignHarness.NoLimits with { Exempt = ["renewal"] };
        await harness.SendEventAsync("ann", "app.opened", ("screen", "law"));
        await harness.RunDueAsync();
        Assert.Single(harness.Provider.Delivered);
    }

    [Fact]
    public async Task ANumberAMonth_HoldsBackTheNext()
    {
        await using var harness = await OpenedAsync(SampleJourneys.Hello, null, "2026-06-01 12:00", ("most_per_month", 1m));
        await harness.RunDueAsync();
        await harness.SendEventAsync("ann", "app.opened", ("screen", "again"));

        Assert.Equal(["2026-06-01 12:00 refused s sms cap:preference-month"], await harness.TimelineAsync("ann", "refused"));
    }

    [Fact]
    public async Task PreferredChannel_IsTriedFirst_AndOnFailureTheOthersInTheirOrder()
    {
        var provider = new RecordingProvider
        {
            Answer = m =>
            m.Channel == Channel.Push ? new ProviderResult.Accepted() : new ProviderResult.Rejected("bad-address", SuppressAddress: true)
        };
        await using var harness =
            await CampaignHarness.StartAsync("2026-06-01 12:00", null, provider,
                SampleJourneys.Of("hello", SampleJourneys.Send("s", "\"push\", \"sms\"", ", \"fallback\": true")));
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "customer.preferences", ("channel", "sms"));
        await harness.SendEventAsync("ann", "app.opened");

        await harness.RunDueAsync();

        Assert.Equal([Channel.Sms, Channel.Push], provider.Calls.Select(m => m.Channel));
        Assert.Equal(["2026-06-01 12:00 failed s sms bad-address", "2026-06-01 12:00 sent s push"],
            await harness.TimelineAsync("ann", "failed", "sent"));
    }

    [Fact]
    public async Task PreferenceInvalid_ChangesNothing_AndWarns()
    {
        await using var harness =
            await OpenedAsync(SampleJourneys.Hello, null, "2026-06-01 12:00", ("most_per_month", 0m), ("channel", "sms"));

        Assert.Null((await harness.RecordAsync()).Profile.Preferences);
        Assert.StartsWith("2026-06-01 12:00 warning customer.preferences: most_per_month: expected a whole number",
            Assert.Single(await harness.TimelineAsync("ann", "warning")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DoNotDisturb_AnOlderAnswerThatComesLate_ChangesNothing()
    {
        await using var harness = await OpenedAsync(SampleJourneys.Hello);
        await harness.SendEventAsync("ann", "customer.do_not_disturb", ("on", true), ("how", "app"));
        await harness.Runner.HandleAsync(
            harness.Event("ann", "customer.do_not_disturb", ("on", false)) with { Time = CampaignHarness.At("2026-05-01 12:00") },
            CampaignHarness.Cancel);

        var profile = (await harness.RecordAsync()).Profile;
        Assert.True(profile.DoNotDisturb);
        Assert.Equal((CampaignHarness.At("2026-06-01 12:00"), "app"), (profile.DoNotDisturbEvidence!.At, profile.DoNotDisturbEvidence.How));
        Assert.Equal(["2026-06-01 12:00 do_not_disturb on", "2026-06-01 12:00 do_not_disturb off"],
            await harness.TimelineAsync("ann", "do_not_disturb"));
    }

    private static Task BounceAsync(CampaignHarness harness, MessageId message) =>
        harness.SendEventAsync("ann", "message.bounced", ("message_id", message.Value), ("kind", "soft"));

    [Fact]
    public async Task SoftBounces_ThreeInARow_SuppressForThirtyDays_ThenTheAddressIsTriedAgain()
    {
        await using var harness = await OpenedAsync(Waiting);
        var message = await harness.MessageAsync("s");
        await harness.RunDueAsync();
        foreach (var day in (string[])["2026-06-02 12:00", "2026-06-04 12:00", "2026-06-08 12:00"])
        {
            Assert.Empty((await harness.RecordAsync()).Profile.Suppressions);
            await harness.RunToAsync(day);
            await BounceAsync(harness, message);
        }

        var suppression = Assert.Single((await harness.RecordAsync()).Profile.Suppressions);
        Assert.Equal(("soft-bounce", CampaignHarness.At("2026-07-08 12:00")), (suppression.Cause, suppression.Until!.Value));
        Assert.NotNull(
            (await harness.RecordAsync()).Profile.SuppressionOf(Channel.Sms, suppression.Address, CampaignHarness.At("2026-07-08 11:59")));
        Assert.Null(
            (await harness.RecordAsync()).Profile.SuppressionOf(Channel.Sms, suppression.Address, CampaignHarness.At("2026-07-08 12:00")));
    }

    [Theory]
    [InlineData("2026-06-02 12:00", "2026-06-04 12:00", "2026-06-09 13:00", null)] // more than seven days from the first
    [InlineData("2026-06-02 12:00", "2026-06-04 12:00", "2026-06-05 12:00", "message.delivered")] // not in a row
    public async Task SoftBounces_TooFarApart_OrWithAnArrivalBetween_SuppressNothing(
        string first, string second, string third, string? between)
    {
        await using var harness = await OpenedAsync(Waiting);
        var message = await harness.MessageAsync("s");
        await harness.RunDueAsync();
        foreach (var day in (string[])[first, second, third])
        {
            await harness.RunToAsync(day);
            if (day == third && between is not null)
                await harness.SendEventAsync("ann", between, ("message_id", message.Value));
            await BounceAsync(harness, message);
        }

        Assert.Empty((await harness.RecordAsync()).Profile.Suppressions);
    }

    [Fact]
    public async Task Unsuppressed_TheAddressIsTriedAgain_AndItsBouncesAreForgotten()
    {
        await using var harness =
            await OpenedAsync(Waiting,
                CampaignHarness.NoLimits with { SoftBounces = new(1, Duration.FromDays(1), Duration.FromDays(300)) });
        var message = await harness.MessageAsync("s");
        await harness.RunDueAsync();
        await BounceAsync(harness, message);
        Assert.Single((await harness.RecordAsync()).Profile.Suppressions);

        await harness.SendEventAsync("ann", "customer.unsuppressed", ("channel", "sms"), ("how", "support-desk"));

        Assert.Empty((await harness.RecordAsync()).Profile.Suppressions);
        Assert.Equal(["2026-06-01 12:00 suppressed sms soft-bounce", "2026-06-01 12:00 unsuppressed sms support-desk"],
            await harness.TimelineAsync("ann", "suppressed", "unsuppressed"));
    }

    [Fact]
    public async Task Complaint_SuppressesAndRefuses_WithItsEvidence()
    {
        await using var harness = await OpenedAsync(Waiting);
        var message = await harness.MessageAsync("s");
        await harness.RunDueAsync();
        await harness.SendEventAsync("ann", "message.complained", ("message_id", message.Value));

        var profile = (await harness.RecordAsync()).Profile;
        Assert.Equal("complaint", profile.Suppressions.Single().Cause);
        Assert.True(profile.ConsentOf(Channel.Sms, "marketing") is { Granted: false, How: "complaint", Source: "test#e4" });
        Assert.Equal(["2026-06-01 12:00 consent granted", "2026-06-01 12:00 consent sms refused"],
            await harness.TimelineAsync("ann", "consent"));
    }
}
