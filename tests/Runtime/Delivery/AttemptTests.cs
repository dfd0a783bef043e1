using Campaigns.Decisions.Contacts;
using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests.Delivery;

/// <summary>From the moment a provider is called the ledger knows of it, whatever the provider can do.</summary>
public sealed class AttemptTests
{
    private static readonly string Waiting =
        SampleJourneys.Of("hello", $"{SampleJourneys.Send("s")}, {{ \"id\": \"w\", \"wait\": \"P30D\" }}");

    private static async Task<CampaignHarness> OpenedAsync(RecordingProvider provider, string? journey = null)
    {
        var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", null, provider, journey ?? Waiting);
        await harness.AddCustomerAsync();
        await harness.SendEventAsync("ann", "app.opened", ("screen", "home"));
        return harness;
    }

    /// <summary>Lets something happen while the provider has the message.</summary>
    private static RecordingProvider While(
        CampaignHarness?[] harness, bool keyed, Func<CampaignHarness, Task> happens, ProviderResult answer)
    {
        var provider = new RecordingProvider(keyed);
        provider.Answer = _ =>
        {
            if (provider.Calls.Count == 1)
                happens(harness[0]!).GetAwaiter().GetResult();
            return provider.Calls.Count == 1 ? answer : new ProviderResult.Accepted();
        };
        return provider;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ExitDuringAnAttempt_CountsAsSent(bool keyed)
    {
        var here = new CampaignHarness?[1];
        var provider = While(here, keyed, harness => harness.SendPolicyAsync(type: "policy.renewed"), new ProviderResult.Accepted());
        await using var harness = here[0] = await OpenedAsync(provider);

        await harness.RunToAsync("2026-06-02 00:00");

        Assert.Equal(["2026-06-01 12:00 exited renewed", "2026-06-01 12:00 sent s sms"],
            (await harness.TimelineAsync("ann", "sent", "released", "exited")).Order(StringComparer.Ordinal));
        Assert.Equal(ContactStatus.Sent, (await harness.RecordAsync()).Ledger.Entries.Single().Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ExitDuringAnAttempt_NotAccepted_IsNotTriedAgain(bool keyed)
    {
        var here = new CampaignHarness?[1];
        var provider = While(here, keyed, harness =>
            harness.SendPolicyAsync(type: "policy.renewed"), new ProviderResult.Unavailable("429"));
        await using var harness = here[0] = await OpenedAsync(provider);

        await harness.RunToAsync("2026-06-02 00:00");

        Assert.Single(provider.Calls);
        Assert.Equal(["2026-06-01 12:00 released s sms renewed"], await harness.TimelineAsync("ann", "sent", "released"));
        Assert.Empty((await harness.RecordAsync()).Ledger.Entries);
    }

    [Theory]
    [InlineData("policy.renewed")]
    [InlineData("customer.do_not_disturb")]
    public async Task ForbiddenAfterAnAttemptWithoutAnAnswer_IsNotAskedAgain_AndKeepsItsSlot(string what)
    {
        var here = new CampaignHarness?[1];
        var provider = While(here, keyed: true, harness =>
            what == "policy.renewed" ? harness.SendPolicyAsync(type: what) : harness.SendEventAsync("ann", what),
            new ProviderResult.Unknown("timeout"));
        await using var harness = here[0] = await OpenedAsync(provider);

        await harness.RunToAsync("2026-06-02 00:00");

        Assert.Single(provider.Calls);
        Assert.Equal(["2026-06-01 12:00 unknown s sms interrupted"], await harness.TimelineAsync("ann", "sent", "unknown"));
    }

    [Fact]
    public async Task DoNotDisturbBetweenCheckAndCommit_NothingIsSent()
    {
        await using var harness = await OpenedAsync(new RecordingProvider());
        harness.Store.Before("Commit customers", () => harness.SendEventAsync("ann", "customer.do_not_disturb"));

        await harness.RunDueAsync();

        Assert.Empty(harness.Provider.Calls);
        Assert.Equal(["2026-06-01 12:00 released s sms do-not-disturb"], await harness.TimelineAsync("ann", "released", "sent"));
    }

    [Fact]
    public async Task NotTakenAfterAnAttemptWithoutAnAnswer_IsNotCertain_SoItStaysInTheProvidersHands()
    {
        var provider = new RecordingProvider();
        provider.Answer = _ =>
            provider.Calls.Count == 1 ? new ProviderResult.Unknown("timeout")
            : new ProviderResult.Unavailable("429", Duration.FromMinutes(5));
        await using var harness = await OpenedAsync(provider);
        await harness.RunToAsync("2026-06-01 12:02");

        await harness.SendPolicyAsync(type: "policy.renewed");

        Assert.Equal(2, provider.Calls.Count);
        Assert.Equal(ContactStatus.Sending, (await harness.RecordAsync()).Ledger.Entries.Single().Status);
        Assert.Empty(await harness.TimelineAsync("ann", "released"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DeliveredMessage_TakesEightTransactions(bool keyed)
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", null, new RecordingProvider(keyed), Waiting);
        await harness.AddCustomerAsync();
        var before = harness.Store.Log.Count;

        await harness.SendEventAsync("ann", "app.opened");
        var decided = harness.Store.Log.Count;
        var sender = harness.Services.Senders[Channel.Sms];
        await sender.RunPageAsync(CampaignHarness.Cancel);

        // The timers are rows of the local host; on Azure they are none of the store's transactions. Who decides and delivers in one
        // process reads the customer once.
        Assert.Equal(["Read customers", "Send sms", "Commit customers"],
            harness.Store.Log.Skip(before).Take(decided - before).Where(call => !call.EndsWith("alarms", StringComparison.Ordinal)));
        Assert.Equal(["Receive sms", "Find suppressions", "Commit customers", "SendAsync", "Commit customers", "Complete sms"],
            harness.Store.Log.Skip(decided));
    }
}
