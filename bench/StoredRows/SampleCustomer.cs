using System.Collections.Immutable;
using Campaigns.Decisions.Contacts;
using Campaigns.Decisions.Engine;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Runtime.Customers;
using NodaTime;

namespace Campaigns.StoredRows.Benchmarks;

/// <summary>A customer who is in five journeys and had twenty contacts.</summary>
internal static class SampleCustomer
{
    private const int Contacts = 20;
    private const int Journeys = 5;
    private static readonly Instant Now = Instant.FromUtc(2026, 6, 1, 4, 0) + Duration.FromMilliseconds(123);

    public static CustomerHead Head { get; } = new()
    {
        Ledger = new()
        {
            Entries = [.. Enumerable.Range(0, Contacts).Select(i => new LedgerEntry(
                MessageId.Of(Id(i % Journeys), new("d45"), i), i < 15 ? ContactStatus.Sent : ContactStatus.Reserved,
                Now + Duration.FromHours(25 * i), Channel.Contactable[i % 3], "renewal", 50, Id(i % Journeys), new("d45"))
            { Deadline = Now + Duration.FromDays(60) })],
        },
        Past = new()
        {
            Recent =
            [
                .. Enumerable.Range(0, 3)
                    .Select(i => new PastEnrollment(Id(i + Journeys), $"C-00012/P-{i}", 2, Now) { Policy = new($"P-{i}") }),
            ],
        },
        TimelineBatches = 41,
    };

    public static CustomerProfile Profile { get; } = new()
    {
        Id = new("C-00012"),
        Attributes = AttributeBag.Of(
        [
            new("name", "陳美玲"), new("phone", "+886912345678"), new("email", "ann@example.com"), new("push_token", "p-1234567"),
            new("language", "zh-TW"), new("time_zone", "Asia/Taipei"), new("value_tier", "high"), new("age", 42m), new("vip", true),
        ]),
        Consents = [.. Channel.Contactable.Select(channel => new Consent(channel, "marketing", true, Now, "form", "2026-01"))],
    };

    public static ImmutableArray<EnrollmentRecord> Enrollments { get; } =
    [
        .. Enumerable.Range(0, Journeys).Select(i => new EnrollmentRecord(Id(i), $"C-00012/P-{i}", new("renewal-countdown"), 3, Now)
        {
            Policy = new($"P-{i}"),
            Event = AttributeBag.Of([new("policy_id", $"P-{i}"), new("premium", 900.50m)]),
            State = new()
            {
                At = new("d45"),
                Phase = StepPhase.Scheduled,
                Until = Now + Duration.FromDays(1),
                Milestone = 2,
                Contact = new(0, Now + Duration.FromDays(3), 1, MessageId.Of(Id(i), new("d45"), 1)),
                Results = [new(new("d60"), Now) { Status = "sent", Detail = "sms" }, new(new("d60-click"), Now) { Event = "link.clicked" }],
            },
            WakeAt = Now + Duration.FromDays(1),
            Revision = 7,
        }),
    ];

    private static EnrollmentId Id(int journey) => EnrollmentId.Of(new("renewal-countdown"), $"C-00012/P-{journey}", 1);
}
