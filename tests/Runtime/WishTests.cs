using Campaigns.Runtime.Ports;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests;

/// <summary>What a customer wants and does not want is obeyed, also between reservation and sending.</summary>
public sealed class WishTests
{
    private static readonly string Waiting = Stories.Of("hello", $"{Stories.Send("s")}, {{ \"id\": \"w\", \"wait\": \"P60D\" }}");

    private static async Task<World> OpenedAsync(string journey, ContactPolicy? policy = null, string at = "2026-06-01 12:00", params (string Name, object? Value)[] wishes)
    {
        var world = await World.AtAsync(at, policy, new Phone(), journey);
        await world.MeetAsync();
        if (wishes.Length > 0)
            await world.TellAsync("ann", "customer.preferences", wishes);
        await world.TellAsync("ann", "app.opened", ("screen", "home"));
        return world;
    }

    private static async Task<Fact> FactAsync(World world, string kind) =>
        await world.Engine.Customers.ReadTimelineAsync(new("ann"), World.Cancel).FirstAsync(fact => fact.Kind == kind, World.Cancel);

    [Fact]
    public async Task Sent_NamesTheConsentItWasSentUnder()
    {
        await using var world = await OpenedAsync(Stories.Hello);
        await world.SettleAsync();

        foreach (var kind in (string[])[FactKind.Reserved, FactKind.Sent])
        {
            var detail = (await FactAsync(world, kind)).Detail!;
            Assert.Equal((World.At("2026-06-01 12:00").ToString(), "form", "test#e2"), (detail.Text("consent_at"), detail.Text("consent_how"), detail.Text("consent_source")));
        }
    }

    [Fact]
    public async Task Sent_ANoticeThatNeedsNoConsent_NamesNone()
    {
        await using var world = await OpenedAsync(Stories.Hello, World.NoLimits with { Exempt = ["renewal"] });
        await world.SettleAsync();

        Assert.False((await FactAsync(world, FactKind.Sent)).Detail!.Contains("consent_at"));
    }

    [Fact]
    public async Task AddressIsSuppressedBetweenReservationAndSending_IsReleased()
    {
        await using var world = await OpenedAsync(Waiting);
        await world.TellAsync("ann", "customer.suppressed", ("channel", "sms"), ("cause", "bad-address"));

        await world.SettleAsync();

        Assert.Empty(world.Phone.Calls);
        Assert.Equal(["2026-06-01 12:00 released s sms suppressed:bad-address"], await world.TimelineAsync("ann", "released"));
    }

    [Fact]
    public async Task HoursAreToldBetweenReservationAndSending_IsPutOff()
    {
        await using var world = await OpenedAsync(Stories.Hello);
        await world.TellAsync("ann", "customer.preferences", ("hours_from", "18:00"), ("hours_to", "21:00"));

        await world.RunToAsync("2026-06-01 17:59");
        Assert.Empty(world.Phone.Calls);
        await world.RunToAsync("2026-06-01 18:30");

        Assert.Single(world.Phone.Delivered);
        Assert.Equal(["2026-06-01 12:00 deferred s sms preferred-hours"], await world.TimelineAsync("ann", "deferred"));
    }

    [Fact]
    public async Task PreferredHours_AMessageIsDeferredTo_ButNotANoticeTheLawRequires()
    {
        await using var world = await OpenedAsync(Stories.Hello, null, "2026-06-01 12:00", ("hours_from", "18:00"), ("hours_to", "21:00"));
        await world.RunToAsync("2026-06-01 17:59");
        Assert.Empty(world.Phone.Calls);
        Assert.Equal(["2026-06-01 12:00 deferred s sms preferred-hours"], await world.TimelineAsync("ann", "deferred"));

        world.Shelf.ContactPolicy = World.NoLimits with { Exempt = ["renewal"] };
        await world.TellAsync("ann", "app.opened", ("screen", "law"));
        await world.SettleAsync();
        Assert.Single(world.Phone.Delivered);
    }

    [Fact]
    public async Task ANumberAMonth_HoldsBackTheNext()
    {
        await using var world = await OpenedAsync(Stories.Hello, null, "2026-06-01 12:00", ("most_per_month", 1m));
        await world.SettleAsync();
        await world.TellAsync("ann", "app.opened", ("screen", "again"));

        Assert.Equal(["2026-06-01 12:00 refused s sms cap:preference-month"], await world.TimelineAsync("ann", "refused"));
    }

    [Fact]
    public async Task PreferredChannel_IsTriedFirst_AndOnFailureTheOthersInTheirOrder()
    {
        var phone = new Phone { Answer = m => m.Channel == Channel.Push ? new ProviderAnswer.Accepted() : new ProviderAnswer.Rejected("bad-address", SuppressAddress: true) };
        await using var world = await World.AtAsync("2026-06-01 12:00", null, phone, Stories.Of("hello", Stories.Send("s", "\"push\", \"sms\"", ", \"fallback\": true")));
        await world.MeetAsync();
        await world.TellAsync("ann", "customer.preferences", ("channel", "sms"));
        await world.TellAsync("ann", "app.opened");

        await world.SettleAsync();

        Assert.Equal([Channel.Sms, Channel.Push], phone.Calls.Select(m => m.Channel));
        Assert.Equal(["2026-06-01 12:00 failed s sms bad-address", "2026-06-01 12:00 sent s push"], await world.TimelineAsync("ann", "failed", "sent"));
    }

