using System.Text;
using Campaigns.Golden;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Publishing;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.DeadLetters;
using Campaigns.Runtime.Dispatch;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Retries;
using Campaigns.Runtime.Tests.Support;
using Campaigns.Runtime.Work;
using Campaigns.Storage.Azure;
using NodaTime;

namespace Campaigns.Runtime.Tests.Golden;

/// <summary>
/// The bodies of every queue, byte for byte. A queue outlives the process that wrote to it, and during an update both versions read it.
/// </summary>
public sealed class QueueBodyTests
{
    private const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static readonly Instant Morning = Instant.FromUtc(2026, 3, 2, 2, 0);
    private static readonly MessageId Message = MessageId.Of(new EnrollmentId("renewal-countdown~k3f9~1"), new StepId("d45"), 1);

    private static readonly Dictionary<string, MessageRequest> Requests = new()
    {
        ["message-request.golden"] = new(Channel.Sms, new("C-1"), Message) { Stamp = new(1_772_416_800_000, 0) },
        ["message-request-traced.golden"] = new(Channel.Sms, new("客戶 7@臺北"), Message)
        {
            Stamp = new(-62_135_596_800_000, int.MaxValue),
            TraceParent = TraceParent,
        },
        ["message-request-without-stamp.golden"] = new(Channel.Sms, new("C-1"), Message),
    };

    private static readonly Dictionary<string, TimelineBatchNotice> Notices = new()
    {
        ["batch-notice.golden"] = new(new("C-1"), 0, Morning),
        ["batch-notice-of-several.golden"] = new(new("C-1"), new TimelineRange(5, 7), Morning),
        ["batch-notice-traced.golden"] = new(new("客戶 7@臺北"), long.MaxValue, Morning + Duration.FromMilliseconds(7))
        {
            TraceParent = TraceParent,
        },
    };

    private static readonly Dictionary<string, DeadLetter> DeadLetters = new()
    {
        ["dead-letter.golden"] = new("C-1\nm1\n1772416800000.0", "unreadable", "2026-03-02T02:00:00Z"),
        ["dead-letter-rich.golden"] = new(
            $"客戶 7@臺北\nm1\n1772416800000.2\n{TraceParent}",
            "renewal/offer.zh-Hant.email.scriban(3): 'customer.nmae' <b>&\"", "2026-03-02T02:00:00Z"),
    };

    private static readonly Dictionary<string, DelayedBody> DelayedBodies = new()
    {
        ["delayed.golden"] = new(Morning, 0, "C-1\nm1\n1772416800000.0"u8.ToArray()),
        ["delayed-returned.golden"] = new(
            Morning + Duration.FromTicks(7), -4, Encoding.UTF8.GetBytes($"客戶 7@臺北\nm1\n1772416800000.0\n{TraceParent}")),
    };

    private static readonly Dictionary<string, (CustomerWork Work, int Attempts)> Works = new()
    {
        ["work-timer.golden"] = (new CustomerWork.Timer(new("C-1"), new EnrollmentId("renewal-countdown~k3f9~1")), 2),
        ["work-dates.golden"] = (new CustomerWork.Timer(new("客戶 7@臺北"), Enrollment: null), 0),
        ["work-sweep.golden"] = (new CustomerWork.Swept(
            new("C-1"), new Sweep(new("renewal-countdown"), SweepKind.Stop, Morning) { Schedule = "s1", Outcome = "retired" }), 1),
        ["work-events.golden"] = (new CustomerWork.Events(new("C-1"),
        [
            new("a.csv", "7/1", "policy.renewed", Morning, new("C-1"), AttributeBag.Of(
                [new("policy_id", "P-1"), new("premium", 12.50m), new("paid", true), new("tags", new[] { "a", "b" })])),
            new("a.csv", "", "customer.updated", Morning, new("C-1"), AttributeBag.Empty),
        ]), 4),
        ["work-reaction.golden"] = (new CustomerWork.Reaction(
            new("C-1"), new("hello"), new("app", "e1", "app.opened", Morning, new("C-1"), AttributeBag.Of([new("screen", "首頁")]))), 0),
    };

    public static TheoryData<string> WorkFiles => [.. Works.Keys];

    public static TheoryData<string> RequestFiles => [.. Requests.Keys];

    public static TheoryData<string> NoticeFiles => [.. Notices.Keys];

    public static TheoryData<string> DeadLetterFiles => [.. DeadLetters.Keys];

    public static TheoryData<string> DelayedFiles => [.. DelayedBodies.Keys];

    [Theory]
    [MemberData(nameof(RequestFiles))]
    public void MessageRequest_IsWrittenAndReadAsInItsFile(string file)
    {
        GoldenFile.Holds(file, MessageRequestCodec.Write(Requests[file]).Span);

        Assert.True(MessageRequestCodec.TryRead(Channel.Sms, GoldenFile.Read(file), out var read));
        Assert.Equal(Requests[file], read);
    }

