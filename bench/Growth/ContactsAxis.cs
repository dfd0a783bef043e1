using Campaigns.Decisions.Contacts;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Growth.Benchmarks;

/// <summary>
/// Contacts on a ledger: one decision under the shipped policy that is granted, one that is put off, one that bumps lower ones. No
/// store.
/// </summary>
internal static class ContactsAxis
{
    private static readonly int[] Sizes = [0, 10, 20, 100];
    private static readonly Instant Now = Instant.FromUtc(2026, 6, 1, 4, 0);

    private static readonly CustomerProfile Customer = new()
    {
        Id = new("C-00012"),
        Attributes = AttributeBag.Of(
            [new("phone", "+886912345678"), new("email", "ann@example.com"), new("push_token", "p"), new("time_zone", "Asia/Taipei")]),
        Consents = [.. Channel.Contactable.Select(channel => new Consent(channel, "marketing", true, Instant.MinValue, "form"))],
    };

    public static async IAsyncEnumerable<Figure> MeasureAsync()
    {
        var policy = CampaignFolder.Read(CampaignFolder.Shipped).Policy!;
        foreach (var size in Sizes)
        {
            yield return await DecideAsync("a decision, granted, by contacts", size, policy,
                Ledger(size, i => Now - Duration.FromDays(31 + i), ContactStatus.Sent, 50));
            yield return await DecideAsync("a decision, put off, by contacts", size, policy,
                Ledger(size, i => Now - Duration.FromHours(1) - Duration.FromDays(i), ContactStatus.Sent, 50));
            yield return await DecideAsync("a decision that bumps, by contacts", size, policy,
                Ledger(size, i => Now + Duration.FromHours(2 + (i * 25)), ContactStatus.Reserved, 10));
        }
    }

    private static Task<Figure> DecideAsync(string what, int size, ContactPolicy policy, ContactLedger ledger)
    {
        var request = new ContactRequest(
            new("asked"), [Channel.Sms, Channel.Email], "renewal", 50, new("renewal-countdown"), new("renewal-countdown~x~1"), new("d45"),
            Now + Duration.FromDays(60));
        return Measurement.RunAsync(what, size, 2000, rows: null, _ =>
        {
            ContactDecision.Decide(request, ledger, Customer, policy, Now);
            return default;
        });
    }

    private static ContactLedger Ledger(int count, Func<int, Instant> at, ContactStatus status, int priority) =>
        Enumerable.Range(0, count).Aggregate(ContactLedger.Empty, (ledger, i) => ledger.With(new LedgerEntry(
            MessageId.Of(new("win-back~x~1"), new("s"), i), status, at(i), Channel.Sms, "renewal", priority,
            EnrollmentId.Of(new("renewal-countdown"), "somebody", 1), new("d45"))
        { Deadline = Now + Duration.FromDays(60) }));
}
