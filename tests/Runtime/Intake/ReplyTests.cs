using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests.Intake;

/// <summary>Answers to messages, whichever gateway tells of them.</summary>
public sealed class ReplyTests
{
    private static async Task<(CampaignHarness Harness, MessageId Message)> SentAsync()
    {
        var harness = await CampaignHarness.StartAsync("2026-06-01 12:00",
            SampleJourneys.Of("hello", $"{SampleJourneys.Send("s")}, {{ \"id\": \"w\", \"wait\": \"P60D\" }}"));
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "app.opened", ("screen", "home"));
        var message = await harness.MessageAsync("s");
        await harness.RunDueAsync();
        await harness.RunToAsync("2026-06-01 13:00");
        return (harness, message);
    }

    private static async Task<Consent?> ConsentAsync(CampaignHarness harness, string channel = "sms") =>
        (await harness.RecordAsync()).Profile.ConsentOf(new(channel), "marketing");

    [Theory]
    [InlineData("STOP")]
    [InlineData("Ｒ")]
    [InlineData("回覆N")]
    public async Task Replied_WithAWordThatRefuses_RefusesOnTheChannelOfTheMessage(string text)
    {
        var (harness, message) = await SentAsync();
        await using var _ = harness;

        await harness.SendEventAsync("ann", "message.replied", ("message_id", message.Value), ("text", text));

        Assert.Equal((false, "sms-reply"), ((await ConsentAsync(harness))!.Granted, (await ConsentAsync(harness))!.How));
        Assert.True((await ConsentAsync(harness, "email"))!.Granted);
        Assert.Equal("2026-06-01 13:00 consent s sms refused", (await harness.TimelineAsync("ann", "consent"))[^1]);
    }

    [Fact]
    public async Task Replied_ByAChannelNobodyNames_RefusesOnAll()
    {
        var (harness, _) = await SentAsync();
        await using var __ = harness;

        await harness.SendEventAsync("ann", "message.replied", ("text", "unsubscribe"));

        Assert.All((await harness.RecordAsync()).Profile.Consents, consent => Assert.False(consent.Granted));
    }

    [Fact]
    public async Task Start_AfterStop_GivesBackWhatStopTookAndNoMore()
    {
        var (harness, _) = await SentAsync();
        await using var __ = harness;
        await harness.SendEventAsync("bob", "customer.updated", ("phone", "+886912345679"));
        foreach (var customer in (string[])["ann", "bob"])
        {
            await harness.SendEventAsync(customer, "message.replied", ("channel", "sms"), ("text", "STOP"));
            await harness.SendEventAsync(customer, "message.replied", ("channel", "sms"), ("text", "STOP"));
        }

        await harness.RunToAsync("2026-06-01 14:00");
        foreach (var customer in (string[])["ann", "bob"])
            await harness.SendEventAsync(customer, "message.replied", ("channel", "sms"), ("text", "START"));

        Assert.True((await ConsentAsync(harness))!.Granted);
        Assert.Null((await harness.RecordAsync("bob")).Profile.ConsentOf(Channel.Sms, "marketing")); // had never agreed
        Assert.Equal("2026-06-01 14:00 consent sms lifted", (await harness.TimelineAsync("bob", "consent"))[^1]);
    }

    [Fact]
    public async Task Start_AfterARefusalInAForm_ChangesNothing()
    {
        var (harness, _) = await SentAsync();
        await using var __ = harness;
        await harness.SendEventAsync("ann", "customer.refused", ("channel", "sms"), ("how", "web-form"));
        await harness.RunToAsync("2026-06-01 14:00");

        await harness.SendEventAsync("ann", "message.replied", ("channel", "sms"), ("text", "UNSTOP"));

        Assert.False((await ConsentAsync(harness))!.Granted);
        Assert.Equal(["2026-06-01 14:00 replied sms start"], await harness.TimelineAsync("ann", "replied"));
    }

    [Fact]
    public async Task Help_ChangesNothing_AndIsTold()
    {
        var (harness, message) = await SentAsync();
        await using var _ = harness;
        var before = (await harness.RecordAsync()).Profile;

        await harness.SendEventAsync("ann", "message.replied", ("message_id", message.Value), ("text", "HELP"));

        Assert.Equal(before.Consents, (await harness.RecordAsync()).Profile.Consents);
        Assert.Equal(["2026-06-01 13:00 replied s sms help"], await harness.TimelineAsync("ann", "replied"));
    }

    [Theory]
    [InlineData("complained", null)]
    [InlineData("bounced", "Sender blocked for given recipient")]
    [InlineData("bounced", "21610")]
    [InlineData("bounced", "550 5.7.1 You have been blocked by the recipient")]
    [InlineData("bounced", "opted-out")]
    public async Task Report_OfWhoWantsNoMessages_Refuses_WhateverIsKnownOfTheMessage(string type, string? reason)
    {
        var (harness, message) = await SentAsync();
        await using var _ = harness;
        await harness.SendEventAsync("ann", "customer.updated", ("removed_attributes", new[] { "phone" })); // the address is gone

        await harness.SendEventAsync("ann", $"message.{type}", ("message_id", message.Value), ("reason", reason));
        Assert.False((await ConsentAsync(harness))!.Granted);
        Assert.True((await ConsentAsync(harness, "email"))!.Granted);

        await harness.SendEventAsync("ann", $"message.{type}", ("channel", "email"), ("reason", reason)); // only the channel is named
        Assert.False((await ConsentAsync(harness, "email"))!.Granted);

        await harness.SendEventAsync("ann", $"message.{type}", ("message_id", "long-forgotten"), ("reason", reason));
        Assert.All((await harness.RecordAsync()).Profile.Consents, consent => Assert.False(consent.Granted));
    }

    [Theory]
    [InlineData("554 5.7.1 Service unavailable; client host blocked using zen.spamhaus.org")]
    [InlineData("mailbox full")]
    [InlineData("550 5.1.1 user unknown")]
    [InlineData("user rejected")]
    public async Task Report_OfAnotherFailure_RefusesNothing(string reason)
    {
        var (harness, message) = await SentAsync();
        await using var _ = harness;

        await harness.SendEventAsync("ann", "message.bounced", ("message_id", message.Value), ("kind", "soft"), ("reason", reason));

        Assert.True((await ConsentAsync(harness))!.Granted);
    }

    [Fact]
    public async Task Answer_DatedInTheFuture_CountsFromItsReceipt_AndIsTold()
    {
        var (harness, _) = await SentAsync();
        await using var __ = harness;
        await harness.Runner.HandleAsync(
            harness.Event("ann", "customer.consented", ("channel", "sms"), ("how", "form")) with { Time = CampaignHarness.At("2036-01-01 12:00") },
            CampaignHarness.Cancel);
        Assert.Equal(CampaignHarness.At("2026-06-01 13:00"), (await ConsentAsync(harness))!.At);
        Assert.Contains("customer.consented is dated 2036", Assert.Single(await harness.TimelineAsync("ann", "warning")), StringComparison.Ordinal);

        await harness.RunToAsync("2026-06-02 13:00");
        await harness.SendEventAsync("ann", "customer.refused", ("channel", "sms"));
        Assert.False((await ConsentAsync(harness))!.Granted);
    }

    [Theory]
    [InlineData(0, true)] // the same instant
    [InlineData(400, true)] // the same second
    [InlineData(-400, true)]
    [InlineData(1000, false)] // the next one
    public async Task Answers_WithinASecond_TheRefusalWins_InEitherOrder(int milliseconds, bool refused)
    {
        var (harness, _) = await SentAsync();
        await using var __ = harness;
        var at = CampaignHarness.At("2026-06-01 12:30") + Duration.FromMilliseconds(500);
        var refusal = harness.Event("ann", "customer.refused", ("channel", "sms")) with { Time = at };
        var consent = harness.Event("ann", "customer.consented", ("channel", "sms")) with { Time = at + Duration.FromMilliseconds(milliseconds) };
        await harness.Runner.HandleAsync(refusal, CampaignHarness.Cancel);
        await harness.Runner.HandleAsync(consent, CampaignHarness.Cancel);
        Assert.Equal(refused, !(await ConsentAsync(harness))!.Granted);

        await harness.Runner.HandleAsync(consent with { Id = "again", Customer = new("bea") }, CampaignHarness.Cancel);
        await harness.Runner.HandleAsync(refusal with { Id = "again-2", Customer = new("bea") }, CampaignHarness.Cancel);
        Assert.Equal(refused, !(await harness.RecordAsync("bea")).Profile.ConsentOf(Channel.Sms, "marketing")!.Granted);
    }

    [Fact]
    public async Task DoNotDisturb_WithinASecond_OnWins()
    {
        var (harness, _) = await SentAsync();
        await using var __ = harness;
        await harness.SendEventAsync("ann", "customer.do_not_disturb", ("on", true));
        await harness.SendEventAsync("ann", "customer.do_not_disturb", ("on", false));

        Assert.True((await harness.RecordAsync()).Profile.DoNotDisturb);
    }

    [Theory]
    [InlineData("customer.refused", "channel", "SMS", "did you mean \"sms\"")]
    [InlineData("customer.consented", "chanel", "sms", "did you mean \"channel\"")]
    [InlineData("customer.refused", "purpose", "Marketing", "did you mean \"marketing\"")]
    [InlineData("customer.do_not_disturb", "on", "false", "expected true or false")]
    public async Task Right_ThatIsNotUnderstood_ChangesNothing_ByWhicheverDoor(string type, string name, string value, string says)
    {
        var (harness, _) = await SentAsync();
        await using var __ = harness;
        var before = (await harness.RecordAsync()).Profile;

        await harness.SendEventAsync("ann", type, (name, value));

        var after = (await harness.RecordAsync()).Profile;
        Assert.Equal(before.DoNotDisturb, after.DoNotDisturb);
        Assert.Equal(before.Consents.AsEnumerable(), after.Consents);
        Assert.Contains(says, Assert.Single(await harness.TimelineAsync("ann", "warning")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Attempt to send to unsubscribed recipient", "opted-out")]
    [InlineData("blocked", "blocked")]
    [InlineData("http-403", null)]
    public async Task Answer_OfAProviderThatTheRecipientWantsNoMessages_Refuses(string said, string? code)
    {
        var provider = new RecordingProvider { Answer = _ => new Ports.ProviderResult.Rejected(said, SuppressAddress: false) };
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", null, provider, SampleJourneys.Hello);
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "app.opened", ("screen", "home"));
        await harness.RunDueAsync();

        Assert.Equal(code is null, (await ConsentAsync(harness))!.Granted);
        Assert.Equal([$"2026-06-01 12:00 failed s sms {code ?? said}"], await harness.TimelineAsync("ann", "failed"));
        Assert.Empty((await harness.RecordAsync()).Profile.Suppressions);
    }
}