    [Theory]
    [MemberData(nameof(NoticeFiles))]
    public void BatchNotice_IsWrittenAndReadAsInItsFile(string file)
    {
        GoldenFile.Holds(file, Notices[file].Write().Span);

        Assert.True(TimelineBatchNotice.TryRead(GoldenFile.Read(file), out var read));
        Assert.Equal(Notices[file], read);
    }

    [Theory]
    [MemberData(nameof(DeadLetterFiles))]
    public void DeadLetter_IsWrittenAndReadAsInItsFile(string file)
    {
        var letter = DeadLetters[file];
        GoldenFile.Holds(file, DeadLetter.Write(Encoding.UTF8.GetBytes(letter.Body), letter.Reason, Morning).Span);

        Assert.Equal(letter, DeadLetter.Read(GoldenFile.Read(file)));
    }

    [Theory]
    [MemberData(nameof(WorkFiles))]
    public void Work_IsWrittenAndReadAsInItsFile(string file)
    {
        var (work, attempts) = Works[file];
        GoldenFile.Holds(file, CustomerWorkCodec.Write(work, attempts).Span);

        Assert.True(CustomerWorkCodec.TryRead(GoldenFile.Read(file), out var read, out var failed));
        Assert.Equal((work.Id, attempts), (read.Id, failed));
        Assert.Equal(GoldenFile.Read(file), CustomerWorkCodec.Write(read, failed).ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("C-1\nm1")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"customer":"C-1","kind":"of a newer version"}""")]
    [InlineData("""{"customer":"C-1","kind":"events","events":[]}""")]
    [InlineData("""{"customer":"C-1","kind":"sweep","sweep":{"journey":"x","kind":"Unheard"}}""")]
    [InlineData("""{"customer":"\ud800","kind":"timer"}""")]
    public async Task Work_NewerOrDamaged_IsDeadLettered_WithWhatWasExpected(string body)
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", SampleJourneys.Hello);
        await harness.Store.SendAsync(CustomerWorkQueue.Name, [Encoding.UTF8.GetBytes(body)], Duration.Zero, CampaignHarness.Cancel);

        await harness.RunDueAsync();

        var letter = Assert.Single(await harness.DeadLetters.ListAsync(CampaignHarness.Cancel));
        Assert.Equal((body, "unreadable: expected work of a customer, as JSON"), (letter.DeadLetter.Body, letter.DeadLetter.Reason));
        Assert.Null(letter.Id);
    }

    [Theory]
    [MemberData(nameof(DelayedFiles))]
    public void DelayedBody_IsWrittenAndReadAsInItsFile(string file)
    {
        var (due, hops, body) = DelayedBodies[file];
        GoldenFile.Holds(file, DelayedBodies[file].Write());

        Assert.True(DelayedBody.TryRead(GoldenFile.Read(file), out var read));
        Assert.Equal((due, hops), (read.Due, read.Hops));
        Assert.Equal(body.ToArray(), read.Body.ToArray());
    }

    [Fact]
    public void DeadLetter_ThatTheFunctionsHostMoved_IsReadAsTheOriginal()
    {
        var read = DeadLetter.Read(GoldenFile.Read("message-request-traced.golden"));

        Assert.Equal(Encoding.UTF8.GetString(GoldenFile.Read("message-request-traced.golden")), read.Body);
        Assert.Equal("dead-lettered by the Functions host after too many attempts; see its log", read.Reason);
    }

    [Theory]
    [InlineData("C-1\nm1\n1772416800000.0\nno trace")]
    [InlineData("C-1\nm1\n1772416800000.0\n")]
    [InlineData("C-1\nm1\n1772416800000.0\n" + TraceParent + "\nwhat a newer version adds")]
    [InlineData("{\"version\":2}")]
    public async Task Request_NewerOrDamaged_IsDeadLettered_WithWhatWasExpected(string body)
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", SampleJourneys.Hello);
        await harness.Store.SendAsync("sms", [Encoding.UTF8.GetBytes(body)], Duration.Zero, CampaignHarness.Cancel);

        await harness.RunDueAsync();

        var letter = Assert.Single(await harness.DeadLettersAsync(Channel.Sms));
        Assert.Equal((body, "unreadable: expected customer, message id and dispatch stamp, one per line"), (letter.Body, letter.Reason));
    }

    [Theory]
    [InlineData("C-1\n7\n1772416800000\nno trace")]
    [InlineData("C-1\n7\n1772416800000\n" + TraceParent + "\nwhat a newer version adds")]
    [InlineData("{\"version\":2}")]
    public async Task Notice_NewerOrDamaged_IsDeadLettered_WithWhatWasExpected(string body)
    {
        await using var harness = await CampaignHarness.StartAsync(
            "2026-06-01 12:00", null, new RecordingProvider(), new RecordingPublisher(), SampleJourneys.Hello);
        await harness.Store.SendAsync(TimelineOutbox.Queue, [Encoding.UTF8.GetBytes(body)], Duration.Zero, CampaignHarness.Cancel);

        await harness.RunDueAsync();

        var letter = Assert.Single(await harness.DeadLettersAsync(TimelinePublisher.DeadLetterQueueName));
        Assert.Equal((body, "unreadable: expected customer, batch and time, one per line"), (letter.Body, letter.Reason));
    }
}
