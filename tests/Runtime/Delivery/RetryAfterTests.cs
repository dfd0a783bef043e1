using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests.Delivery;

/// <summary>What a provider asks for is honoured, within bounds.</summary>
public sealed class RetryAfterTests
{
    private static readonly Duration Year = Duration.FromDays(365);

    private static async Task<CampaignHarness> OpenedAsync(RecordingProvider provider, string more = "")
    {
        var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", null, provider,
            SampleJourneys.Of("hello", SampleJourneys.Send("s", more: more)));
        await harness.AddCustomersAsync(2);
        await harness.SendEventAsync("c0", "app.opened");
        return harness;
    }

    private static IEnumerable<Instant> CallsTo(RecordingProvider provider, string local) =>
        provider.Calls.Select(call => call.At).Where(at => at <= CampaignHarness.At(local));

    [Fact]
    public async Task Hint_OfAYear_IsAskedAgainEachHour()
    {
        var provider = new RecordingProvider { Answer = _ => new ProviderResult.Unavailable("http-429", Year) };
        await using var harness = await OpenedAsync(provider);

        await harness.RunToAsync("2026-06-01 15:30");

        Assert.Equal(
            new[] { "12:00", "13:00", "14:00", "15:00" }.Select(time => CampaignHarness.At($"2026-06-01 {time}")),
            CallsTo(provider, "2026-06-01 15:30"));
    }

    [Fact]
    public async Task Hint_PastTheDeadline_EndsThere()
    {
        var provider = new RecordingProvider { Answer = _ => new ProviderResult.Unavailable("http-429", Year) };
        await using var harness = await OpenedAsync(provider, more: """, "deadline": "PT20M" """);

        await harness.RunToAsync("2026-06-01 12:21");

        Assert.Equal(["2026-06-01 12:20 released s sms expired"], await harness.TimelineAsync("c0", "released"));
        Assert.Equal(0, await harness.Store.CountAsync("sms", CampaignHarness.Cancel));
    }

    [Fact]
    public async Task Hint_IsOutOfDate_WhenTheProviderHasAcceptedAnother()
    {
        var provider = new RecordingProvider { Answer = _ => new ProviderResult.Unavailable("http-429", Duration.FromHours(1)) };
        await using var harness = await OpenedAsync(provider);
        await harness.RunToAsync("2026-06-01 12:02");
        provider.Answer = _ => new ProviderResult.Accepted();

        await harness.SendEventAsync("c1", "app.opened");
        await harness.RunToAsync("2026-06-01 12:06");

        Assert.Equal(2, provider.Delivered.Count);
    }

    [Fact]
    public async Task Hint_StandsUntilThen_WhenNothingWasAccepted()
    {
        var provider = new RecordingProvider { Answer = _ => new ProviderResult.Unavailable("http-429", Duration.FromMinutes(50)) };
        await using var harness = await OpenedAsync(provider);

        await harness.RunToAsync("2026-06-01 12:49");
        Assert.Single(provider.Calls);
        await harness.RunToAsync("2026-06-01 12:51");
        Assert.Equal(2, provider.Calls.Count);
    }
}
