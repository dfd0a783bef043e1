using Campaigns.Golden;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Portfolio.Replay;
using Campaigns.Portfolio.Tests.Support;
using NodaTime;

namespace Campaigns.Portfolio.Tests.Golden;

/// <summary>The lines of <c>timeline.jsonl</c>, which people keep and read with their own tools.</summary>
public sealed class TimelineFileTests : IDisposable
{
    private const string Name = "timeline.golden";
    private static readonly Instant Morning = Instant.FromUtc(2026, 3, 2, 2, 0);

    private static readonly TimelineEvent[] Events =
    [
        new(Morning, TimelineEventKind.Entered),
        new(Morning + Duration.FromTicks(1_234_567), TimelineEventKind.Deferred)
        {
            Journey = new("renewal-countdown"),
            Version = 3,
            Policy = new("保單-1"),
            Step = new("d45"),
            Channel = Channel.WeChat,
            Reason = "cap:all-30d",
            Message = new("m1"),
            Detail = AttributeBag.Of([new("until", "2026-03-05T09:00:00+08:00"), new("used", new[] { "m2", "m3" })]),
        },
    ];

    private readonly TestWorkspace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Timeline_IsWrittenAsInItsFile()
    {
        var file = _place.Path("timeline.jsonl");
        using (var writer = new TimelineWriter(file, DateTimeZoneProviders.Tzdb["Asia/Taipei"]))
            writer.Receive(new CustomerId("客戶 7@臺北"), [.. Events, new(Morning, TimelineEventKind.Consent)]); // which is not written

        GoldenFile.Holds(Name, File.ReadAllBytes(file));
    }

    [Fact]
    public void Timeline_IsReadAsItWasWritten()
    {
        var read = TimelineReader.Read(GoldenFile.PathOf(Name)).ToList();

        Assert.Equal(Events.Select(e => (e.Time, new CustomerId("客戶 7@臺北"))), read.Select(line => (line.At.ToInstant(), line.Customer)));
        Assert.Equal(
            Events.Select(e => (e.Kind, e.Policy, e.Journey, e.Version, e.Step, e.Channel, e.Reason, e.Message)),
            read.Select(line => line.Event).Select(e => (e.Kind, e.Policy, e.Journey, e.Version, e.Step, e.Channel, e.Reason, e.Message)));
        Assert.Equal("2026-03-05T09:00:00+08:00", read[1].Event.Detail?.Text("until"));
        Assert.Equal(["m2", "m3"], Assert.IsType<IReadOnlyList<string>>(read[1].Event.Detail?["used"], exactMatch: false));
    }
}
