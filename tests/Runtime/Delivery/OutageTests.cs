using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using Campaigns.Senders.Resilience;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Campaigns.Runtime.Tests.Delivery;

/// <summary>A provider that is away is told of: to the operator once, and on the timeline of each customer it concerns once.</summary>
public sealed class OutageTests
{
    private static readonly ProviderResult Away = new ProviderResult.Unavailable("http-503");

    private static async Task<CampaignHarness> OpenedAsync(RecordingProvider provider, int customers = 1, string more = "")
    {
        var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", null, provider,
            SampleJourneys.Of("hello", SampleJourneys.Send("s", more: more)));
        await harness.AddCustomersAsync(customers);
        for (var i = 0; i < customers; i++)
            await harness.SendEventAsync($"c{i}", "app.opened");
        return harness;
    }

    [Fact]
    public async Task Timeline_ProviderAwayForHours_TellsOfItOnce()
    {
        var provider = new RecordingProvider { Answer = _ => Away };
        await using var harness = await OpenedAsync(provider);

        await harness.RunToAsync("2026-06-01 15:00");

        Assert.True(provider.Calls.Count > 5);
        Assert.Equal(["2026-06-01 12:00 unavailable s sms http-503"], await harness.TimelineAsync("c0", "unavailable"));
    }

    [Fact]
    public async Task Timeline_NextTry_IsWhenTheProviderIsAskedAgain()
    {
        var provider = new RecordingProvider { Answer = _ => new ProviderResult.Unavailable("http-429", Duration.FromMinutes(20)) };
        await using var harness = await OpenedAsync(provider);
        await harness.RunToAsync("2026-06-01 12:01");

        var told = new List<string?>();
        await foreach (var timelineEvent in harness.Services.Customers.ReadTimelineAsync(new("c0"), CampaignHarness.Cancel))
        {
            if (timelineEvent.Kind == "unavailable")
                told.Add(timelineEvent.Detail?.Text("until"));
        }

        Assert.Equal([CampaignHarness.At("2026-06-01 12:20").ToString()], told);
        await harness.RunToAsync("2026-06-01 12:21");
        Assert.Equal(CampaignHarness.At("2026-06-01 12:20"), provider.Calls[^1].At);
    }

    [Fact]
    public async Task Timeline_SecondOutage_IsToldAnew()
    {
        var provider = new RecordingProvider { Answer = _ => Away };
        await using var harness = await OpenedAsync(provider, customers: 2);
        await harness.RunToAsync("2026-06-01 12:10");
        // It takes one customer's message and goes away again before the other's is tried.
        provider.Answer = message => message.To == "+886900000000" ? new ProviderResult.Accepted() : Away;
        await harness.SendEventAsync("c2", "customer.updated", ("phone", "+886900000000"));
        await harness.SendEventAsync("c2", "customer.consented", ("how", "form"));
        await harness.SendEventAsync("c2", "app.opened");

        await harness.RunToAsync("2026-06-01 14:00");

        Assert.Equal(2, (await harness.TimelineAsync("c0", "unavailable")).Count);
    }

    [Fact]
    public async Task Timeline_OwnRateLimit_IsNoOutage()
    {
        var provider = new RecordingProvider { Answer = _ => new ProviderResult.Unavailable("rate-limited") };
        await using var harness = await OpenedAsync(provider);

        await harness.RunToAsync("2026-06-01 12:30");

        Assert.Empty(await harness.TimelineAsync("c0", "unavailable"));
        Assert.False(harness.Services.Monitors[Channel.Sms].State.Provider.IsAway);
    }

    [Fact]
    public async Task Delivery_InOneGo_CostsNoMoreStorageThanBefore()
    {
        await using var harness = await OpenedAsync(new RecordingProvider());
        var before = harness.Store.Log.Count;

        await harness.RunDueAsync();

        // The begin of the attempt and its end; nothing for what did not happen.
        Assert.Equal(2, harness.Store.Log.Skip(before).Count(call => call == "Commit customers"));
    }

    [Fact]
    public async Task State_WhileAway_SaysWhatFailedAndWhenItIsTriedAgain_AndForgetsItWhenBack()
    {
        var provider = new RecordingProvider { Answer = _ => Away };
        await using var harness = await OpenedAsync(provider, customers: 6);
        await harness.RunToAsync("2026-06-01 12:03");

        var state = harness.Services.Monitors[Channel.Sms].State;
        Assert.True(state.Provider.IsAway);
        Assert.Equal((0, 0, "http-503"), (state.InFlight, state.Sent, state.Provider.LastError));
        Assert.Equal(CampaignHarness.At("2026-06-01 12:00"), state.Provider.FailingSince);
        Assert.Equal(CampaignHarness.At("2026-06-01 12:00"), state.OldestPutBack);
        Assert.True(state.PutBack >= 12);
        Assert.NotNull(state.NextTry);

        provider.Answer = _ => new ProviderResult.Accepted();
        await harness.RunToAsync("2026-06-01 12:08");

        state = harness.Services.Monitors[Channel.Sms].State;
        Assert.Equal((false, 6, (Instant?)null, (Instant?)null),
            (state.Provider.IsAway, state.Sent, state.Provider.FailingSince, state.NextTry));
        Assert.NotNull(state.Provider.LastErrorAt);

        await harness.RunToAsync("2026-06-01 12:20");
        harness.Time.MoveTo(CampaignHarness.At("2026-06-01 12:20"));
        Assert.Equal(0, harness.Services.Monitors[Channel.Sms].State.Sent);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Log_OneLineWhenItGoesAndOneWhenItIsBack(bool breaker)
    {
        var provider = new RecordingProvider { Answer = _ => Away };
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", null, provider,
            (inner, time) => breaker ? new ResilientProvider(inner, new() { Retries = 0, MinimumAttempts = 3 }, time) : inner,
            SampleJourneys.Of("hello", SampleJourneys.Send("s")));
        var log = new LineLog();
        ProviderLog.Attach(harness.Services, log);
        await harness.AddCustomersAsync(20);
        for (var i = 0; i < 20; i++)
            await harness.SendEventAsync($"c{i}", "app.opened");

        await harness.RunToAsync("2026-06-01 12:30");
        Assert.Equal([ProviderLog.AwayEvent], log.Lines.Select(line => line.Id));
        Assert.Contains("http-503", log.Lines[0].Text, StringComparison.Ordinal);

        provider.Answer = _ => new ProviderResult.Accepted();
        await harness.RunToAsync("2026-06-01 13:30");

        Assert.Equal([ProviderLog.AwayEvent, ProviderLog.BackEvent], log.Lines.Select(line => line.Id));
        Assert.Equal(20, provider.Delivered.Count);
        Assert.All(log.Lines, line => Assert.DoesNotContain("+886", line.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, 20, false)]
    [InlineData(2, 20, false)]
    [InlineData(2, 31, true)]
    [InlineData(1, 31, true)] // its second try failed too
    public async Task State_FewMessages_AreAwayAfterThirtySeconds_AndTheLogTellsOnce(int customers, int seconds, bool away)
    {
        var provider = new RecordingProvider { Answer = _ => Away };
        await using var harness = await OpenedAsync(provider, customers);
        var log = new LineLog();
        ProviderLog.Attach(harness.Services, log);

        await harness.RunToAsync(CampaignHarness.At("2026-06-01 12:00") + Duration.FromSeconds(seconds));
        ProviderLog.Look(harness.Services);
        ProviderLog.Look(harness.Services);

        Assert.Equal(away, harness.Services.Monitors[Channel.Sms].State.Provider.IsAway);
        Assert.Equal(away ? [ProviderLog.AwayEvent] : [], log.Lines.Select(line => line.Id));
    }

    [Fact]
    public async Task State_OneMessageLost_IsNoOutage_HoweverLongNothingElseIsSent()
    {
        var provider = new RecordingProvider(keyed: false) { Answer = _ => new ProviderResult.Unknown("http-timeout") };
        await using var harness = await OpenedAsync(provider);

        await harness.RunToAsync("2026-06-01 13:00");

        Assert.False(harness.Services.Monitors[Channel.Sms].State.Provider.IsAway);
    }

    [Fact]
    public async Task Log_MessagesThatBecameUnknown_AreToldAtOnce_AndThoseThatFollowTogether()
    {
        var provider = new RecordingProvider(keyed: false) { Answer = _ => new ProviderResult.Unknown("http-timeout") };
        await using var harness = await OpenedAsync(provider, customers: 4);
        var log = new LineLog();
        ProviderLog.Attach(harness.Services, log);

        await harness.RunToAsync("2026-06-01 12:01");
        ProviderLog.Look(harness.Services);
        Assert.Equal("The provider phone left messages unknown: 1 since this was told last, the last one for http-timeout; "
            + "see 'campaigns unknown list'", Assert.Single(log.Lines, line => line.Id == ProviderLog.UnknownEvent).Text);

        harness.Time.MoveTo(CampaignHarness.At("2026-06-01 12:06"));
        ProviderLog.Look(harness.Services);
        ProviderLog.Look(harness.Services);
        Assert.Contains(": 3 since",
            log.Lines.Where(line => line.Id == ProviderLog.UnknownEvent).ElementAt(1).Text, StringComparison.Ordinal);
        Assert.Equal(2, log.Lines.Count(line => line.Id == ProviderLog.UnknownEvent));
    }

    private sealed class LineLog : ILogger
    {
        public List<(int Id, string Text)> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Assert.Equal((LogLevel.Warning, (Exception?)null), (logLevel, exception));
            lock (Lines)
                Lines.Add((eventId.Id, formatter(state, exception)));
        }
    }
}