    [Fact]
    public async Task WishNotUnderstood_ChangesNothing_AndIsWarnedOf()
    {
        await using var world = await OpenedAsync(Stories.Hello, null, "2026-06-01 12:00", ("most_per_month", 0m), ("channel", "sms"));

        Assert.Null((await world.RecordAsync()).Profile.Preferences);
        Assert.StartsWith("2026-06-01 12:00 warning customer.preferences: most_per_month: expected a whole number", Assert.Single(await world.TimelineAsync("ann", "warning")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DoNotDisturb_AnOlderAnswerThatComesLate_ChangesNothing()
    {
        await using var world = await OpenedAsync(Stories.Hello);
        await world.TellAsync("ann", "customer.do_not_disturb", ("on", true), ("how", "app"));
        await world.Runner.TakeAsync(world.Event("ann", "customer.do_not_disturb", ("on", false)) with { Time = World.At("2026-05-01 12:00") }, World.Cancel);

        var profile = (await world.RecordAsync()).Profile;
        Assert.True(profile.DoNotDisturb);
        Assert.Equal((World.At("2026-06-01 12:00"), "app"), (profile.DoNotDisturbEvidence!.At, profile.DoNotDisturbEvidence.How));
        Assert.Equal(["2026-06-01 12:00 do_not_disturb on", "2026-06-01 12:00 do_not_disturb off"], await world.TimelineAsync("ann", "do_not_disturb"));
    }

    private static Task BounceAsync(World world, MessageId message) => world.TellAsync("ann", "message.bounced", ("message_id", message.Value), ("kind", "soft"));

    [Fact]
    public async Task SoftBounces_ThreeInARow_SuppressForThirtyDays_ThenTheAddressIsTriedAgain()
    {
        await using var world = await OpenedAsync(Waiting);
        var message = await world.MessageAsync("s");
        await world.SettleAsync();
        foreach (var day in (string[])["2026-06-02 12:00", "2026-06-04 12:00", "2026-06-08 12:00"])
        {
            Assert.Empty((await world.RecordAsync()).Profile.Suppressions);
            await world.RunToAsync(day);
            await BounceAsync(world, message);
        }

        var suppression = Assert.Single((await world.RecordAsync()).Profile.Suppressions);
        Assert.Equal(("soft-bounce", World.At("2026-07-08 12:00")), (suppression.Cause, suppression.Until!.Value));
        Assert.NotNull((await world.RecordAsync()).Profile.SuppressionOf(Channel.Sms, suppression.Address, World.At("2026-07-08 11:59")));
        Assert.Null((await world.RecordAsync()).Profile.SuppressionOf(Channel.Sms, suppression.Address, World.At("2026-07-08 12:00")));
    }

    [Theory]
    [InlineData("2026-06-02 12:00", "2026-06-04 12:00", "2026-06-09 13:00", null)] // more than seven days from the first
    [InlineData("2026-06-02 12:00", "2026-06-04 12:00", "2026-06-05 12:00", "message.delivered")] // not in a row
    public async Task SoftBounces_TooFarApart_OrWithAnArrivalBetween_SuppressNothing(string first, string second, string third, string? between)
    {
        await using var world = await OpenedAsync(Waiting);
        var message = await world.MessageAsync("s");
        await world.SettleAsync();
        foreach (var day in (string[])[first, second, third])
        {
            await world.RunToAsync(day);
            if (day == third && between is not null)
                await world.TellAsync("ann", between, ("message_id", message.Value));
            await BounceAsync(world, message);
        }

        Assert.Empty((await world.RecordAsync()).Profile.Suppressions);
    }

    [Fact]
    public async Task Unsuppressed_TheAddressIsTriedAgain_AndItsBouncesAreForgotten()
    {
        await using var world = await OpenedAsync(Waiting, World.NoLimits with { SoftBounces = new(1, Duration.FromDays(1), Duration.FromDays(300)) });
        var message = await world.MessageAsync("s");
        await world.SettleAsync();
        await BounceAsync(world, message);
        Assert.Single((await world.RecordAsync()).Profile.Suppressions);

        await world.TellAsync("ann", "customer.unsuppressed", ("channel", "sms"), ("how", "support-desk"));

        Assert.Empty((await world.RecordAsync()).Profile.Suppressions);
        Assert.Equal(["2026-06-01 12:00 suppressed sms soft-bounce", "2026-06-01 12:00 unsuppressed sms support-desk"], await world.TimelineAsync("ann", "suppressed", "unsuppressed"));
    }

    [Fact]
    public async Task Complaint_SuppressesAndRefuses_WithItsEvidence()
    {
        await using var world = await OpenedAsync(Waiting);
        var message = await world.MessageAsync("s");
        await world.SettleAsync();
        await world.TellAsync("ann", "message.complained", ("message_id", message.Value));

        var profile = (await world.RecordAsync()).Profile;
        Assert.Equal("complaint", profile.Suppressions.Single().Cause);
        Assert.True(profile.ConsentOf(Channel.Sms, "marketing") is { Granted: false, How: "complaint", Source: "test#e4" });
        Assert.Equal(["2026-06-01 12:00 consent granted", "2026-06-01 12:00 consent sms refused"], await world.TimelineAsync("ann", "consent"));
    }
}
