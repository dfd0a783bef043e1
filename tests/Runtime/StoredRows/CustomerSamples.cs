using Campaigns.Decisions.Contacts;
using Campaigns.Decisions.Engine;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using NodaTime;

namespace Campaigns.Runtime.Tests.StoredRows;

/// <summary>What customers' rows hold: values with every property filled, and with none but those that must be.</summary>
internal static class CustomerSamples
{
    public static readonly Instant Noon = Instant.FromUtc(2026, 6, 1, 12, 0);
    private static readonly EnrollmentId Renewal = new("renewal-countdown~k3f9~1");
    private static readonly MessageId Message = new("0123456789abcdefghjkmnpqrs");

    /// <summary>Every kind of attribute, and texts that JSON must escape or could.</summary>
    public static AttributeBag Attributes { get; } = AttributeBag.Of(
    [
        new("text", "Zoë \"Zo\" <zoe@example.com> & 王\\\n\t'"), new("number", 1234.50m), new("small", 0.0000001m),
        new("large", decimal.MaxValue),
        new("whole", 7m), new("yes", true), new("no", false), new("list", new[] { "a", "", "ü" }), new("none", Array.Empty<string>()),
        new("v", 2m),
    ]);

    public static CustomerHead Head { get; } = new()
    {
        Ledger = new()
        {
            Entries =
            [
                new(Message, ContactStatus.Sent, Noon, Channel.Sms, "renewal", 50, Renewal, new("d45"))
                {
                    To = "agent-7", Deadline = Noon + Duration.FromDays(5), DispatchNumber = 3, Withdrawn = "exited", Unmovable = true,
                },
                new(new("planned"), ContactStatus.Planned, Noon + Duration.FromTicks(1), Channel.Agent, "", 0, Renewal, new("call")),
                new(new("reserved"), ContactStatus.Reserved, Noon + Duration.FromMilliseconds(120), Channel.Email, "renewal", -1, Renewal,
                    new("x")),
                new(new("sending"), ContactStatus.Sending, Noon + Duration.FromNanoseconds(1), Channel.Push, "renewal", 1, Renewal,
                    new("x")),
                new(new("unknown"), ContactStatus.Unknown, Noon + Duration.FromDays(1), Channel.WeChat, "renewal", 1, Renewal, new("x")),
                new(new("task"), ContactStatus.Sent, Noon + Duration.FromDays(2), Channel.Agent, "renewal", 1, Renewal, new("x")),
            ],
        },
        Past = new()
        {
            Recent =
            [
                new(new("win-back~a1b2~2"), "C-1/P-9", 4, Noon)
                {
                    Policy = new("P-9"), GoalUntil = Noon + Duration.FromDays(30), Holdout = true,
                },
                new(new("win-back~a1b2~1"), "", 0, NodaConstants.UnixEpoch),
            ],
        },
        TimelineBatches = 41,
        ErasurePending = true,
    };

    public static CustomerProfile Profile(CustomerId id) => new()
    {
        Id = id,
        Attributes = Attributes,
        Consents =
        [
            new(Channel.Sms, "marketing", true, Noon, "web-form", "2026-01") { Source = "crm/e-1" },
            new(Channel.Email, "service", false, Consent.Undated, "import"),
        ],
        Suppressions =
        [
            new(Channel.Email, "ann@example.com", "soft-bounce", Noon, Noon + Duration.FromDays(7)),
            new(Channel.Sms, "+886912345678", "complaint", Noon),
        ],
        DoNotDisturb = true,
        DoNotDisturbEvidence = new(Noon, "app", "app/e-2"),
        Preferences = new()
        {
            MostPerMonth = 4,
            Less = true,
            Channel = Channel.Email,
            Hours = new(new LocalTime(18, 30), new LocalTime(9, 0)),
            At = Noon,
            How = "branch",
        },
        SoftBounces = [new(Channel.Email, "ann@example.com", [Noon, Noon + Duration.FromHours(1)]), new(Channel.Sms, "+1", [])],
        ResponseHours = new([.. Enumerable.Range(0, 24).Select(hour => hour % 5 == 0 ? 0 : hour / 8.0), 1e-7], Noon),
        ErasedAt = Noon + Duration.FromDays(90),
    };

    public static EnrollmentRecord Enrollment { get; } = new(Renewal, "C-1/P-7", new("renewal-countdown"), 3, Noon)
    {
        Policy = new("P-7"),
        Event = Attributes,
        Holdout = true,
        Held = true,
        State = new()
        {
            At = new("d45"),
            Phase = StepPhase.AwaitingReport,
            Until = Noon + Duration.FromDays(1),
            Milestone = 2,
            Contact = new(1, Noon + Duration.FromDays(3), 2, Message) { Tried = 5 },
            Results =
            [
                new(new("ask"), Noon) { Event = "link.clicked", Data = Attributes, Arm = "b", Status = "delivered", Detail = "sms" },
                new(new("wait"), NodaConstants.UnixEpoch) { Data = AttributeBag.Empty },
            ],
            Buffered = [new(new("wait"), 1, "policy.renewed", Noon, Attributes), new(new("other"), 0, "x", Noon, AttributeBag.Empty)],
            Outcome = "completed",
        },
        WakeAt = Noon + Duration.FromDays(2),
        Revision = 12,
    };

    public static EnrollmentRecord MinimalEnrollment { get; } =
        new(new("win-back~a1b2~3"), "", new("win-back"), 0, NodaConstants.UnixEpoch);

    /// <summary>A running enrollment in each phase, the remaining properties at their initial values.</summary>
    public static IEnumerable<EnrollmentRecord> Phases { get; } = Enum.GetValues<StepPhase>().Select(phase =>
        new EnrollmentRecord(new($"phases~x~{(int)phase}"), "s", new("phases"), 1, Noon)
        {
            State = new() { Phase = phase, Contact = new(0, NodaConstants.UnixEpoch, 0, null) },
        });

    public static IReadOnlyList<TimelineEvent> Timeline { get; } =
    [
        new(Noon, TimelineEventKind.Deferred)
        {
            Journey = new("renewal-countdown"),
            Version = 3,
            Enrollment = Renewal,
            Policy = new("P-7"),
            Step = new("d45"),
            Channel = Channel.Sms,
            Reason = "cap:week",
            Message = Message,
            Detail = Attributes,
        },
        new(NodaConstants.UnixEpoch, TimelineEventKind.Warning) { Version = 0, Detail = AttributeBag.Empty },
    ];
}
