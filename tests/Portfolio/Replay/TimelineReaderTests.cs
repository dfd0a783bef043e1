using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Portfolio.Replay;
using Campaigns.Portfolio.Tests.Support;
using CsCheck;
using NodaTime;

namespace Campaigns.Portfolio.Tests.Replay;

public sealed class TimelineReaderTests : IDisposable
{
    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Europe/Madrid"];
    private static readonly Gen<string?> AnyName =
        Gen.OneOf(Gen.Const((string?)null), Gen.String[Gen.Char["ab-\"é陳\\<"], 1, 8].Select(text => (string?)text));

    private static readonly Gen<TimelineEvent> AnyEvent = Gen.Select(
        Gen.Long[0, 4_000_000_000],
        Gen.OneOf(Gen.Const(TimelineEventKind.Sent), Gen.Const(TimelineEventKind.Deferred), Gen.Const(TimelineEventKind.Bumped),
            Gen.Const(TimelineEventKind.Exited)),
        AnyName, AnyName, AnyName, Gen.String[Gen.Char["mn1"], 1, 3].Array[0, 3], (second, kind, journey, reason, message, used) =>
            new TimelineEvent(Instant.FromUnixTimeSeconds(second), kind)
            {
                Journey = journey is null ? null : new JourneyId(journey),
                Policy = journey is null ? null : new PolicyId(journey + "1"),
                Version = journey is null ? null : 3,
                Step = message is null ? null : new StepId(message),
                Channel = message is null ? null : Channel.Sms,
                Reason = reason,
                Message = message is null ? null : new MessageId(message),
                Detail = used.Length == 0 ? null : AttributeBag.Of([new("until", "2026-01-01T00:00:00Z"), new("used", used)]),
            });

    private readonly TestWorkspace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Read_WhatWasWritten_GivesTheSameEvents() => AnyEvent.List[0, 12].Sample(
        timelineEvents =>
        {
            using (var writer = new TimelineWriter(_place.Path("t.jsonl"), Zone))
                writer.Receive(new CustomerId("c-1"), timelineEvents);
            var read = TimelineReader.Read(_place.Path("t.jsonl")).ToList();
            Assert.Equal(timelineEvents.Select(Plain), read.Select(line => Plain(line.Event)));
            Assert.All(read, line => Assert.Equal(("c-1", line.Event.Time.InZone(Zone).Date), (line.Customer.Value, line.At.Date)));
        },
        threads: 1);

    [Theory]
    [InlineData("{", "this is not the JSON object of a timeline event; was the file cut off?")]
    [InlineData("[]", "this is not the JSON object of a timeline event; was the file cut off?")]
    [InlineData("null", "the object is missing; a timeline is what 'campaigns replay' writes")]
    [InlineData("""{"customer":"c","fact":"sent"}""", "\"time\" is missing; a timeline is what 'campaigns replay' writes")]
    [InlineData("""{"time":"2026-01-01T00:00:00+01:00","fact":"sent"}""",
        "\"customer\" is missing; a timeline is what 'campaigns replay' writes")]
    [InlineData("""{"time":"2026-01-01T00:00:00+01:00","customer":"c"}""",
        "\"fact\" is missing; a timeline is what 'campaigns replay' writes")]
    [InlineData("""{"time":"yesterday","customer":"c","fact":"sent"}""",
        "\"time\" is 'yesterday', expected one such as 2026-03-01T10:00:00+08:00")]
    [InlineData("""{"time":"2026-01-01T00:00:00+01:00","customer":"c","fact":"sent","used":3}""",
        "this is not the JSON object of a timeline event (at $.used); was the file cut off?")]
    public void Read_LineThatIsNoEvent_ReportsLineAndReason(string line, string why)
    {
        var path = _place.Write("t.jsonl",
            $$"""{"time":"2026-01-01T00:00:00+01:00","customer":"c","fact":"sent"}{{"\n\n"}}{{line}}{{"\n"}}""");
        var wrong = Assert.Throws<TimelineFormatException>(() => TimelineReader.Read(path).Count());
        Assert.Equal($"{path}, line 3: {why}.", wrong.Message);
    }

    private static string Plain(TimelineEvent timelineEvent) =>
        $"{timelineEvent with { Detail = null }} {timelineEvent.Detail?.Text("until")} {string.Join('+', timelineEvent.Detail?["used"] as IReadOnlyList<string> ?? [])}";
}
