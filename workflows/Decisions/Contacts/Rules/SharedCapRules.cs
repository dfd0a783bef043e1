using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Decisions.Contacts.Rules;

/// <summary>The rules of the caps that a message shares with other customers' messages.</summary>
internal sealed class SharedCapRules : IDisposable
{
    private readonly List<CapRule> _rules = [];
    private readonly List<PlacedContacts> _contacts = [];

    /// <summary>The rules that hold a message back; none do an exempt one.</summary>
    /// <param name="claim">The message.</param>
    /// <param name="shared">What its household and its address have had, itself left out.</param>
    /// <param name="profile">The customer.</param>
    /// <param name="policy">The contact policy.</param>
    /// <param name="now">The instant.</param>
    public SharedCapRules(
        ContactClaim claim, IReadOnlyList<SharedContacts> shared, CustomerProfile profile, ContactPolicy policy, Instant now)
    {
        if (policy.Exempt.Contains(claim.Category))
            return;
        var zone = profile.ZoneOr(policy.TimeZone);
        foreach (var (scope, contacts) in shared)
        {
            // Such contacts are nothing but taken, so the rules may look at them as at a ledger of the customer's own.
            var scoped = policy with { Caps = policy.SharedCaps.RemoveAll(cap => cap.Per != scope), LookAhead = Duration.Zero };
            var ledger = new ContactLedger
            {
                Entries = [.. contacts.Select(contact => AsEntry(contact, now)).OrderBy(entry => entry.At)],
            };
            var placed = new PlacedContacts(ledger, scoped, now);
            placed.ShowTo(claim);
            _contacts.Add(placed);
            for (var i = 0; i < scoped.Caps.Length; i++)
            {
                if (TimingRules.Holds(scoped.Caps[i], claim))
                    _rules.Add(TimingRules.Rule(scoped.Caps[i], i, placed, scoped, zone, limitOverride: null));
            }
        }
    }

    /// <summary>The rules.</summary>
    public IReadOnlyList<ITimingRule> Rules => _rules;

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _contacts.ForEach(contacts => contacts.Dispose());

    private static LedgerEntry AsEntry(SharedContact contact, Instant now) => new(
        contact.Message, ContactStatus.Sent, contact.SupposedAt(now), contact.Channel, contact.Category, 0,
        new EnrollmentId($"{contact.Journey}~"), default);
}
