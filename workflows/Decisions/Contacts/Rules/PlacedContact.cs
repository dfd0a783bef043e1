using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;

namespace Campaigns.Decisions.Contacts.Rules;

/// <summary>A contact of the ledger among the others.</summary>
/// <param name="Entry">The contact.</param>
/// <param name="Kind">What the rules make of its like.</param>
internal record struct PlacedContact(LedgerEntry Entry, ContactKind Kind)
{
    /// <summary>As what the message sees it that is being decided about.</summary>
    public ContactRole Role { get; set; }
}

/// <summary>As what a message sees a contact.</summary>
[Flags]
internal enum ContactRole : byte
{
    /// <summary>It does not matter to it.</summary>
    None = 0,

    /// <summary>It keeps its place: begun, sent, unknown, or reserved and not outranked.</summary>
    Taken = 1,

    /// <summary>Planned, of higher priority.</summary>
    Planned = 2,

    /// <summary>Reserved, of lower priority: it makes way.</summary>
    Lower = 4,
}

/// <summary>Contacts of one category, channel and journey: which rules look at them.</summary>
internal sealed class ContactKind
{
    private readonly string _category;
    private readonly Channel _channel;
    private readonly JourneyId? _journey;
    private readonly bool[] _counted;

    /// <summary>The kind of a contact.</summary>
    public ContactKind(LedgerEntry like, ContactPolicy policy, bool byJourney)
    {
        (_category, _channel, _journey) = (like.Category, like.Channel, byJourney ? like.Enrollment.Journey : null);
        IsExempt = policy.Exempt.Contains(like.Category);
        IsOfGap = policy.Gap is { } gap && TimingRules.Includes(gap.Categories, like.Category, IsExempt);
        _counted = policy.Caps.Length == 0 ? [] : new bool[policy.Caps.Length];
        for (var i = 0; i < _counted.Length; i++)
        {
            var cap = policy.Caps[i];
            _counted[i] = TimingRules.Includes(cap.Counts, like.Category, IsExempt)
                && (cap.Channels.Count == 0 || cap.Channels.Contains(like.Channel))
                && (cap.Journeys.Count == 0 || cap.Journeys.Contains(like.Enrollment.Journey.Value));
        }
    }

    /// <summary>Whether no cap and no gap holds it back, and it makes way for nothing.</summary>
    public bool IsExempt { get; }

    /// <summary>Whether the gap counts from it.</summary>
    public bool IsOfGap { get; }

    /// <summary>Whether it uses up a cap, by the cap's place in the policy.</summary>
    public bool IsCountedBy(int cap) => _counted[cap];

    /// <summary>Whether a contact is of this kind.</summary>
    public bool Includes(LedgerEntry entry) => entry.Channel == _channel && entry.Category == _category
        && (_journey is not { } journey || entry.Enrollment.IsOf(journey));
}
