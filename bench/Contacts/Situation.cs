using Campaigns.Decisions.Contacts;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.ContactPolicies.Reading;
using Campaigns.Model;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Contacts.Benchmarks;

/// <summary>A customer in Taipei under the policy that ships: two quiet times, three caps, a gap, look-ahead.</summary>
internal static class Situation
{
    public static readonly Instant Now = Instant.FromUtc(2026, 6, 1, 4, 0);

    public static ContactPolicy Shipped =>
        ContactPolicyReader.Read(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "contact-policy.json"))).Policy!;

    public static CustomerProfile Customer { get; } = new()
    {
        Id = new("C-00012"),
        Attributes = AttributeBag.Of(
            [new("phone", "+886912345678"), new("email", "ann@example.com"), new("push_token", "p"), new("time_zone", "Asia/Taipei")]),
        Consents = [.. Channel.Contactable.Select(channel => new Consent(channel, "marketing", true, Instant.MinValue, "form"))],
    };

    public static ContactRequest Request(int priority = 50) => new(
        new("asked"), [Channel.Sms, Channel.Email], "renewal", priority, new("renewal-countdown"), new("renewal-countdown~x~1"),
        new("d45"), Now + Duration.FromDays(60));

    /// <summary>Contacts sent at equal distances up to a moment ago.</summary>
    public static ContactLedger Sent(int count, Duration apart) =>
        Ledger(count, i => Now - Duration.FromHours(1) - (apart * i), ContactStatus.Sent, 50);

    /// <summary>Contacts at instants of choice.</summary>
    public static ContactLedger Ledger(int count, Func<int, Instant> at, ContactStatus status, int priority) =>
        Enumerable.Range(0, count).Aggregate(
        ContactLedger.Empty, (ledger, i) => ledger.With(new LedgerEntry(
            MessageId.Of(new("win-back~x~1"), new("s"), i), status, at(i), Channel.Sms, "renewal", priority,
            EnrollmentId.Of(new("renewal-countdown"), "somebody", 1), new("d45"))
        { Deadline = Now + Duration.FromDays(60) }));
}
